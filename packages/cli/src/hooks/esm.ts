/** The load hook for ES modules: the same steps for Node's hooks in the thread itself (≥ 22.15) and in a thread of their own. */
import { fileURLToPath } from "node:url";
import { formatOf } from "./format-of.js";
import type { FileLoader, ModuleFormat } from "./load.js";
import { needsStripping } from "./typescript.js";

export interface LoadResult {
  format?: string | null | undefined;
  source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined;
  shortCircuit?: boolean | undefined;
}

/** The path of a module that could be traced: a file, without the query that some loaders add. */
export function pathOf(url: string): string | undefined {
  return url.startsWith("file:") ? fileURLToPath(url.replace(/[?#].*$/, "")) : undefined;
}

/** What Node loaded, with trace calls in it; the same object where the module is none to trace. */
export function instrumentLoaded(loader: FileLoader, path: string, result: LoadResult): LoadResult {
  const { source } = result;
  if (source === null || source === undefined || !loader.wants(path)) return result;
  const text = textOf(source);
  const format = knownFormat(result.format) ?? (isOpen(result.format) ? formatOf(path, text) : undefined);
  const loaded = format === undefined ? undefined : loader.load(path, text, format, false);
  if (loaded === undefined) return result;
  return { ...result, source: loaded.code, ...(loaded.stripped ? { format } : {}) };
}

function knownFormat(format: string | null | undefined): ModuleFormat | undefined {
  return /^(module|commonjs)(?:-typescript)?$/.exec(format ?? "")?.[1] as ModuleFormat | undefined;
}

/** Node leaves the format open, and later decides by the syntax, for a file that may be either. */
const isOpen = (format: string | null | undefined): boolean => format === null || format === undefined;

/** A module that Node cannot load itself, read by us; undefined where Node can, or where it does not become JavaScript. */
export function loadForeign(loader: FileLoader, path: string, read: (path: string) => string): LoadResult | undefined {
  if (!needsStripping(path)) return undefined;
  const source = read(path);
  const format = formatOf(path, source);
  const loaded = loader.load(path, source, format, true);
  return loaded === undefined ? undefined : { format, source: loaded.code, shortCircuit: true };
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  if (typeof source === "string") return source;
  return ArrayBuffer.isView(source)
    ? Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString("utf8")
    : Buffer.from(source).toString("utf8");
}
