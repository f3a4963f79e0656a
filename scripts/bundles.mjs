/**
 * The single files that are loaded into other people's processes, and how they are made. Whatever goes in there runs before the
 * program does, so each row also says what it may weigh and from where it may take its parts; tests/walls/bundles.test.ts holds
 * every row to it.
 */
import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Native or large: loaded from where npm put them, and only when a file has to be instrumented. */
const PARSERS = ["oxc-parser", "oxc-transform", "acorn"];

/**
 * @typedef {object} Bundle
 * @property {string} source
 * @property {string} file
 * @property {"cjs" | "esm"} format
 * @property {readonly string[]} external packages left outside; node's own modules always are
 * @property {readonly string[]} parts packages of the workspace whose code may be in it
 * @property {readonly string[]} libraries packages of npm whose code may be in it
 * @property {number} gzipBytesMax
 */

/** @type {readonly Bundle[]} */
export const BUNDLES = [
  {
    source: "packages/runtime/src/preload.ts",
    file: "packages/runtime/dist/preload.cjs",
    format: "cjs",
    external: [],
    parts: ["runtime", "format"],
    libraries: [],
    gzipBytesMax: 8 * 1024,
  },
  {
    source: "packages/runtime/src/writer.ts",
    file: "packages/runtime/dist/writer.cjs",
    format: "cjs",
    // Node's own, see writer/signals.ts.
    external: ["internal/test/binding"],
    parts: ["runtime", "format"],
    libraries: [],
    gzipBytesMax: 8 * 1024,
  },
  ...["mjs", "cjs"].map((extension) => ({
    source: "packages/runtime/src/index.ts",
    file: `packages/runtime/dist/index.${extension}`,
    format: /** @type {"esm" | "cjs"} */ (extension === "mjs" ? "esm" : "cjs"),
    external: [],
    parts: ["runtime", "format"],
    libraries: [],
    gzipBytesMax: 4 * 1024,
  })),
  {
    source: "packages/cli/src/hooks/register.ts",
    file: "packages/cli/dist/hooks/register.cjs",
    format: "cjs",
    external: PARSERS,
    parts: ["cli", "instrument", "format"],
    libraries: ["picomatch", "get-tsconfig", "resolve-pkg-maps"],
    gzipBytesMax: 64 * 1024,
  },
  {
    source: "packages/cli/src/hooks/loader-thread.ts",
    file: "packages/cli/dist/hooks/loader-thread.mjs",
    format: "esm",
    external: PARSERS,
    parts: ["cli", "instrument", "format"],
    libraries: ["picomatch", "get-tsconfig", "resolve-pkg-maps"],
    gzipBytesMax: 64 * 1024,
  },
];

/**
 * @typedef {object} Bundled
 * @property {string} code
 * @property {readonly string[]} inputs paths of the modules in it, from the root
 * @property {readonly string[]} imports what it still imports
 * @property {number} gzipBytes
 */

/**
 * Makes one bundle in memory. The packages it takes parts from must have been compiled.
 *
 * @param {Bundle} bundle
 * @returns {Promise<Bundled>}
 */
export async function makeBundle(bundle) {
  const { rolldown } = await import("rolldown");
  const build = await rolldown({
    input: join(ROOT, bundle.source),
    platform: "node",
    external: (id) => isBuiltin(id) || bundle.external.some((name) => id === name || id.startsWith(`${name}/`)),
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    onLog(level, log) {
      if (level === "warn") throw new Error(`${bundle.source}: ${log.message}`);
    },
  });
  try {
    const { output } = await build.generate({ format: bundle.format, codeSplitting: false, exports: "auto" });
    const chunks = output.filter((part) => part.type === "chunk");
    if (chunks.length !== 1 || chunks[0] === undefined)
      throw new Error(`${bundle.source} became ${chunks.length} files; it must be one`);
    const [chunk] = chunks;
    return {
      code: chunk.code,
      inputs: chunk.moduleIds.filter((id) => existsSync(id)).map((id) => relative(ROOT, id)),
      imports: [...chunk.imports, ...chunk.dynamicImports],
      gzipBytes: gzipSync(chunk.code, { level: 9 }).length,
    };
  } finally {
    await build.close();
  }
}
