/** Every rule of tidy.mjs has a canary that it must find, and text beside it that it must leave alone. */
import { expect, test } from "vitest";
import { LINES_MAX, RULES, tidyFile } from "../../scripts/tidy.mjs";

const SOURCE = "packages/format/src/a.ts";
const OPENING = "/** An idea. */\n";
const FILES = new Set(["docs/format.md", "README.md", "docs"]);

const find = (path: string, text: string): string[] =>
  tidyFile(path, text, (each) => FILES.has(each)).map((fault) => `${fault.rule}: ${fault.text}`);

/** Words put together here, so that this file does not break the rules it tries. */
const unfinished = ["TO", "DO"].join("");
const REGISTRY = ["https://registry", "npmjs.org/acorn"].join(".");

const CANARIES: readonly [rule: string, path: string, text: string, says: RegExp][] = [
  ["length", SOURCE, OPENING + "a\n".repeat(LINES_MAX), /:401: 401 lines/],
  ["opening", SOURCE, "export const a = 1;\n", /:1: no opening comment/],
  ["name", "packages/format/src/utils.ts", OPENING, /:1: the name says nothing/],
  ["name", "scripts/misc.mjs", OPENING, /:1: the name says nothing/],
  ["unfinished", SOURCE, `${OPENING}// ${unfinished}: later\n`, /:2: /],
  ["machine path", "docs/a.md", `run it in ${["/ho", "me/me"].join("")}\n`, /:1: /],
  ["machine path", "scripts/a.mjs", `${OPENING}const a = "${["/wo", "rk/a"].join("")}";\n`, /:2: /],
  ["registry", "package-lock.json", `{\n  "resolved": "${REGISTRY}"\n}\n`, /:2: /],
  ["registry", ".npmrc", `${["regis", "try"].join("")}=http://localhost\n`, /:1: /],
  ["versions", "packages/format/package.json", '{\n  "dependencies": {\n    "acorn": "^8.0.0"\n  }\n}\n', /:3: acorn \^8\.0\.0/],
  ["versions", "package.json", '{ "devDependencies": { "acorn": "latest" } }\n', /:1: acorn latest/],
  [
    "platforms",
    "package-lock.json",
    '{ "packages": { "node_modules/a": { "optionalDependencies": { "@a/binding-darwin-arm64": "1.0.0" } } } }\n',
    /:1: @a\/binding-darwin-arm64 is not in the lock/,
  ],
  ["links", "docs/a.md", "# A\n\nsee [b](b.md)\n", /:3: b\.md is no file/],
];

test.each(CANARIES)("%s: %s", (rule, path, text, says) => {
  const found = find(path, text);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^${rule}: ${path}${says.source}`));
});

test("every rule has a canary", () => {
  expect(new Set(CANARIES.map(([rule]) => rule))).toEqual(new Set(RULES.map(({ name }) => name)));
});

test.each([
  [SOURCE, OPENING + "a\n".repeat(LINES_MAX - 1)],
  ["scripts/a.mjs", `#!/usr/bin/env node\n${OPENING}`],
  ["packages/format/test/fixtures/utils.txt", "1\n"],
  ["docs/a.md", "[a](format.md#header) [b](../README.md) [c](https://nodejs.org) [d](#here) `[e](f.md)` work/home\n"],
  ["package.json", '{ "dependencies": { "a": "1.2.3", "b": "1.0.0-beta.2" } }\n'],
  ["package-lock.json", '{ "resolved": "packages/format" }\n'],
])("left alone: %s", (path, text) => {
  expect(find(path, text)).toEqual([]);
});
