/**
 * The seams of this package: what a recording is read into. Readonly, and small objects only where there are few
 * (functions, waits, tasks); columns where there are many (tree nodes).
 */
import type { FunctionKind, RecordingInfo, SiteKind, StreamInfo, WaitReason } from "@functrace/format";

/** Random access to a recording, so that this package needs no file system. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `offset`, `length` of them or as many as there are. Valid until the next call. */
  read(offset: number, length: number): Uint8Array;
}

/** What the surroundings lend: decompression (throws on damaged input) and, where there is one, a native checksum. */
export interface Surroundings {
  inflate(codec: "deflate" | "brotli" | "zstd", bytes: Uint8Array, rawBytes: number): Uint8Array;
  crc32?(bytes: Uint8Array): number;
}

/** A function, one row for all threads and processes that loaded it (same file, line, column, name and kind). */
export interface FunctionRow {
  readonly index: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: FunctionKind;
  /** Offsets of the function's text in its file, UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly callback?: { readonly of: string; readonly reason: WaitReason };
}

/** A site, merged in the same way. */
export interface SiteRow {
  readonly index: number;
  readonly kind: SiteKind;
  /** Index of the function that holds it. */
  readonly function: number;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly callee?: string;
  readonly reason?: WaitReason;
  /** Indexes (of SiteRow) of earlier sites of the same function whose results the operand does not use. */
  readonly independentOf?: readonly number[];
  readonly loop?: true;
}

/** Something that a reader had to leave out or make up, with where and how much. */
export interface Loss {
  readonly kind:
    | "damaged block"
    | "missing blocks"
    | "cut off"
    | "dropped events"
    | "lost exits"
    | "unknown function"
    | "unfinished stream"
    | "folded paths";
  /** One line for a person: what was lost and where. */
  readonly text: string;
  readonly count: number;
}

export interface StreamRow extends StreamInfo {
  readonly process: number;
  readonly thread: number;
  readonly events: number;
  readonly calls: number;
  /** Monotonic nanoseconds of its first and last event. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** Why it ended, when it said so. */
  readonly ended?: string;
}

/** Per function. All durations in nanoseconds; the names are those of every output. */
export interface FunctionSummary {
  readonly function: FunctionRow;
  readonly calls: number;
  /** Running and waiting of its calls; a recursive call counts in its outermost one only. */
  readonly total_ns: number;
  /** Running, less its callees. */
  readonly self_ns: number;
  /** Suspended; a recursive call counts in its outermost one only. */
  readonly wait_ns: number;
  /** Mean, percentiles (error ≤ HISTOGRAM_ERROR, never beyond the extremes) and maximum of the calls' own durations, recursive calls included. */
  readonly avg_ns: number;
  readonly p50_ns: number;
  readonly p99_ns: number;
  readonly max_ns: number;
  readonly errors: number;
  /** Calls that had not ended when the recording did; they count up to its end. */
  readonly unfinished: number;
}

/** The call tree merged by path, as columns; node 0 is the root, above every task. Children come after their parents. */
export interface CallTree {
  readonly count: number;
  readonly parent: Int32Array;
  /** Index of the function; -1 for the root. */
  readonly function: Int32Array;
  readonly calls: Float64Array;
  readonly total: Float64Array;
  readonly self: Float64Array;
  readonly wait: Float64Array;
  readonly errors: Float64Array;
}

/** What a wait was for, as far as the recording tells. */
export type WaitCause =
  /** Another traced call: its result was awaited. */
  | { readonly kind: "call"; readonly function: number }
  /** A timer, created at this site. */
  | { readonly kind: "timer"; readonly site: number }
  /** A callback that ran just before: an event handler, a timer's function literal. */
  | { readonly kind: "callback"; readonly function: number }
  /** Known from the source only, or not known (`unknown`). */
  | { readonly kind: "source"; readonly reason: WaitReason };

/** Waits of one function at one site for one cause, merged. */
export interface WaitSummary {
  /** Whose waiting it is: the suspended function, or the plain function whose returned promise was awaited. */
  readonly function: number;
  readonly site: number;
  readonly cause: WaitCause;
  readonly count: number;
  readonly total_ns: number;
  readonly min_ns: number;
  readonly max_ns: number;
  readonly p50_ns: number;
  /** Standard deviation. */
  readonly deviation_ns: number;
  /** Time in which at least one of them was open: less than `total_ns` where they overlap (see coverage.ts for how exact it is). */
  readonly covered_ns: number;
  /** Those that had not ended when the recording did; they count up to its end. */
  readonly unfinished: number;
  /** When the first of those began, from the first event of the recording. */
  readonly unfinished_since_ns?: number;
}

/**
 * Waits of one call at one site that grew from one to the next: the trace of a retry with back-off. Merged by site.
 */
export interface GrowthSummary {
  /** The function that holds the site and tries again; the waiting itself may be that of a helper which it awaits there, such as `sleep`. */
  readonly function: number;
  readonly site: number;
  /** Calls in which each wait was at least 1.3 times the one before, three waits of 1 ms or more in a row. */
  readonly calls: number;
  /** The longest such row of waits, in order (at most 16 of them). */
  readonly example_ns: readonly number[];
  /** Of the waits in such rows. */
  readonly total_ns: number;
}

/**
 * Awaits of one call that ran one after another though the source shows no need: each waited for a call that the one before did
 * not feed (SiteEntry.independentOf), or the same await in a loop whose turns do not feed each other (SiteEntry.loop).
 */
export interface SequenceSummary {
  readonly function: number;
  /** The sites, in order; one site when it is a loop. */
  readonly sites: readonly number[];
  readonly loop: boolean;
  /** Calls of the function in which this happened. */
  readonly calls: number;
  /** Waits in them. */
  readonly waits: number;
  readonly total_ns: number;
  /** What would be left if the waits of each call had run together: the sum of the longest wait of each call. */
  readonly together_ns: number;
}

/** A stretch in which a thread ran traced code without returning to its event loop: 50 ms or more. */
export interface TurnSummary {
  /** That of the deepest call that was on the stack, in one piece, for at least four fifths of it. */
  readonly function: number;
  readonly process: number;
  readonly thread: number;
  readonly count: number;
  readonly total_ns: number;
  readonly max_ns: number;
}

/** All that one pass over a recording yields; its size grows with functions, sites and tree paths, not with calls. */
export interface Analysis {
  readonly recording: RecordingInfo | undefined;
  readonly streams: readonly StreamRow[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly losses: readonly Loss[];
  /** Row 0 stands for all that the recording does not describe; so does site 0. */
  readonly functions: readonly FunctionRow[];
  readonly sites: readonly SiteRow[];
  /** One a called function. */
  readonly summaries: readonly FunctionSummary[];
  readonly tree: CallTree;
  readonly waits: readonly WaitSummary[];
  readonly growths: readonly GrowthSummary[];
  readonly sequences: readonly SequenceSummary[];
  readonly turns: readonly TurnSummary[];
  /** All tasks, whatever the filter. */
  readonly tasks: number;
  /** Calls that the filter lets through. */
  readonly calls: number;
  readonly events: number;
  /** Marks that the program set. */
  readonly marks: number;
  readonly bytes: number;
  /** From the first event of the first stream to the last of the last, nanoseconds. */
  readonly duration_ns: number;
}

/** What to look at. The same words everywhere: CLI, SQL, UI. */
export interface Filter {
  /** Only this task. */
  readonly task?: number;
  /** Only calls whose function's name has this text, or matches this pattern. They count with what they call; the tree begins at them. */
  readonly function?: RegExp;
  /** Of files: by predicate, so that globs stay with the command line. */
  readonly file?: (path: string) => boolean;
}
