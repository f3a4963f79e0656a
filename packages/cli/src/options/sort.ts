/** The words that `report --sort` takes: the headings of its table, and the names of its JSON. */
export type SortKey =
  | "calls"
  | "total_ns"
  | "self_ns"
  | "wait_ns"
  | "avg_ns"
  | "p50_ns"
  | "p99_ns"
  | "max_ns"
  | "errors"
  | "name"
  | "file";

export const SORT_WORDS: ReadonlyMap<string, SortKey> = new Map<string, SortKey>([
  ["calls", "calls"],
  ["total", "total_ns"],
  ["self", "self_ns"],
  ["waiting", "wait_ns"],
  ["average", "avg_ns"],
  ["p50", "p50_ns"],
  ["p99", "p99_ns"],
  ["max", "max_ns"],
  ["errors", "errors"],
  ["function", "name"],
  ["file", "file"],
  ["name", "name"],
  ["wait", "wait_ns"],
  ["avg", "avg_ns"],
  ["total_ns", "total_ns"],
  ["self_ns", "self_ns"],
  ["wait_ns", "wait_ns"],
  ["avg_ns", "avg_ns"],
  ["p50_ns", "p50_ns"],
  ["p99_ns", "p99_ns"],
  ["max_ns", "max_ns"],
]);
