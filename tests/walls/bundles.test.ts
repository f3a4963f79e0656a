/**
 * What is loaded into other people's processes: each file of the build is what its source gives, is made of the packages it may
 * be made of, imports nothing but Node and what its row allows, and stays within its weight.
 */
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BUNDLES, makeBundle, ROOT } from "../../scripts/bundles.mjs";

describe.each(BUNDLES)("$file", (bundle) => {
  test("parts, imports and weight", async () => {
    const { code, inputs, imports, gzipBytes } = await makeBundle(bundle);
    const folders = [
      ...bundle.parts.map((name) => `packages/${name}/src/`),
      ...bundle.parts.map((name) => `packages/${name}/dist/`),
    ];
    const foreign = inputs.filter((path) => {
      const [, library] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
      return library === undefined ? !folders.some((folder) => path.startsWith(folder)) : !bundle.libraries.includes(library);
    });
    expect(foreign).toEqual([]);
    expect(inputs).toContain(bundle.source);
    expect(imports.filter((name) => !isBuiltin(name) && !bundle.external.includes(name))).toEqual([]);
    expect(gzipBytes).toBeLessThanOrEqual(bundle.gzipBytesMax);
    expect(readFileSync(join(ROOT, bundle.file), "utf8")).toBe(code);
  });

  test("its code requires nothing that the bundler did not see", () => {
    // Without the examples in the comments of what is bundled.
    const code = readFileSync(join(ROOT, bundle.file), "utf8").replace(/^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm, "");
    const required = [...code.matchAll(/\b(?:require[$\w]*|import)\(\s*["'`]([^"'`]+)["'`]\s*\)/g)].map((match) => match[1]!);
    expect(required.filter((name) => !isBuiltin(name) && !bundle.external.includes(name))).toEqual([]);
  });
});

test("the canary: a bundle whose row allows less than it has is found out", async () => {
  const [preload] = BUNDLES;
  const { inputs } = await makeBundle(preload!);
  expect(existsSync(join(ROOT, inputs[0]!))).toBe(true);
  expect(inputs.filter((path) => !path.startsWith("packages/runtime/"))).not.toEqual([]);
});
