/** What stands out in a run: all rules, the most important finding first, each wait explained once. */
import type { Analysis } from "../model.js";
import { backOffs } from "./back-off.js";
import { blockingCalls } from "./blocking.js";
import { constantWaits } from "./constant-wait.js";
import { throwingFunctions } from "./errors.js";
import type { Finding, Rule } from "./finding.js";
import { longWaits } from "./long-wait.js";
import { mostlyRunning } from "./mostly-running.js";
import { repeatedCalls } from "./repeated-call.js";
import { sequences } from "./sequence.js";
import { unfinishedCalls } from "./unfinished.js";

export type { Evidence, Finding, FindingKind } from "./finding.js";
export * from "./words.js";
export { causeText, isLeaf } from "./cause.js";
export { childrenOf } from "./tree-children.js";

interface RuleRow {
  readonly rule: Rule;
  /** Orders findings about the same time: a reason before a pattern, a pattern before a mere figure. */
  readonly weight: number;
  /** Says why a wait is long, so it has nothing to say about a wait that is explained already. */
  readonly explainsWaits?: true;
  /** Worth saying even where it takes hardly any time. */
  readonly smallMatters?: true;
}

/** The rules, from the one that explains most to the one that explains least: a wait goes to the first that explains it. */
const RULES: readonly RuleRow[] = [
  { rule: backOffs, weight: 1, explainsWaits: true },
  { rule: constantWaits, weight: 1, explainsWaits: true },
  // Calls that sit out a timer are no round trips, however often they repeat.
  { rule: repeatedCalls, weight: 0.5, explainsWaits: true },
  { rule: sequences, weight: 0.9 },
  { rule: blockingCalls, weight: 0.9 },
  { rule: unfinishedCalls, weight: 0.6, explainsWaits: true, smallMatters: true },
  { rule: longWaits, weight: 0.5, explainsWaits: true },
  { rule: mostlyRunning, weight: 0.5 },
  { rule: throwingFunctions, weight: 0.5, smallMatters: true },
];

/** Below both of these a finding is not worth reading. */
const TRIVIAL_SHARE = 0.01;
const TRIVIAL_NS = 5e6;

/** A finding has nothing new to say when others explain so much of its waiting. */
const EXPLAINED_SHARE = 0.8;

/** The findings of a run, by the time they concern as a share of it. */
export function findings(analysis: Analysis): Finding[] {
  const explained = new Explained(analysis);
  const found: { readonly finding: Finding; readonly rank: number }[] = [];
  for (const { rule, weight, explainsWaits, smallMatters } of RULES) {
    for (const finding of rule(analysis)) {
      const trivial = finding.share < TRIVIAL_SHARE && finding.time_ns < TRIVIAL_NS;
      if (trivial && !smallMatters) continue;
      if (explainsWaits && explained.covers(finding)) continue;
      explained.add(finding);
      found.push({ finding, rank: finding.share * (finding.weight ?? weight) });
    }
  }
  return found.sort((a, b) => b.rank - a.rank || b.finding.time_ns - a.finding.time_ns).map(({ finding }) => finding);
}

/**
 * How much of each wait's time the findings so far explain. Not whether they touch it: a helper such as `query` waits on behalf of many, and
 * what is said of one of them says nothing of the others.
 */
class Explained {
  /** By index of Analysis.waits, nanoseconds. */
  private readonly explained_ns: Float64Array;

  constructor(private readonly analysis: Analysis) {
    this.explained_ns = new Float64Array(analysis.waits.length);
  }

  covers(finding: Finding): boolean {
    const total_ns = this.total(finding);
    if (total_ns === 0) return false;
    const left_ns = finding.waits.reduce((sum, index) => sum + this.left(index), 0);
    return left_ns <= (1 - EXPLAINED_SHARE) * Math.min(total_ns, finding.waits_ns ?? Infinity);
  }

  add(finding: Finding): void {
    const part = Math.min(1, (finding.waits_ns ?? Infinity) / this.total(finding));
    for (const index of finding.waits) {
      const { total_ns } = this.analysis.waits[index]!;
      this.explained_ns[index] = Math.min(total_ns, this.explained_ns[index]! + part * total_ns);
    }
  }

  private total(finding: Finding): number {
    return finding.waits.reduce((sum, index) => sum + this.analysis.waits[index]!.total_ns, 0);
  }

  private left(index: number): number {
    return this.analysis.waits[index]!.total_ns - this.explained_ns[index]!;
  }
}
