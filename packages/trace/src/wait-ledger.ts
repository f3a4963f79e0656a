/** Waits, merged by function, site and cause: count, sum, extremes, median and spread of each. */
import { Coverage } from "./coverage.js";
import { Histograms } from "./histogram.js";
import { WAIT_REASONS } from "./metadata.js";
import type { WaitCause, WaitSummary } from "./model.js";

/** A WaitCause as one number: what it refers to * 4 + its kind. */
export type CauseCode = number;

const CALL = 0;
const TIMER = 1;
const CALLBACK = 2;
const SOURCE = 3;

export const causedByCall = (functionIndex: number): CauseCode => functionIndex * 4 + CALL;
export const causedByTimer = (site: number): CauseCode => site * 4 + TIMER;
export const causedByCallback = (functionIndex: number): CauseCode => functionIndex * 4 + CALLBACK;
export const causedBySource = (reason: (typeof WAIT_REASONS)[number]): CauseCode => WAIT_REASONS.indexOf(reason) * 4 + SOURCE;

function waitCause(code: CauseCode): WaitCause {
  const value = Math.floor(code / 4);
  switch (code % 4) {
    case CALL:
      return { kind: "call", function: value };
    case TIMER:
      return { kind: "timer", site: value };
    case CALLBACK:
      return { kind: "callback", function: value };
    default:
      return { kind: "source", reason: WAIT_REASONS[value] };
  }
}

/** Waits of one function at one site for one cause. */
class Waits {
  count = 0;
  total = 0;
  min = Infinity;
  max = 0;
  /** Mean and sum of squared distances from it, kept by Welford's method (Technometrics 4, 1962), which loses no digits. */
  private mean = 0;
  private squares = 0;
  readonly coverage = new Coverage();
  /** Waits that the end of the recording cut off, and when the first of them began. */
  unfinished = 0;
  unfinishedSince = Infinity;

  constructor(
    readonly functionIndex: number,
    readonly site: number,
    readonly cause: CauseCode,
    readonly row: number,
  ) {}

  add(begin: number, end: number): void {
    const duration = end - begin;
    this.coverage.add(begin, end);
    this.count++;
    this.total += duration;
    if (duration < this.min) this.min = duration;
    if (duration > this.max) this.max = duration;
    const distance = duration - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (duration - this.mean);
  }

  deviation(): number {
    return Math.sqrt(this.squares / this.count);
  }
}

export class WaitLedger {
  /** By site: the waits there, by cause and function; few. */
  private readonly bySite = new Map<number, Waits[]>();
  private readonly all: Waits[] = [];
  private readonly histograms = new Histograms(64);

  /** A wait from `begin` to `end`, which is that of the recording when it is `unfinished`. */
  add(functionIndex: number, site: number, cause: CauseCode, begin: number, end: number, unfinished: boolean): void {
    let here = this.bySite.get(site);
    if (here === undefined) this.bySite.set(site, (here = []));
    let waits: Waits | undefined;
    for (let index = 0; index < here.length; index++) {
      const candidate = here[index];
      if (candidate.cause === cause && candidate.functionIndex === functionIndex) {
        waits = candidate;
        // The same cause tends to come again: keep it in front.
        if (index > 0) [here[index], here[index - 1]] = [here[index - 1], candidate];
        break;
      }
    }
    if (waits === undefined) {
      waits = new Waits(functionIndex, site, cause, this.all.length);
      here.push(waits);
      this.all.push(waits);
      this.histograms.ensure(this.all.length);
    }
    waits.add(begin, end);
    this.histograms.add(waits.row, end - begin);
    if (unfinished) {
      waits.unfinished++;
      waits.unfinishedSince = Math.min(waits.unfinishedSince, begin);
    }
  }

  /** The longest total first. `start`: monotonic nanoseconds of the recording's first event. */
  summaries(start: number, keeps: (functionIndex: number) => boolean = () => true): WaitSummary[] {
    return this.all
      .filter((waits) => keeps(waits.functionIndex))
      .map((waits) => ({
        function: waits.functionIndex,
        site: waits.site,
        cause: waitCause(waits.cause),
        count: waits.count,
        total_ns: waits.total,
        min_ns: waits.min,
        max_ns: waits.max,
        p50_ns: this.histograms.percentile(waits.row, 0.5, waits.min, waits.max),
        deviation_ns: waits.deviation(),
        covered_ns: waits.coverage.covered(),
        unfinished: waits.unfinished,
        ...(waits.unfinished > 0 && { unfinished_since_ns: waits.unfinishedSince - start }),
      }))
      .sort((a, b) => b.total_ns - a.total_ns || a.site - b.site || a.function - b.function);
  }
}
