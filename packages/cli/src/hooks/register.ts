/**
 * Preloaded after the runtime (`node -r`): puts the instrumenter between Node's module loader and the program, in this thread
 * where Node can (≥ 22.15), with the help of a hooks thread in older ones.
 */
import { readFileSync, writeSync } from "node:fs";
import * as nodeModule from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { hookCommonJs } from "./commonjs.js";
import { instrumentLoaded, loadForeign, pathOf, type LoadResult } from "./esm.js";
import { runtimeHost } from "./host.js";
import { createFileLoader, type FileLoader } from "./load.js";
import { packageFolder } from "./selection.js";
import { needsStripping } from "./typescript.js";

type NextLoad = (url: string, context: unknown) => LoadResult;

const { registerHooks, register } = nodeModule as unknown as {
  registerHooks?: (hooks: { load(url: string, context: unknown, next: NextLoad): LoadResult }) => void;
  register: (specifier: string, parent: URL) => void;
};

const host = runtimeHost();
// Without __ft_exit this is Node's thread for module hooks, which runs preloads too.
if (host !== undefined && "__ft_exit" in globalThis) {
  try {
    hook(createFileLoader(host, [packageFolder(__dirname), host.folder]));
  } catch (error) {
    // Whatever is the matter with us, the program runs.
    writeSync(2, `functrace: the files of this process run untraced: ${String(error)}\n`);
  }
  // Last, because the writer thread starts while all of the above is loaded.
  host.ready();
}

// The program finds the module cache empty, as it would without us.
delete require.cache[__filename];

function hook(loader: FileLoader): void {
  if (registerHooks === undefined) {
    hookCommonJs(loader);
    // The hooks thread cannot do this for us, and what runs first says what is to come.
    if (needsStripping(process.argv[1] ?? "")) process.setSourceMapsEnabled(true);
    register("./loader-thread.mjs", pathToFileURL(join(__dirname, "register.cjs")));
    return;
  }
  const othersCameLater = watchExtensions();
  registerHooks({
    load(url, context, next) {
      if (othersCameLater()) hookCommonJs(loader);
      const path = pathOf(url);
      if (path === undefined) return next(url, context);
      return (
        loadForeign(loader, path, (file) => readFileSync(file, "utf8")) ?? instrumentLoaded(loader, path, next(url, context))
      );
    },
  });
}

/**
 * A predicate that is true once: when another tool (ts-node, tsx, …) has put itself into CommonJS loading, past the hooks above. Not
 * before, because a patched `_compile` stands in the stack of every error.
 */
function watchExtensions(): () => boolean {
  const extensions = (nodeModule.default as unknown as { _extensions: Record<string, unknown> })._extensions;
  const before = new Map(Object.entries(extensions));
  let told = false;
  return () => {
    if (told) return false;
    told = Object.entries(extensions).some(([extension, handler]) => before.get(extension) !== handler);
    return told;
  };
}
