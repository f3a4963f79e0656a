/** The same load hook in Node's thread for module hooks: Node 20, and 22 before 22.15. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { instrumentLoaded, loadForeign, pathOf, type LoadResult } from "./esm.js";
import { runtimeHost } from "./host.js";
import { createFileLoader, type FileLoader } from "./load.js";
import { packageFolder } from "./selection.js";

const host = runtimeHost();
const loader: FileLoader | undefined =
  host === undefined ? undefined : createFileLoader(host, [packageFolder(dirname(fileURLToPath(import.meta.url))), host.folder]);

export async function load(
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => Promise<LoadResult>,
): Promise<LoadResult> {
  const path = pathOf(url);
  if (loader === undefined || path === undefined) return next(url, context);
  return (
    loadForeign(loader, path, (file) => readFileSync(file, "utf8")) ?? instrumentLoaded(loader, path, await next(url, context))
  );
}
