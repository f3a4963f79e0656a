/** The module format of a file whose extension Node does not know: as Node decides it for .js files. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ModuleFormat } from "./load.js";

/** Statements that only a module can have, at the start of a line. Comments and strings can fool it; `"type"` in package.json cannot. */
const MODULE_SYNTAX =
  /^\s*(?:import\s*(?:[\w*{"']|type\b)|export\s*(?:[{*]|default\b|const\b|let\b|var\b|function\b|class\b|async\b|type\b|interface\b|enum\b|abstract\b|declare\b))/m;

export function formatOf(path: string, source: string): ModuleFormat {
  if (/\.m[jt]s$/.test(path)) return "module";
  if (/\.c[jt]s$/.test(path)) return "commonjs";
  return packageType(path) ?? (MODULE_SYNTAX.test(source) ? "module" : "commonjs");
}

function packageType(path: string): ModuleFormat | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      const { type } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { type?: unknown };
      return type === "module" || type === "commonjs" ? type : undefined;
    } catch {
      // No package.json here, or one that is not JSON: Node says so itself.
    }
    if (dirname(folder) === folder) return undefined;
  }
}
