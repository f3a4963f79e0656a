/**
 * CommonJS by way of `Module.prototype._compile`, for Nodes without hooks of their own for it, and beside loaders that go past those.
 *
 * The exit of a module's own function is recorded here as well as in its text, because its body may throw; a reader ignores the
 * second one.
 */
import { EXIT, THROW, word } from "@functrace/format";
import Module from "node:module";
import type { FileLoader } from "./load.js";
import { needsStripping } from "./typescript.js";

type Compile = (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;

export function hookCommonJs(loader: FileLoader): void {
  const prototype = Module.prototype as unknown as { _compile: Compile };
  const original = prototype._compile;
  const exit = (globalThis as unknown as { __ft_exit: (word: number) => void }).__ft_exit;
  const replaced = {
    _compile(this: unknown, content: string, filename: string, ...rest: unknown[]): unknown {
      // Node asks for the format of a file that may be either only once it does not parse as CommonJS.
      const isModule = rest[0] === "module" || rest[0] === "module-typescript";
      const strip = needsStripping(filename);
      const wanted = !isModule && typeof content === "string" && (strip || loader.wants(filename));
      const loaded = wanted ? loader.load(filename, content, "commonjs", strip) : undefined;
      if (loaded === undefined) return original.call(this, content, filename, ...rest);
      let code = THROW;
      try {
        const result = original.call(this, loaded.code, filename, ...rest);
        code = EXIT;
        return result;
      } finally {
        if (loaded.moduleFunction > 0) exit(word(code, loaded.moduleFunction));
      }
    },
  };
  prototype._compile = replaced._compile;
}
