/** What the tests share: instrumenting a text, and running it with stubs in the runtime's place. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { instrument, type Instrumented, originalText } from "../src/index.ts";

/** Instruments, and checks what must hold for every file: the original can be had back, and no line moves. */
export const instrumentedOf = (source: string, file = "main.mjs"): Instrumented => {
  const result = instrument(source, { file, format: /\.(?:cjs|cts)$/.test(file) ? "commonjs" : "module" });
  if (result.kind !== "instrumented") throw new Error(`untouched: ${result.reason}`);
  const code = result.code(0, 0);
  expect(originalText(code)).toBe(source);
  expect(code.split("\n").length).toBe(source.split("\n").length);
  return result;
};

/** The instrumented text of a CommonJS file (no call of the module's end in the way), markers left out. */
export const expectInstrumented = (source: string, expected: string): void => {
  const code = instrumentedOf(source, "main.cjs").code(0, 0).replaceAll("/*ƒ*/", "");
  expect(code.replace(/^(?:"use strict";)?__ft_enter\(0\);/, "").replace(/;__ft_exit\(1\);$/, "")).toBe(expected);
};

export const names = (source: string, file?: string): string[] =>
  instrumentedOf(source, file)
    .functions.slice(1)
    .map(({ name }) => name);

/**
 * Stubs that count, check what the runtime relies on, and print a summary that is not part of the program's output: every exit
 * belongs to the call on top, no frame is resumed that was not suspended, and `finish` ends each frame once.
 */
export const STUBS = `
const counts = { enter: {}, start: {}, resume: {} };
const stack = [];
const problems = [];
let frames = 0;
const open = new Map();
const add = (table, key) => { table[key] = (table[key] ?? 0) + 1; };
const problem = (text) => problems.push(text);
const define = (name, value) => Object.defineProperty(globalThis, name, { value });
define("__ft_enter", (word) => { if (word % 8 !== 0) problem("enter " + word); add(counts.enter, word >> 3); stack.push(word >> 3); });
define("__ft_exit", (word) => {
  if (word % 8 !== 1 && word % 8 !== 2) problem("exit " + word);
  const at = stack.lastIndexOf(word >> 3);
  if (at < 0) problem("exit without enter " + (word >> 3));
  else stack.length = at;
  add(counts, word % 8 === 1 ? "exit" : "threw");
});
define("__ft_start", (word) => { if (word % 8 !== 3) problem("start " + word); add(counts.start, word >> 3); open.set(++frames, "running"); return frames; });
define("__ft_suspend", (frame, word, value) => {
  if (word % 8 !== 4) problem("suspend " + word);
  if (open.get(frame) !== "running") problem("suspend of a frame that is " + open.get(frame));
  open.set(frame, "suspended");
  return value;
});
define("__ft_resume", (frame, word, value) => {
  if (word % 8 !== 5) problem("resume " + word);
  if (open.get(frame) !== "suspended") problem("resume of a frame that is " + open.get(frame));
  open.set(frame, "running");
  add(counts.resume, word >> 3);
  return value;
});
define("__ft_caught", (frame, word) => {
  if (word % 8 !== 5) problem("caught " + word);
  if (open.get(frame) === "suspended") add(counts.resume, word >> 3);
  open.set(frame, "running");
});
define("__ft_finish", (frame, word, threw) => {
  if (word % 8 !== 6) problem("finish " + word);
  if (!open.delete(frame)) problem("finish without start " + frame);
  add(counts, threw ? "asyncThrew" : "finish");
});
define("__ft_timer", (site, handle) => { add(counts, "timer"); return handle; });
process.on("exit", () => {
  if (process.env.STUBS_REPORT) require("node:fs").writeFileSync(process.env.STUBS_REPORT, JSON.stringify({ counts, problems }));
});
`;

export interface Report {
  readonly counts: {
    readonly enter: Readonly<Record<string, number>>;
    readonly start: Readonly<Record<string, number>>;
    readonly resume: Readonly<Record<string, number>>;
    readonly exit?: number;
    readonly threw?: number;
    readonly finish?: number;
    readonly asyncThrew?: number;
    readonly timer?: number;
  };
  readonly problems: readonly string[];
}

export interface Ran {
  readonly output: string;
  readonly report: Report | undefined;
}

/** A folder for the time of one call. */
export const inFolder = <T>(use: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), "functrace-instrument-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Runs a text as a file of this name in its own process, with the stubs loaded first when `stubs` is set. */
export const run = (code: string, file: string, stubs: boolean, options: readonly string[] = [], node = process.execPath): Ran =>
  inFolder((folder) => {
    const path = join(folder, file);
    const report = join(folder, "report.json");
    writeFileSync(path, code);
    writeFileSync(join(folder, "stubs.cjs"), STUBS);
    const preload = stubs ? ["-r", join(folder, "stubs.cjs")] : [];
    let output: string;
    try {
      output = execFileSync(node, [...options, ...preload, path], {
        encoding: "utf8",
        env: { ...process.env, STUBS_REPORT: report },
        stdio: ["ignore", "pipe", "pipe"],
      });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      output = `${stdout}\n${stderr.match(/^\w*Error.*$/m)?.[0] ?? stderr}`;
    }
    return { output, report: stubs ? (JSON.parse(readFileSync(report, "utf8")) as Report) : undefined };
  });
