/**
 * One file on its way from the module loader to V8: its source in, the source with trace calls out, or undefined where it is
 * to run as it is. Nothing here throws: a file that cannot be instrumented runs untouched, and the recording says so.
 */
import { extname } from "node:path";
import { instrument, isInstrumented, restore, stripTypes, type Instrumented } from "@functrace/instrument";
import { openCache } from "./cache.js";
import type { RuntimeHost } from "./host.js";
import { readHookOptions } from "./options.js";
import { selectFiles } from "./selection.js";

export type ModuleFormat = "module" | "commonjs";

export interface LoadedFile {
  readonly code: string;
  /** Id of the file's module function. */
  readonly moduleFunction: number;
}

export interface FileLoader {
  /** Whether this file is one to trace. */
  wants(path: string): boolean;
  /** `strip`: this Node cannot load TypeScript itself, so give back JavaScript. */
  load(path: string, source: string, format: ModuleFormat, strip: boolean): LoadedFile | undefined;
}

export function createFileLoader(host: RuntimeHost, version: string, ownFolders: readonly string[]): FileLoader {
  const cache = openCache(version, process.env);
  const wants = selectFiles(readHookOptions(process.env), ownFolders);

  function instrumented(path: string, source: string, format: ModuleFormat): Instrumented | undefined {
    let fresh: Instrumented | undefined;
    const stored = cache.get(source, `${extname(path)} ${format}`, () => {
      const result = instrument(source, { file: path, format });
      if (result.kind === "untouched") {
        host.registry.skipped(path, result.reason);
        return undefined;
      }
      fresh = result;
      return result.toJSON();
    });
    return fresh ?? (stored === undefined ? undefined : restore(stored, source, { file: path, format }));
  }

  function toJavaScript(path: string, source: string): string | undefined {
    const stripped = stripTypes(source, { file: path });
    if ("error" in stripped) {
      host.registry.skipped(path, stripped.error);
      return undefined;
    }
    return stripped.code;
  }

  return {
    wants,
    load(path, source, format, strip) {
      if (isInstrumented(source)) return undefined;
      const result = wants(path) ? instrumented(path, source, format) : undefined;
      if (result === undefined) {
        const code = strip ? toJavaScript(path, source) : undefined;
        return code === undefined ? undefined : { code, moduleFunction: 0 };
      }
      const { functionBase, siteBase } = host.registry.functions(path, result.functions, result.sites);
      const code = result.code(functionBase, siteBase);
      const javascript = strip ? toJavaScript(path, code) : code;
      return javascript === undefined ? undefined : { code: javascript, moduleFunction: functionBase + result.moduleFunction };
    },
  };
}
