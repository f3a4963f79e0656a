/**
 * The import allowlist, tried on a small tree (fixtures/walls) that is laid out like this one: it finds nothing there, and one
 * import put into it for each wall is found, each by its rule. Without these canaries nobody would notice a rule that has died.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../../scripts/bundles.mjs";
import { findBrokenWalls } from "../../scripts/walls.mjs";

/** Each writes one file that breaks one wall. */
const CANARIES: readonly { says: string; file: string; imports: string; rule: string }[] = [
  { says: "format imports nothing of Node", file: "format/src/canary.ts", imports: "node:fs", rule: "not-in-allowed" },
  { says: "format imports no package", file: "format/src/canary.ts", imports: "@functrace/trace", rule: "not-in-allowed" },
  { says: "trace imports nothing of Node", file: "trace/src/canary.ts", imports: "node:fs", rule: "not-in-allowed" },
  {
    says: "trace does not import instrument",
    file: "trace/src/canary.ts",
    imports: "@functrace/instrument",
    rule: "not-in-allowed",
  },
  { says: "trace imports no package from elsewhere", file: "trace/src/canary.ts", imports: "picocolors", rule: "not-in-allowed" },
  {
    says: "instrument does not import trace",
    file: "instrument/src/canary.ts",
    imports: "@functrace/trace",
    rule: "not-in-allowed",
  },
  { says: "instrument does not import cli", file: "instrument/src/canary.ts", imports: "@functrace/cli", rule: "not-in-allowed" },
  { says: "runtime does not import trace", file: "runtime/src/canary.ts", imports: "@functrace/trace", rule: "not-in-allowed" },
  {
    says: "runtime imports no package from elsewhere",
    file: "runtime/src/canary.ts",
    imports: "picocolors",
    rule: "not-in-allowed",
  },
  { says: "nobody imports runtime", file: "cli/src/canary.ts", imports: "@functrace/runtime", rule: "not-in-allowed" },
  {
    says: "a package is entered by its door",
    file: "cli/src/canary.ts",
    imports: "../../trace/src/index.js",
    rule: "not-in-allowed",
  },
  { says: "what is imported exists", file: "cli/src/canary.ts", imports: "./nowhere.js", rule: "not-in-allowed" },
  { says: "what is imported is declared", file: "cli/src/canary.ts", imports: "acorn", rule: "not-in-allowed" },
  { says: "commands never meet", file: "cli/src/commands/canary.ts", imports: "./report.js", rule: "commands-never-meet" },
  { says: "exporters never meet", file: "trace/src/export/canary.ts", imports: "./json.js", rule: "exporters-never-meet" },
];

const PACKAGES = ["format", "runtime", "instrument", "trace", "cli"];
/** Imports of the tree as it is: format 1, runtime 2, instrument 2, trace 4, cli 8. */
const EDGES = 17;

let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "functrace-walls-"));
  cpSync(join(ROOT, "fixtures/walls"), root, { recursive: true });
  for (const name of PACKAGES) {
    mkdirSync(join(root, "node_modules/@functrace"), { recursive: true });
    symlinkSync(join(root, "packages", name), join(root, "node_modules/@functrace", name), "junction");
    write(`packages/${name}/dist/index.js`, "export {};\n");
  }
  for (const name of ["picocolors", "acorn"]) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "0.0.0", main: "index.js" }));
    write(`node_modules/${name}/index.js`, "module.exports = {};\n");
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test("a tree as it should be breaks no wall, and all of its imports are seen", () => {
  expect(findBrokenWalls(root)).toEqual({ edges: EDGES, broken: [] });
});

test("each canary is found by its rule, and nothing else is", () => {
  const canaries = CANARIES.map((canary, index) => ({
    ...canary,
    path: `packages/${canary.file.replace("canary", `canary-${index}`)}`,
  }));
  for (const { path, imports } of canaries) write(path, `import * as part from "${imports}";\nexport const canary = part;\n`);
  const { broken } = findBrokenWalls(root);
  for (const { path } of canaries) rmSync(join(root, path));
  expect(broken.map(({ rule, from }) => `${rule}: ${from}`).sort()).toEqual(
    canaries.map(({ rule, path }) => `${rule}: ${path}`).sort(),
  );
});

test("an import of types alone counts", () => {
  write("packages/cli/src/canary.ts", 'import type * as part from "@functrace/runtime";\nexport type Canary = typeof part;\n');
  const { broken } = findBrokenWalls(root);
  rmSync(join(root, "packages/cli/src/canary.ts"));
  expect(broken).toMatchObject([{ rule: "not-in-allowed", from: "packages/cli/src/canary.ts" }]);
});

test("a circle is found, unless it is one of types", () => {
  write(
    "packages/cli/src/views/table.ts",
    'import type { report } from "../commands/report.js";\nexport const print = 1 as typeof report;\n',
  );
  expect(findBrokenWalls(root).broken).toEqual([]);
  write("packages/cli/src/views/table.ts", 'export { report as print } from "../commands/report.js";\n');
  expect(findBrokenWalls(root).broken.map(({ rule }) => rule)).toContain("no-circles");
});
