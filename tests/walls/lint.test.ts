/** The linter's rules that the house relies on are on: one small file breaks each of them. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../scripts/bundles.mjs";

const CANARIES: readonly [rule: string, path: string, text: string][] = [
  ["typescript(no-explicit-any)", "packages/format/src/any.ts", "export const a = (b: any): unknown => b;\n"],
  ["eslint(no-unused-vars)", "packages/format/src/unused.ts", "const a = 1;\nexport const b = 2;\n"],
  ["eslint(no-console)", "packages/runtime/src/console.ts", "export const a = (): void => console.log(1);\n"],
  ["import(no-default-export)", "packages/trace/src/default.ts", "export default 1;\n"],
  ["typescript(ban-ts-comment)", "packages/cli/src/ignore.ts", "// @ts-ignore\nexport const a: number = 1;\n"],
  ["typescript(consistent-type-imports)", "packages/cli/src/types.ts", 'import { A } from "./a.js";\nexport type B = A;\n'],
  ["eslint(eqeqeq)", "packages/cli/src/equal.ts", "export const a = (b: unknown): boolean => b == 1;\n"],
  ["eslint(no-eval)", "packages/instrument/src/eval.ts", "export const a = (b: string): unknown => eval(b);\n"],
  [
    "unicorn(prefer-node-protocol)",
    "packages/cli/src/protocol.ts",
    'import { readFileSync } from "fs";\nexport { readFileSync };\n',
  ],
  [
    "vitest(no-focused-tests)",
    "packages/cli/test/focused.test.ts",
    'import { expect, test } from "vitest";\ntest.only("a", () => expect(1).toBe(1));\n',
  ],
  [
    "vitest(no-disabled-tests)",
    "packages/cli/test/skipped.test.ts",
    'import { expect, test } from "vitest";\ntest.skip("a", () => expect(1).toBe(1));\n',
  ],
];

test("each canary is found by its rule, and nothing else is", () => {
  const root = mkdtempSync(join(tmpdir(), "functrace-lint-"));
  for (const [, path, text] of CANARIES) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  // Into the folder itself: the configuration's patterns of paths count from where it is.
  copyFileSync(join(ROOT, ".oxlintrc.json"), join(root, ".oxlintrc.json"));
  const oxlint = join(ROOT, "node_modules/oxlint/bin/oxlint");
  const args = [oxlint, "--format=json"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  rmSync(root, { recursive: true, force: true });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  const found = diagnostics.map(({ code, filename }) => `${code} ${filename.replaceAll("\\", "/")}`);
  expect(found.sort()).toEqual(CANARIES.map(([rule, path]) => `${rule} ${path}`).sort());
});
