/** What one pass adds up, shared by the machines of all streams. */
import { HistoryLedger } from "./call-history.js";
import { Histograms } from "./histogram.js";
import type { FunctionRow, SiteRow } from "./model.js";
import { ELSEWHERE, GrowingTree, OUTSIDE, ROOT } from "./tree.js";
import { TurnLedger } from "./turns.js";
import { WaitLedger } from "./wait-ledger.js";

export interface LedgerOptions {
  /** Only this task. */
  readonly task?: number;
  /** Whether the tree may begin at a function. */
  readonly wanted?: (functionIndex: number) => boolean;
  readonly nodesMax?: number;
}

export class Ledger {
  readonly tree: GrowingTree;
  readonly waits = new WaitLedger();
  readonly turns = new TurnLedger();
  readonly histories: HistoryLedger;
  /** Durations of calls, the shortest and the longest of them, and how many did not end; by function + 1, so that 0 is "none" (tree nodes without one). */
  readonly histograms: Histograms;
  shortest: Float64Array;
  longest: Float64Array;
  unfinished: Float64Array;
  tasks = 0;
  lostExits = 0;
  unknownCalls = 0;
  private readonly task: number | undefined;
  private readonly base: number;

  constructor(
    readonly functions: readonly FunctionRow[],
    readonly sites: readonly SiteRow[],
    options: LedgerOptions = {},
  ) {
    this.tree = new GrowingTree(options.wanted, options.nodesMax);
    this.histories = new HistoryLedger(sites);
    this.histograms = new Histograms(functions.length + 1);
    this.shortest = new Float64Array(functions.length + 1).fill(Infinity);
    this.longest = new Float64Array(functions.length + 1);
    this.unfinished = new Float64Array(functions.length + 1);
    this.task = options.task;
    this.base = options.wanted === undefined ? ROOT : OUTSIDE;
  }

  /** Whether it looks at some calls only. */
  get filtered(): boolean {
    return this.task !== undefined || this.base !== ROOT;
  }

  /** Makes room for functions that were added since. */
  ensure(): void {
    const rows = this.functions.length + 1;
    if (rows <= this.longest.length) return;
    this.histograms.ensure(rows);
    const size = rows * 2;
    const shortest = new Float64Array(size).fill(Infinity);
    shortest.set(this.shortest);
    this.shortest = shortest;
    const longest = new Float64Array(size);
    longest.set(this.longest);
    this.longest = longest;
    const unfinished = new Float64Array(size);
    unfinished.set(this.unfinished);
    this.unfinished = unfinished;
  }

  /** A task begins: counts it, and gives the node beneath which its first call goes. */
  beginTask(): number {
    this.tasks++;
    return this.task === undefined || this.task === this.tasks ? this.base : ELSEWHERE;
  }
}
