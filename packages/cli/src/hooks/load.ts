/**
 * One file on its way from the module loader to V8: its source in, the source with trace calls out, or undefined where it is
 * to run as it is. Nothing here throws: a file that cannot be instrumented runs untouched, and the recording says so.
 */
import Module from "node:module";
import { extname } from "node:path";
import { instrument, isInstrumented, restore, REWRITE_VERSION, stripTypes, type Instrumented } from "@functrace/instrument";
import { openCache } from "./cache.js";
import type { RuntimeHost } from "./host.js";
import { readHookOptions } from "./options.js";
import { selectFiles } from "./selection.js";
import { typeScriptSettings } from "./tsconfig.js";

const moduleCache = (Module as unknown as { _cache: Record<string, unknown> })._cache;

/** The native part of a parser: the loader asks no hook about it. */
const PARSER_BINARY = /[\\/]@oxc-(?:parser|transform)[\\/].*\.node$/;

export type ModuleFormat = "module" | "commonjs";

export interface LoadedFile {
  readonly code: string;
  /** Id of the file's module function; 0 where it is not traced. */
  readonly moduleFunction: number;
  /** It is JavaScript now, whatever it was. */
  readonly stripped: boolean;
}

export interface FileLoader {
  /** Whether this file is one to trace. */
  wants(path: string): boolean;
  /** `strip`: this Node cannot load TypeScript itself, so give back JavaScript. */
  load(path: string, source: string, format: ModuleFormat, strip: boolean): LoadedFile | undefined;
}

export function createFileLoader(host: RuntimeHost, ownFolders: readonly string[]): FileLoader {
  const cache = openCache(String(REWRITE_VERSION), process.env);
  const wants = selectFiles(readHookOptions(process.env), ownFolders);

  function instrumented(path: string, source: string, format: ModuleFormat): Instrumented | undefined {
    const key = cache.keyOf(source, `${extname(path)} ${format}`);
    const kept = fromJson(cache.read(key));
    const restored = kept === undefined ? undefined : restore(kept, source);
    if (restored !== undefined) return restored;
    const result = instrument(source, { file: path, format });
    if (result.kind === "untouched") {
      host.registry.skipped(path, result.reason);
      return undefined;
    }
    cache.write(key, JSON.stringify(result.kept));
    return result;
  }

  function toJavaScript(path: string, source: string, format: ModuleFormat): string | undefined {
    const stripped = stripTypes(source, { file: path, format, ...typeScriptSettings(path) });
    if (stripped.kind === "stripped") {
      // Its lines are no longer the author's; the map behind them is. Nobody else's code runs differently for it.
      process.setSourceMapsEnabled(true);
      return stripped.code;
    }
    host.registry.skipped(path, stripped.reason);
    return undefined;
  }

  function rewritten(path: string, source: string, format: ModuleFormat, strip: boolean): LoadedFile | undefined {
    // A second way in to what has been instrumented already, unless it is a file that speaks of our marker itself.
    if (isInstrumented(source) && done.has(path)) return undefined;
    done.add(path);
    const result = wants(path) ? instrumented(path, source, format) : undefined;
    if (result === undefined) {
      const code = strip ? toJavaScript(path, source, format) : undefined;
      return code === undefined ? undefined : { code, moduleFunction: 0, stripped: true };
    }
    const { functionBase, siteBase } = host.registry.functions(path, result.functions, result.sites);
    const code = result.code(functionBase, siteBase);
    const stripped = strip || result.moreThanTypes;
    const javascript = stripped ? toJavaScript(path, code, format) : code;
    if (javascript === undefined) return undefined;
    return { code: javascript, moduleFunction: functionBase + result.moduleFunction, stripped };
  }

  const done = new Set<string>();
  /** Set while a file is instrumented: what is loaded then is a parser of ours, by way of the very loader that we are hooked into. */
  let ownModules: string[] | undefined;
  return {
    wants(path) {
      if (ownModules === undefined) return wants(path);
      ownModules.push(path);
      return false;
    },
    load(path, source, format, strip) {
      if (ownModules !== undefined) return undefined;
      const loaded: string[] = (ownModules = []);
      try {
        return rewritten(path, source, format, strip);
      } catch (error) {
        host.registry.skipped(path, `functrace could not instrument it: ${String(error)}`);
        return undefined;
      } finally {
        ownModules = undefined;
        // The program finds the module cache as it left it: should it use the same parser, it gets one of its own, traced.
        for (const own of loaded) delete moduleCache[own];
        if (loaded.length > 0)
          for (const path of Object.keys(moduleCache)) if (PARSER_BINARY.test(path)) delete moduleCache[path];
      }
    },
  };
}

function fromJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
