/** `functrace run --log`, with real programs: lines while the program runs, whole, in order, bounded; and the marks that it sets. */
import { spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { expect, onTestFinished, test } from "vitest";
import { emptyFolder } from "./recordings.js";
import { BIN, functrace } from "./run-functrace.js";

const RUNTIME = pathToFileURL(createRequire(import.meta.url).resolve("../../runtime/dist/index.mjs")).href;

/** A folder with a program in it. */
function program(source: string): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, "main.mjs"), source);
  return folder;
}

/** A run whose standard error can be waited for. */
class Run {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly closed: Promise<number | null>;

  constructor(folder: string, args: readonly string[]) {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    this.child = spawn(process.execPath, [BIN, "run", ...args, "main.mjs"], {
      cwd: folder,
      env: { ...inherited, NO_COLOR: "1" },
    });
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.closed = new Promise((resolve) => this.child.on("close", resolve));
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  /** Waits until standard error has `text`: as long as the test may take. */
  async sees(text: string): Promise<void> {
    while (!this.stderr.includes(text)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} g\[(\d+)\]:(\t+)(->|<-|--)(.*)$/;

/** The log lines of a text, without their times: `1 ->work`, a space for each tab. */
function logLines(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const [, task, tabs, arrow, rest] = LINE.exec(line) ?? [];
    return task === undefined
      ? []
      : [`${Number(task)}${tabs!.replaceAll("\t", " ")}${arrow}${rest!.replace(/ [\d.]+(ns|µs|ms|s)$/, " TIME")}`];
  });
}

const WAITING = `
function leaf(n) { return n * 2 }
function work(n) { return leaf(n) + 1 }
console.log("out", work(1))
console.error("a line of the program")
process.stdin.once("data", function onData() { work(2); process.stdin.destroy() })
`;

test("calls are printed while the program runs, with tasks, depths and durations, and the rest at its end", async () => {
  const run = new Run(program(WAITING), ["--log", "--no-report"]);
  await run.sees("<-work");
  // The program waits for us: what we have seen was printed while it ran.
  expect(run.child.exitCode).toBeNull();
  expect(logLines(run.stderr)).toEqual([
    "1 ->main.mjs",
    "1  ->work",
    "1   ->leaf",
    "1   <-leaf TIME",
    "1  <-work TIME",
    "1 <-main.mjs TIME",
  ]);
  run.child.stdin!.end("go\n");
  expect(await run.closed).toBe(0);
  expect(logLines(run.stderr).slice(6)).toEqual([
    "2 ->onData",
    "2  ->work",
    "2   ->leaf",
    "2   <-leaf TIME",
    "2  <-work TIME",
    "2 <-onData TIME",
  ]);
  expect(run.stdout).toBe("out 3\n");
  const others = run.stderr.split("\n").filter((line) => !LINE.test(line));
  expect(others).toEqual(["a line of the program", ""]);
  const times = run.stderr.split("\n").flatMap((line) => (LINE.test(line) ? [line.slice(0, 26)] : []));
  expect(times).toEqual(times.toSorted());
});

test("what is printed live is what functrace log prints afterwards; the short report follows", async () => {
  const folder = program("async function nap() { await new Promise((done) => setTimeout(done, 30)) }\nawait nap(); await nap();");
  const { stderr, code } = await functrace(folder, ["run", "--log", "main.mjs"], { NO_COLOR: "1" });
  expect(code).toBe(0);
  const { stdout } = await functrace(folder, ["log"]);
  const lines = stderr.split("\n").filter((line) => LINE.test(line));
  expect(lines).toEqual(stdout.trimEnd().split("\n"));
  expect(stderr.slice(stderr.indexOf(lines.at(-1)!))).toContain("next      functrace why");
});

test("more calls than anyone can follow are counted, and the program's own lines stay whole", async () => {
  const folder = program(`
    let sum = 0
    function step(n) { sum += n }
    for (let turn = 0; turn < 20; turn++) {
      for (let n = 0; n < 20_000; n++) step(n)
      console.error("turn " + turn + " " + "x".repeat(80))
    }`);
  const { stderr } = await functrace(folder, ["run", "--log", "--no-report", "main.mjs"]);
  const lines = stderr.trimEnd().split("\n");
  const left = lines.flatMap((line) => /^… ([\d,]+) lines left out; functrace log shows all$/.exec(line)?.[1] ?? []);
  const shown = lines.filter((line) => LINE.test(line)).length;
  expect(shown + left.reduce((sum, text) => sum + Number(text.replaceAll(",", "")), 0)).toBe(2 * (400_000 + 1));
  expect(lines.filter((line) => /^turn \d+ x{80}$/.test(line))).toHaveLength(20);
  expect(lines).toHaveLength(shown + left.length + 20);
});

test("a reader that leaves does not end the program", async () => {
  const run = new Run(program(`${WAITING}\nprocess.on("exit", () => console.log("to the end"))`), ["--log", "--no-report"]);
  await run.sees("<-work");
  run.child.stderr!.destroy();
  run.child.stdin!.end("go\n");
  expect(await run.closed).toBe(0);
  expect(run.stdout).toBe("out 3\nto the end\n");
});

test("a command that does not start leaves nothing behind that waits", async () => {
  const { stderr, code } = await functrace(emptyFolder(), ["run", "--log", "--", "no-such-command"]);
  expect(code).toBe(127);
  expect(stderr).toBe("functrace: no command no-such-command in the PATH\n");
});

const BY_HAND = `
import { mark, trace, traced } from ${JSON.stringify(RUNTIME)};
const double = traced(function double(n) { mark("doubling", { n }); return n * 2 });
const load = traced(async function load() { await new Promise((done) => setTimeout(done, 20)); return 1 });
class Store { get(key) { return key } }
const { value: get } = traced(Store.prototype, "get", Object.getOwnPropertyDescriptor(Store.prototype, "get"));
const standard = traced(function set(key) { return key }, { kind: "method", name: "set" });
export function main() {
  const open = trace("parse header");
  mark("before");
  const result = [double(4), get.call(new Store(), "a"), standard("b")];
  open.end();
  return result;
}
const results = [main(), double.name, double.length, await load()];
mark("text\\nwith a line end", undefined);
const circular = {}; circular.self = circular;
mark("circular", circular);
console.log(JSON.stringify(results));
`;
const RESULTS = '[[8,"a","b"],"double",1,1]\n';

test("calls and marks made by hand are lines of the log, and marks are counted", async () => {
  const folder = program(BY_HAND);
  const { stdout, stderr } = await functrace(folder, ["run", "--log", "--no-report", "--exclude", "**", "main.mjs"]);
  expect(stdout).toBe(RESULTS);
  expect(logLines(stderr)).toMatchInlineSnapshot(`
    [
      "1 ->parse header",
      "1  --before",
      "1  ->double",
      "1   --doubling {"n":4}",
      "1  <-double TIME",
      "1  ->get",
      "1  <-get TIME",
      "1  ->set",
      "1  <-set TIME",
      "1 <-parse header TIME",
      "2 ->load",
      "2 <-load TIME",
      "0 --text␊with a line end",
      "0 --circular "(not JSON)"",
    ]
  `);
  const { marks } = JSON.parse((await functrace(folder, ["info", "--json"])).stdout) as { marks: number };
  expect(marks).toBe(4);
  expect((await functrace(folder, ["info"])).stdout).toMatch(/^marks +4$/m);
  const whole = await functrace(folder, ["log"]);
  expect(logLines(whole.stdout)).toEqual(logLines(stderr));
});

test("calls made by hand and those that functrace run records lie within each other", async () => {
  const { stderr } = await functrace(program(BY_HAND), ["run", "--log", "--no-report", "--exclude", "**/index.mjs", "main.mjs"]);
  const lines = logLines(stderr);
  const before = lines.indexOf("1    --before");
  expect(lines.slice(before - 2, before)).toEqual(["1  ->main", "1   ->parse header"]);
});

test("in a program that is not recorded, all that is made by hand does nothing", async () => {
  const folder = program(BY_HAND);
  const child = spawn(process.execPath, ["main.mjs"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
  expect(output).toBe(RESULTS);
});
