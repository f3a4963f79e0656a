/** What a finding is: something about a run worth a person's time, in plain words, with what it rests on. */
import type { Analysis, FunctionRow } from "../model.js";

export type FindingKind =
  | "constant wait"
  | "retry with back-off"
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
  /** `time_ns` as a share of the run, at most 1: waits that overlap can add up to more than the run. */
  readonly share: number;
  /** The time concerned. */
  readonly time_ns: number;
  /** The functions that the finding is about, the most important first. */
  readonly functions: readonly FunctionRow[];
  /** Indexes of those Analysis.waits that this has something to say about, so that no wait is explained twice. */
  readonly waits: readonly number[];
}

/** Looks for one kind of thing. A rule knows no program: only durations, counts and causes. */
export type Rule = (analysis: Analysis) => readonly Finding[];

/** `time_ns` as a share of the run, 0 to 1. */
export function shareOfRun(analysis: Analysis, time_ns: number): number {
  return analysis.duration_ns > 0 ? Math.min(1, time_ns / analysis.duration_ns) : 0;
}

/** The place of a function as evidence. */
export function place(label: string, row: FunctionRow): Evidence {
  return { label, value: row.name, file: row.file, line: row.line };
}

/** The place of a site as evidence; its value is the source that stands there. */
export function sitePlace(analysis: Analysis, label: string, site: number): Evidence {
  const row = analysis.sites[site];
  if (row === undefined) return { label, value: "unknown" };
  return { label, value: row.text, file: row.file, line: row.line };
}
