/**
 * What one open call's waits look like side by side: do they grow (a retry with back-off), do they come one after another without
 * need (SequenceSummary)? The state is bounded, and is made only for calls in which such a thing can be.
 */
import type { GrowthSummary, SequenceSummary, SiteRow } from "./model.js";

/** A wait shorter than this tells nothing about growth: 1 µs, 2 µs, 4 µs are noise. */
export const GROWTH_WAIT_MIN_NS = 1e6;
const GROWTH_FACTOR = 1.3;
const GROWTH_WAITS_MIN = 3;
const EXAMPLE_MAX = 16;
/** Sites of one call that are followed; waits at others are not looked at. */
const SITES_MAX = 16;

type Mutable<Row> = { -readonly [Field in keyof Row]: Row[Field] };
type Counted<Row> = Mutable<Row> & { lastCall: number };

/** Growths and sequences of all calls, merged. */
export class HistoryLedger {
  private readonly growthBySite = new Map<string, Counted<GrowthSummary>>();
  private readonly sequenceByKey = new Map<string, Counted<SequenceSummary>>();
  /** 1 for sites that are independent of another, or that another is independent of. */
  readonly inSequence: Uint8Array;
  private calls = 0;

  constructor(private readonly sites: readonly SiteRow[]) {
    this.inSequence = new Uint8Array(sites.length);
    for (const site of sites) {
      if (site.kind !== "await" || (site.loop !== true && (site.independentOf?.length ?? 0) === 0)) continue;
      this.inSequence[site.index] = 1;
      for (const other of site.independentOf ?? []) this.inSequence[other] = 1;
    }
  }

  /** Whether a wait can begin what this file looks for. */
  tells(site: number, duration: number): boolean {
    return this.inSequence[site] === 1 || (duration >= GROWTH_WAIT_MIN_NS && this.sites[site]?.kind === "await");
  }

  begin(functionIndex: number): CallHistory {
    return new CallHistory(this, this.sites, functionIndex, ++this.calls);
  }

  addGrowth(functionIndex: number, site: number, call: number, row: readonly number[], total: number): void {
    const key = `${functionIndex}/${site}`;
    let growth = this.growthBySite.get(key);
    if (growth === undefined) {
      growth = { function: functionIndex, site, calls: 0, example_ns: [], total_ns: 0, lastCall: 0 };
      this.growthBySite.set(key, growth);
    }
    if (growth.lastCall !== call) growth.calls++;
    growth.lastCall = call;
    growth.total_ns += total;
    if (row.length > growth.example_ns.length) growth.example_ns = row.slice();
  }

  addSequence(
    functionIndex: number,
    sites: readonly number[],
    loop: boolean,
    call: number,
    waits: number,
    total: number,
    longest: number,
  ): void {
    const key = `${functionIndex}/${sites.join()}/${loop}`;
    let sequence = this.sequenceByKey.get(key);
    if (sequence === undefined) {
      sequence = {
        function: functionIndex,
        sites: sites.slice(),
        loop,
        calls: 0,
        waits: 0,
        total_ns: 0,
        together_ns: 0,
        lastCall: 0,
      };
      this.sequenceByKey.set(key, sequence);
    }
    if (sequence.lastCall !== call) sequence.calls++;
    sequence.lastCall = call;
    sequence.waits += waits;
    sequence.total_ns += total;
    sequence.together_ns += longest;
  }

  growths(keeps: (functionIndex: number) => boolean = () => true): GrowthSummary[] {
    return [...this.growthBySite.values()]
      .filter((growth) => keeps(growth.function))
      .map(({ lastCall: _, ...growth }) => growth)
      .sort((a, b) => b.total_ns - a.total_ns);
  }

  sequences(keeps: (functionIndex: number) => boolean = () => true): SequenceSummary[] {
    return [...this.sequenceByKey.values()]
      .filter((sequence) => keeps(sequence.function))
      .map(({ lastCall: _, ...sequence }) => sequence)
      .sort((a, b) => b.total_ns - b.together_ns - (a.total_ns - a.together_ns));
  }
}

/** Waits at one site of one call. */
class SiteHistory {
  /** The row of growing waits that the last one belongs to, at most EXAMPLE_MAX of them; its length and sum. */
  row: number[] = [];
  rowLength = 0;
  rowTotal = 0;
  last = 0;
  waits = 0;
  total = 0;
  longest = 0;

  constructor(readonly site: SiteRow) {}
}

/** The waits of one open call. */
export class CallHistory {
  private readonly bySite: SiteHistory[] = [];
  /** The sites of the present chain of waits that do not need each other, and its numbers. */
  private chain: SiteRow[] = [];
  private chainTotal = 0;
  private chainLongest = 0;

  constructor(
    private readonly ledger: HistoryLedger,
    private readonly sites: readonly SiteRow[],
    private readonly functionIndex: number,
    private readonly call: number,
  ) {}

  /** A wait of the call has ended. */
  add(siteIndex: number, duration: number): void {
    const site = this.sites[siteIndex];
    let here = this.bySite.find((history) => history.site === site);
    if (here === undefined) {
      if (this.bySite.length === SITES_MAX) return;
      this.bySite.push((here = new SiteHistory(site)));
    }
    this.grow(here, duration);
    here.waits++;
    here.total += duration;
    here.longest = Math.max(here.longest, duration);
    if (site.loop !== true && this.ledger.inSequence[siteIndex] === 1) this.follow(site, duration);
  }

  /** The call has ended. */
  end(): void {
    for (const here of this.bySite) {
      this.endRow(here);
      if (here.site.loop === true && here.waits > 1) {
        this.ledger.addSequence(this.functionIndex, [here.site.index], true, this.call, here.waits, here.total, here.longest);
      }
    }
    this.endChain();
  }

  private grow(here: SiteHistory, duration: number): void {
    if (here.rowLength > 0 && duration < here.last * GROWTH_FACTOR) this.endRow(here);
    if (duration >= GROWTH_WAIT_MIN_NS) {
      if (here.rowLength < EXAMPLE_MAX) here.row.push(duration);
      here.rowLength++;
      here.rowTotal += duration;
      here.last = duration;
    }
  }

  private endRow(here: SiteHistory): void {
    if (here.rowLength >= GROWTH_WAITS_MIN) {
      this.ledger.addGrowth(this.functionIndex, here.site.index, this.call, here.row, here.rowTotal);
    }
    here.row.length = 0;
    here.rowLength = 0;
    here.rowTotal = 0;
  }

  private follow(site: SiteRow, duration: number): void {
    const independent = site.independentOf;
    if (
      this.chain.length === 0 ||
      independent === undefined ||
      !this.chain.every((before) => independent.includes(before.index))
    ) {
      this.endChain();
    }
    this.chain.push(site);
    this.chainTotal += duration;
    this.chainLongest = Math.max(this.chainLongest, duration);
  }

  private endChain(): void {
    if (this.chain.length > 1) {
      const sites = this.chain.map((site) => site.index);
      this.ledger.addSequence(this.functionIndex, sites, false, this.call, sites.length, this.chainTotal, this.chainLongest);
    }
    this.chain.length = 0;
    this.chainTotal = 0;
    this.chainLongest = 0;
  }
}
