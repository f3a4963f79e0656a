/** What a finding is: something about a run worth a person's time, in plain words, with what it rests on. */
import type { Analysis, FunctionRow, WaitSummary } from "../model.js";
import { durationText, numberText, shareText } from "./words.js";

export type FindingKind =
  | "constant wait"
  | "retry with back-off"
  | "growing waits"
  | "awaits one after another"
  | "called in a loop"
  | "blocked event loop"
  | "long wait"
  | "errors"
  | "unfinished"
  | "mostly running";

/** One fact behind a finding. `file` and `line` are set where a place in the source is the fact, or shows it. */
export interface Evidence {
  readonly label: string;
  /** With its unit; for a place in the source, what stands there. */
  readonly value: string;
  readonly file?: string;
  readonly line?: number;
}

export interface Finding {
  readonly kind: FindingKind;
  /** One sentence without a full stop. */
  readonly title: string;
  /** Why we think so and what it means, in whole sentences. */
  readonly explanation: string;
  readonly evidence: readonly Evidence[];
  /** Of the run, at most 1: `time_ns` of it or, where waits overlap, the time in which at least one of them was open. */
  readonly share: number;
  /** The time concerned. */
  readonly time_ns: number;
  /** The functions that the finding is about, the most important first. */
  readonly functions: readonly FunctionRow[];
  /** Indexes of those Analysis.waits that this has something to say about, so that no wait is explained twice. */
  readonly waits: readonly number[];
  /** The part of the time of those waits that is meant, where a helper that others use too is what waits; all of it when absent. */
  readonly waits_ns?: number;
  /** Where it is less sure than its rule's other findings: its weight instead of the rule's. */
  readonly weight?: number;
}

/** Looks for one kind of thing. A rule knows no program: only durations, counts and causes. */
export type Rule = (analysis: Analysis) => readonly Finding[];

/** `time_ns` as a share of the run, 0 to 1. */
export function shareOfRun(analysis: Analysis, time_ns: number): number {
  return analysis.duration_ns > 0 ? Math.min(1, time_ns / analysis.duration_ns) : 0;
}

/** Of the waiting of these, the part that is left when waits that were open at the same time count once. */
export function coveredPart(waits: readonly WaitSummary[]): number {
  const total_ns = waits.reduce((sum, wait) => sum + wait.total_ns, 0);
  const covered_ns = waits.reduce((sum, wait) => sum + wait.covered_ns, 0);
  return total_ns > 0 ? Math.min(1, covered_ns / total_ns) : 1;
}

/** Whether waits were open at the same time, more than for a moment. */
export function overlap(wait: WaitSummary): boolean {
  return wait.total_ns > 1.01 * wait.covered_ns;
}

/** The part of the run in which at least one of the waits was open. */
export function shareOfWaits(analysis: Analysis, wait: WaitSummary): number {
  return shareOfRun(analysis, wait.covered_ns);
}

/** `12, 3.01 s together: nearly all of the run`. Of waits that overlap, the sum can be longer than the run; the share is that of the time they cover. */
export function sumOfWaits(analysis: Analysis, wait: WaitSummary): string {
  const several = overlap(wait) ? ", several at a time" : "";
  return `${numberText(wait.count)}, ${durationText(wait.total_ns)} together${several}: ${shareText(shareOfWaits(analysis, wait))}`;
}

/** The place of a function as evidence. */
export function place(label: string, row: FunctionRow): Evidence {
  return { label, value: row.name, file: row.file, line: row.line };
}

/**
 * The place of a site as evidence; its value is the source that stands there and, where that is news, the function around it. `known` is a
 * function that the reader has in mind already.
 */
export function sitePlace(analysis: Analysis, label: string, site: number, known?: FunctionRow): Evidence {
  const row = analysis.sites[site];
  if (row === undefined) return { label, value: "unknown" };
  const holder = analysis.functions[row.function];
  const inside = holder === undefined || known === undefined || holder === known ? "" : `, in ${holder.name}`;
  return { label, value: row.text + inside, file: row.file, line: row.line };
}
