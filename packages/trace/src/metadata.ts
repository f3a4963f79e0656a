/**
 * The JSON blocks of a recording, checked: bytes → what `@functrace/format` says they hold, or undefined when they do not.
 * Fields that only describe (a name, a line) get a default; fields that others refer to (a base, a list) must be sound.
 */
import {
  type EndInfo,
  type FunctionEntry,
  type FunctionKind,
  type FunctionsInfo,
  type MarkInfo,
  type RecordingInfo,
  type SiteEntry,
  type SiteKind,
  type SkippedInfo,
  type StreamInfo,
  type WaitReason,
} from "@functrace/format";

/** Everywhere JavaScript runs, though in no ECMAScript library. */
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

/**
 * Ids of one stream that this reader has room for: 16 million functions (64 MB of table). Ids are dense, so a base beyond it is
 * damage, not a program.
 */
const IDS_MAX = 2 ** 24;

type Fields = Readonly<Record<string, unknown>>;

const FUNCTION_KINDS: readonly string[] = [
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
] satisfies FunctionKind[];
const SITE_KINDS: readonly string[] = ["await", "for await", "yield", "timer"] satisfies SiteKind[];
/** Every reason of a wait, in the order of their codes in this package. */
export const WAIT_REASONS: readonly WaitReason[] = [
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
];

/** The JSON of a payload; undefined when it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

const fields = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
const text = (value: unknown, otherwise = ""): string => (typeof value === "string" ? value : otherwise);
const whole = (value: unknown, otherwise = 0): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map((item) => text(item)) : []);

export function recordingInfo(json: unknown): RecordingInfo | undefined {
  const found = fields(json);
  if (found === undefined) return undefined;
  const host = fields(found["host"]) ?? {};
  return {
    version: text(found["version"]),
    command: texts(found["command"]),
    cwd: text(found["cwd"]),
    startedAtMs: typeof found["startedAtMs"] === "number" ? found["startedAtMs"] : 0,
    host: {
      os: text(host["os"]),
      release: text(host["release"]),
      arch: text(host["arch"]),
      cpus: whole(host["cpus"]),
      memoryBytes: whole(host["memoryBytes"]),
    },
  };
}

/** A `stream` block's info; what is missing in it, or all of it when the block was lost, is said as unknown. */
export function streamInfo(json: unknown): StreamInfo {
  const found = fields(json) ?? {};
  const clock = fields(found["clock"]) ?? {};
  const monotonicNs = text(clock["monotonicNs"]);
  return {
    parentProcess: whole(found["parentProcess"]),
    role: found["role"] === "worker" ? "worker" : "main",
    language: found["language"] === "go" ? "go" : "js",
    engine: text(found["engine"], "unknown"),
    command: texts(found["command"]),
    cwd: text(found["cwd"]),
    clock: {
      monotonicNs: /^\d+$/.test(monotonicNs) ? monotonicNs : "0",
      unixMs: typeof clock["unixMs"] === "number" ? clock["unixMs"] : 0,
    },
  };
}

export function skippedInfo(json: unknown): SkippedInfo | undefined {
  const found = fields(json);
  return found && { file: text(found["file"]), reason: text(found["reason"]) };
}

export function endInfo(json: unknown): EndInfo | undefined {
  const found = fields(json);
  return found && { events: whole(found["events"]), lost: whole(found["lost"]), reason: text(found["reason"], "exit") };
}

export function markInfo(json: unknown): MarkInfo | undefined {
  const found = fields(json);
  const mark = whole(found?.["mark"], -1);
  if (found === undefined || mark < 0) return undefined;
  return { mark, name: text(found["name"], "(unnamed)"), ...("data" in found && { data: found["data"] }) };
}

export function functionsInfo(json: unknown): FunctionsInfo | undefined {
  const found = fields(json);
  if (found === undefined || !Array.isArray(found["functions"]) || !Array.isArray(found["sites"])) return undefined;
  const functionBase = whole(found["functionBase"], -1);
  const siteBase = whole(found["siteBase"], -1);
  if (functionBase < 1 || functionBase + found["functions"].length > IDS_MAX) return undefined;
  if (siteBase < 1 || siteBase + found["sites"].length > IDS_MAX) return undefined;
  return {
    file: text(found["file"], "(unknown file)"),
    functionBase,
    siteBase,
    functions: found["functions"].map(functionEntry),
    sites: found["sites"].map(siteEntry),
  };
}

function functionEntry(json: unknown): FunctionEntry {
  const found = fields(json) ?? {};
  const callback = fields(found["callback"]);
  return {
    name: text(found["name"], "(unnamed)"),
    kind: FUNCTION_KINDS.includes(text(found["kind"])) ? (found["kind"] as FunctionKind) : "sync",
    line: whole(found["line"]),
    column: whole(found["column"]),
    start: whole(found["start"]),
    end: whole(found["end"]),
    ...(callback && { callback: { of: text(callback["of"]), reason: waitReason(callback["reason"]) ?? "unknown" } }),
  };
}

function siteEntry(json: unknown): SiteEntry {
  const found = fields(json) ?? {};
  const reason = waitReason(found["reason"]);
  const independentOf = Array.isArray(found["independentOf"])
    ? found["independentOf"].map((index) => whole(index, -1))
    : undefined;
  return {
    kind: SITE_KINDS.includes(text(found["kind"])) ? (found["kind"] as SiteKind) : "await",
    function: whole(found["function"], -1),
    line: whole(found["line"]),
    column: whole(found["column"]),
    text: text(found["text"]),
    ...(typeof found["callee"] === "string" && { callee: found["callee"] }),
    ...(reason && { reason }),
    ...(independentOf && { independentOf }),
    ...(found["loop"] === true && { loop: true as const }),
  };
}

const waitReason = (value: unknown): WaitReason | undefined => WAIT_REASONS.find((reason) => reason === value);
