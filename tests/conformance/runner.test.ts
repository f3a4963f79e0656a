/**
 * The conformance runner on a tiny folder that is laid out like tc39/test262 (fixtures/test262): it counts what it should, and with an
 * instrumenter that breaks three of the tests it names these three. Without that canary its silence would mean nothing.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../scripts/bundles.mjs";
import { readFrontmatter } from "../../scripts/test262/frontmatter.mjs";
import { NODE_MAJORS } from "../../scripts/node-versions.mjs";

const FIXTURE = join(ROOT, "fixtures/test262");

/** Lines of the report, without the time it took. */
const run = (...args: readonly string[]): { status: number | null; lines: string[] } => {
  const program = [join(ROOT, "scripts/test262/main.mjs"), "--dir", FIXTURE, "--jobs", "1", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { cwd: ROOT, encoding: "utf8" });
  const lines = `${stdout}${stderr}`.trim().split("\n");
  return { status, lines: lines.map((line) => line.trim().replace(/, in \d+ s$/, "")).filter((line) => line !== "") };
};

test.each(NODE_MAJORS)("what passes untraced passes traced, on Node %d", (major) => {
  expect(run("--node", String(major), "--out-of-scope")).toEqual({
    status: 0,
    lines: [
      "out of scope: out-of-scope.js (sloppy): Test262Error: no engine passes this",
      "8 of 8 tests, 10 runs",
      "7 pass traced as untraced",
      "2 untouched: they are no valid programs, and must not be",
      "0 untouched, though valid",
      "1 out of scope: they do not pass untraced",
      "1 left out",
      "1 it needs agents",
      "0 differ once and not again",
      "0 expected differences",
      "0 differences",
    ],
  });
});

test("the canary: what a broken instrumenter breaks is named, also where it hangs or kills the process", () => {
  const { status, lines } = run("--instrumenter", join(FIXTURE, "broken-instrumenter.mjs"), "--timeout", "3");
  expect(lines.filter((line) => line.startsWith("DIFFERENCE"))).toEqual([
    "DIFFERENCE: async.js (sloppy): it does not end within 3 s",
    expect.stringMatching(/^DIFFERENCE: function-text.js \(sloppy\): Test262Error: function f/),
    expect.stringMatching(/^DIFFERENCE: function-text.js \(strict\): Test262Error: function f/),
    expect.stringMatching(/^DIFFERENCE: raw.js \(raw\): its process dies/),
  ]);
  expect(lines.at(-1)).toBe("4 differences");
  expect(status).toBe(1);
});

test("misuse is said in a line", () => {
  expect(run("--filter", "nowhere")).toEqual({ status: 2, lines: ["test262: no test has such a path"] });
});

test("a frontmatter that is not understood is refused", () => {
  const read = (text: string): unknown => readFrontmatter(`/*---\n${text}\n---*/`);
  expect(read("includes: [a.js, b.js] # why\ndescription: >\n  flags: [none]")).toEqual({
    flags: new Set(),
    includes: ["a.js", "b.js"],
    negative: undefined,
  });
  expect(() => read("flags: [onlyOnSundays]")).toThrow("flag onlyOnSundays is not known");
  expect(() => read("includes: a.js")).toThrow("includes is not a list");
  expect(() => read("negative: SyntaxError")).toThrow("negative has no known phase and type");
});
