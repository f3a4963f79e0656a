/**
 * The engine's own counts, as an oracle: every call that V8 saw, we saw, and no other.
 *
 * What V8 counts (`startPreciseCoverage({ callCount: true, detailed: false })`, the same on Node 20, 22 and 24) is how often a
 * function's code is entered. That is more than calls where a call can be suspended:
 *
 *     sync functions        one for each call                       enter
 *     async functions       one for each call, one for each resume  start + resume
 *     generators, of both   one when it is made, one for each       2 × start + resume
 *     sorts                 `next` that runs it
 *
 * The last only if each generator made is also started: `start` is at the first `next`, where the body begins to run. The hidden
 * await of `yield` in an async generator is not counted; a `return` into a suspended generator, as by `break`, is.
 * V8's start offsets are those of our entries: where `toString` begins.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder, instrumentedOf, type Report, STUBS } from "./harness.ts";

const COVERAGE = `
const { Session } = require("node:inspector");
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
process.on("exit", () => session.post("Profiler.takePreciseCoverage", (error, { result }) => {
  const { functions } = result.find(({ url }) => url.endsWith(process.env.TARGET));
  const rows = functions.map(({ functionName, ranges }) => ({ name: functionName, start: ranges[0].startOffset, count: ranges[0].count }));
  require("node:fs").writeFileSync(process.env.STUBS_REPORT, JSON.stringify(rows));
}));
`;

interface Row {
  readonly name: string;
  readonly start: number;
  readonly count: number;
}

/** Runs `driver`, which requires the target beside it, with a preloaded script that leaves a report. */
const runWith = <T>(preload: string, target: string, code: string, driver: string): T =>
  inFolder((folder) => {
    const report = join(folder, "report.json");
    writeFileSync(join(folder, "preload.cjs"), preload);
    writeFileSync(join(folder, target), code);
    writeFileSync(join(folder, "driver.cjs"), driver);
    execFileSync(process.execPath, ["-r", join(folder, "preload.cjs"), join(folder, "driver.cjs")], {
      env: { ...process.env, STUBS_REPORT: report, TARGET: target },
    });
    return JSON.parse(readFileSync(report, "utf8")) as T;
  });

const compare = (source: string, target: string, driver: string): number => {
  const { code, functions } = instrumentedOf(source, target);
  const theirs = runWith<Row[]>(COVERAGE, target, source, driver).filter(({ name, start }) => start > 0 && !name.startsWith("<"));
  const { counts, problems } = runWith<Report>(STUBS, target, code(0, 0), driver);
  expect(problems).toEqual([]);
  const ours = new Map(functions.map((entry, index) => [entry.start, { ...entry, index }]));
  const rows = theirs.map(({ start, count }) => {
    const entry = ours.get(start);
    if (!entry) return { start, theirs: count, ours: "no such function" };
    const { index, kind, name } = entry;
    const [enter, begun, resume] = [counts.enter[index] ?? 0, counts.start[index] ?? 0, counts.resume[index] ?? 0];
    const seen = kind.endsWith("generator") ? 2 * begun + resume : kind === "async" ? begun + resume : enter;
    return { name, start, theirs: count, ours: seen };
  });
  expect(rows.filter((row) => row.theirs !== row.ours)).toEqual([]);
  return rows.reduce((sum, row) => sum + row.theirs, 0);
};

const EVERY_KIND = `
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
class Base { #x = 0; static made = 0; constructor(x) { this.#x = x; Base.made++ } get x() { return this.#x } set x(v) { this.#x = v } static of(x) { return new this(x) } async load() { await sleep(1); return this.#x } *[Symbol.iterator]() { yield this.#x; yield 2 } field = () => this.#x }
class Derived extends Base { constructor(x) { super(x + 1) } async *stream(n) { for (let i = 0; i < n; i++) { await null; yield i } } }
const literal = { m() { return 1 }, get g() { return 2 }, async a() { await 1; try { await Promise.reject(1) } catch { await 2 } finally { await 3 } }, ["c" + 1]: () => 3 };
function hoisted(n) { return n > 0 ? hoisted(n - 1) : (() => n)() }
function throws() { throw new Error("x") }
function unguarded(a) { var inner; function inner() { return a } if (a > 1) return inner(); inner() }
async function consume() { let sum = 0; for await (const x of new Derived(1).stream(4)) { if (x === 1) continue; sum += x } for await (const y of [sleep(1), 2]) sum++; return sum + await new Derived(3).load() }
hoisted(5); literal.m(); literal.g; literal.c1(); literal.a(); unguarded(1); unguarded(2);
const d = Derived.of(4); d.x = d.x + 1; d.field(); [...d]; for (const v of d) d.x = v;
for (let i = 0; i < 3; i++) try { throws() } catch { }
[3, 1, 2].sort((a, b) => a - b).map(String).map((s) => s.length); setTimeout(function late() {}, 2); queueMicrotask(() => {}); consume();
`;

const require = createRequire(import.meta.url);

describe("V8 counts as many calls of", () => {
  it("functions of every kind", () => {
    expect(compare(EVERY_KIND, "target.cjs", `require("./target.cjs")`)).toBeGreaterThan(50);
  });
  it("a parser at work", () => {
    const path = require.resolve("acorn");
    const work = `require("./acorn.cjs").parse(require("node:fs").readFileSync(${JSON.stringify(path)}, "utf8"), { ecmaVersion: "latest" })`;
    expect(compare(readFileSync(path, "utf8"), "acorn.cjs", work)).toBeGreaterThan(500_000);
  });
  it("a command line being read", () => {
    const path = join(require.resolve("commander"), "../lib/command.js");
    const source = readFileSync(path, "utf8")
      .replaceAll(`require("./`, `require(${JSON.stringify(`${join(path, "..")}/`)} + "`)
      .replaceAll(`require('./`, `require(${JSON.stringify(`${join(path, "..")}/`)} + '`);
    const work = `const { Command } = require("./command.cjs"); new Command().name("x").option("-p <n>").command("go").argument("<a>").action(() => {}).parent.parse(["node", "x", "go", "1"])`;
    expect(compare(source, basename("command.cjs"), work)).toBeGreaterThan(50);
  });
});
