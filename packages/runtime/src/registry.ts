/**
 * Where instrumented files, skipped files and marks become known: gives out ids that are unique in the process (all of its
 * threads share the counters) and tells the writer what they stand for, before the code that uses them runs.
 */
import type { FunctionEntry, FunctionsInfo, MarkInfo, SiteEntry, SkippedInfo } from "@functrace/format";
import { atomicsAdd, stringify } from "./builtins.js";
import type { WriterMessage } from "./messages.js";
import { NEXT_FUNCTION, NEXT_MARK, NEXT_SITE } from "./ring.js";

/** The first ids of a file's functions and sites. */
export interface Bases {
  readonly functionBase: number;
  readonly siteBase: number;
}

export interface Registry {
  functions(file: string, functions: readonly FunctionEntry[], sites: readonly SiteEntry[]): Bases;
  skipped(file: string, reason: string): void;
  mark(name: string, data: unknown): number;
}

export function createRegistry(control: Int32Array, thread: number, send: (message: WriterMessage) => void): Registry {
  return {
    functions(file, functions, sites) {
      const functionBase = atomicsAdd(control, NEXT_FUNCTION, functions.length);
      const siteBase = atomicsAdd(control, NEXT_SITE, sites.length);
      const info: FunctionsInfo = { file, functionBase, siteBase, functions, sites };
      send({ kind: "functions", thread, json: stringify(info) });
      return { functionBase, siteBase };
    },
    skipped(file, reason) {
      const info: SkippedInfo = { file, reason };
      send({ kind: "skipped", thread, json: stringify(info) });
    },
    mark(name, data) {
      const mark = atomicsAdd(control, NEXT_MARK, 1);
      const info: MarkInfo = { mark, name, ...(data === undefined ? {} : { data }) };
      send({ kind: "mark", thread, json: stringify(info) });
      return mark;
    },
  };
}
