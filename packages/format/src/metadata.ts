/** What the JSON blocks of a recording hold. Wire types: readers turn them into their own. */

/** `recording` block: written once, first, by the launcher. */
export interface RecordingInfo {
  readonly version: string;
  readonly command: readonly string[];
  readonly cwd: string;
  /** Unix time in milliseconds. */
  readonly startedAtMs: number;
  readonly host: {
    readonly os: string;
    readonly release: string;
    readonly arch: string;
    readonly cpus: number;
    readonly memoryBytes: number;
  };
}

/** `stream` block: the first of every stream. A stream is one JS thread, one goroutine, one process without threads. */
export interface StreamInfo {
  readonly parentProcess: number;
  readonly role: "main" | "worker";
  readonly language: "js" | "go";
  /** The engine and its version: `node v24.1.0`. */
  readonly engine: string;
  readonly command: readonly string[];
  readonly cwd: string;
  /** One moment on both clocks: the monotonic clock of the events (nanoseconds, decimal) and Unix time in milliseconds. */
  readonly clock: { readonly monotonicNs: string; readonly unixMs: number };
}

export const FUNCTION_KINDS = [
  "sync",
  "async",
  "generator",
  "async-generator",
  "constructor",
  "getter",
  "setter",
  "module",
  "go",
  "go-closure",
] as const;
export type FunctionKind = (typeof FUNCTION_KINDS)[number];

/** Kinds whose calls begin with `start`, because they can be suspended. A module is of this sort only with a top-level await. */
export const SUSPENDABLE_KINDS: ReadonlySet<FunctionKind> = new Set(["async", "generator", "async-generator"]);

/** Why a call waits, as far as the source or the runtime can tell. */
export const WAIT_REASONS = [
  "timer",
  "file",
  "socket",
  "dns",
  "child process",
  "worker",
  "event",
  "stream",
  "call",
  "yield",
  "unknown",
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** A function of an instrumented file. */
export interface FunctionEntry {
  readonly name: string;
  readonly kind: FunctionKind;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Where the function's text begins and ends, in UTF-16 units from the start of the file. */
  readonly start: number;
  readonly end: number;
  /** Set for a function given straight to a call that keeps it for later: `setTimeout(() => …)` is `{ of: "setTimeout", reason: "timer" }`. */
  readonly callback?: { readonly of: string; readonly reason: WaitReason };
}

export const SITE_KINDS = ["await", "for await", "yield", "timer"] as const;
export type SiteKind = (typeof SITE_KINDS)[number];

/** A place where a call is suspended, or where a timer is created. */
export interface SiteEntry {
  readonly kind: SiteKind;
  /** Index into the same block's `functions`: the function that holds the site. */
  readonly function: number;
  readonly line: number;
  readonly column: number;
  /** The source of the operand, on one line, shortened: `readResponse(seq)`. */
  readonly text: string;
  /** The last name of the callee when the operand is a call: `readResponse` for `this.readResponse(seq)`. */
  readonly callee?: string;
  /** Known from the source alone: the callee is imported from `node:fs/promises`, say. */
  readonly reason?: WaitReason;
  /** Indexes of earlier sites of the same function, in the same list of statements, whose results this operand does not use. */
  readonly independentOf?: readonly number[];
  /** In a loop, and the operand uses nothing that an earlier turn of the loop assigned: the turns could run together. */
  readonly loop?: true;
}

/** `functions` block: one instrumented file as one thread loaded it. Ids are the bases plus the index, and hold for every thread of the process. */
export interface FunctionsInfo {
  /** Absolute path, or the URL where there is no path. */
  readonly file: string;
  readonly functionBase: number;
  readonly siteBase: number;
  readonly functions: readonly FunctionEntry[];
  readonly sites: readonly SiteEntry[];
}

/** `skipped` block: a file that ran as it is, and why. */
export interface SkippedInfo {
  readonly file: string;
  readonly reason: string;
}

/** `mark` block: what the program said with `mark(name, data)`; a `note mark` event refers to it by id. */
export interface MarkInfo {
  readonly mark: number;
  readonly name: string;
  /** JSON, bounded by the runtime. */
  readonly data?: unknown;
}

/** `end` block: the last of a stream that ended in good order. */
export interface EndInfo {
  readonly events: number;
  readonly lost: number;
  /** `exit`, `signal SIGTERM`, `worker ended`, `disk full` … */
  readonly reason: string;
}
