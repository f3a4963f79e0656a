/** The seam between this package and whoever loads code: a source with its trace calls, or the reason why it has none. */
import type { FunctionEntry, SiteEntry } from "@functrace/format";
import { type Edits, render } from "./edits.js";

export interface Instrumented {
  readonly kind: "instrumented";
  readonly functions: readonly FunctionEntry[];
  readonly sites: readonly SiteEntry[];
  /** Index of the entry of kind `module`. */
  readonly moduleFunction: 0;
  /** TypeScript with enums, decorators and the like, which a Node that only strips types cannot run. */
  readonly moreThanTypes: boolean;
  /** The source with its trace calls; function `i` is known as `functionBase + i`, site `i` as `siteBase + i`. */
  code(functionBase: number, siteBase: number): string;
  /** What a cache keeps, as JSON, to make this again with `restore` without parsing. */
  readonly kept: Kept;
}

export interface NotInstrumented {
  readonly kind: "untouched";
  /** For a person, one line; with `line:column` where there is a place. */
  readonly reason: string;
}

/** JSON-serialisable. Only good together with the source it was made from: key a cache with the source's hash and `REWRITE_VERSION`. */
export interface Kept {
  readonly version: number;
  readonly sourceLength: number;
  readonly functions: readonly FunctionEntry[];
  readonly sites: readonly SiteEntry[];
  readonly edits: Edits;
  readonly moreThanTypes: boolean;
}

/** Raised whenever the same source would be rewritten differently: part of a cache's key. */
export const REWRITE_VERSION = 3;

export const untouched = (reason: string): NotInstrumented => ({ kind: "untouched", reason });

/** Makes the result of `instrument` out of its parts. */
export const instrumented = (
  source: string,
  functions: readonly FunctionEntry[],
  sites: readonly SiteEntry[],
  edits: Edits,
  moreThanTypes: boolean,
): Instrumented => ({
  kind: "instrumented",
  functions,
  sites,
  moduleFunction: 0,
  moreThanTypes,
  code: (functionBase, siteBase) => render(source, edits, functionBase, siteBase),
  kept: { version: REWRITE_VERSION, sourceLength: source.length, functions, sites, edits, moreThanTypes },
});

/** What `kept` stands for, or nothing when it is of another version, of another source, or damaged: then instrument again. */
export const restore = (kept: unknown, source: string): Instrumented | undefined => {
  if (!isKept(kept) || kept.version !== REWRITE_VERSION || kept.sourceLength !== source.length) return undefined;
  return instrumented(source, kept.functions, kept.sites, kept.edits, kept.moreThanTypes);
};

const isKept = (value: unknown): value is Kept => {
  if (typeof value !== "object" || value === null) return false;
  const { functions, sites, edits } = value as Partial<Kept>;
  if (!Array.isArray(functions) || functions.length === 0 || !Array.isArray(sites) || typeof edits !== "object" || edits === null)
    return false;
  const { at, sizes, parts } = edits as Partial<Edits>;
  return Array.isArray(at) && Array.isArray(sizes) && Array.isArray(parts) && at.length === sizes.length;
};
