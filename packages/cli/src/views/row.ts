/** A function and its figures under the names that every output uses, and how a place is shown to a person. */
import { isAbsolute, relative } from "node:path";
import type { FunctionRow, FunctionSummary } from "@functrace/trace";
import { printable } from "../terminal/width.js";

/** One entry of `report --json`. `file` is absolute; durations are whole nanoseconds. */
export interface FunctionJson {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly calls: number;
  readonly total_ns: number;
  readonly self_ns: number;
  readonly wait_ns: number;
  readonly avg_ns: number;
  readonly p50_ns: number;
  readonly p99_ns: number;
  readonly max_ns: number;
  readonly errors: number;
}

export function functionJson(summary: FunctionSummary): FunctionJson {
  const { name, file, line, kind } = summary.function;
  return {
    name,
    file,
    line,
    kind,
    calls: summary.calls,
    total_ns: Math.round(summary.total_ns),
    self_ns: Math.round(summary.self_ns),
    wait_ns: Math.round(summary.wait_ns),
    avg_ns: Math.round(summary.avg_ns),
    p50_ns: Math.round(summary.p50_ns),
    p99_ns: Math.round(summary.p99_ns),
    max_ns: Math.round(summary.max_ns),
    errors: summary.errors,
  };
}

/** `src/client.ts:42`, relative to the folder that the program ran in; absolute when it lies outside. */
export function placeText(place: { readonly file: string; readonly line: number }, cwd: string): string {
  return printable(`${shortPath(place.file, cwd)}:${place.line}`);
}

/** A path as `placeText` shows it. */
export function shortPath(file: string, cwd: string): string {
  if (cwd === "" || !isAbsolute(file)) return file;
  const path = relative(cwd, file);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path;
}

export function nameText(row: FunctionRow): string {
  return printable(row.name);
}
