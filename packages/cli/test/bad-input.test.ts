/** Whatever goes wrong is one clear line, exit code 2, and never a stack trace of ours. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseRecordingText } from "@functrace/format";
import { expect, test } from "vitest";
import { ackTimeout, emptyFolder, folderWith } from "./recordings.js";
import { functrace, type Outcome } from "./run-functrace.js";

const READING = ["report", "tree", "why", "log", "info"];

/** One line that says this, on standard error, and nothing else. */
function expectOneLine(outcome: Outcome, says: RegExp): void {
  expect(outcome.stderr).toMatch(/^functrace: [^\n]+\n$/);
  expect(outcome.stderr).toMatch(says);
  expect(outcome.stderr).not.toMatch(/^\s+at /m);
  expect(outcome.stdout).toBe("");
  expect(outcome.code).toBe(2);
}

test.each(READING)("%s where nothing was ever recorded says how to make a recording", async (command) => {
  expectOneLine(await functrace(emptyFolder(), [command]), /no recordings in .*; make one with: functrace run <file>/);
});

test("a mistyped name brings the nearest names", async () => {
  const folder = folderWith({ before: ackTimeout(), after: ackTimeout() });
  expectOneLine(await functrace(folder, ["report", "befor"]), /no recording befor; did you mean before\?/);
  expectOneLine(await functrace(folder, ["report", "xyz"]), /no recording xyz; there are (before, after|after, before)/);
});

test("a path that is not there", async () => {
  expectOneLine(await functrace(emptyFolder(), ["why", "some/where.ftrace"]), /no recording some\/where\.ftrace/);
});

test.each(READING)("%s on a file that is no recording", async (command) => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "notes.txt"), "These are my notes. ".repeat(100));
  expectOneLine(await functrace(folder, [command, "notes.txt"]), /notes\.txt: .*not a recording/);
});

test.each(READING)("%s on an empty file", async (command) => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "empty.ftrace"), "");
  expectOneLine(await functrace(folder, [command, "empty"]), /empty\.ftrace: .*empty/);
});

test("a folder in place of a recording", async () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, "traces"));
  expectOneLine(await functrace(folder, ["tree", "traces"]), /traces is a folder, not a recording/);
});

test("a recording that you may not read", async () => {
  const folder = folderWith({ secret: ackTimeout() });
  // Permissions do not keep out root, which tests may run as, nor anybody on Windows: so the system's answer is made up.
  const denied = join(folder, "denied.cjs");
  writeFileSync(
    denied,
    `const fs = require("node:fs"), open = fs.openSync;
     fs.openSync = (path, ...rest) => {
       if (String(path).endsWith("secret.ftrace")) throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
       return open(path, ...rest);
     };
     require("node:module").syncBuiltinESMExports();`,
  );
  for (const command of READING) {
    expectOneLine(
      await functrace(folder, [command], { NODE_OPTIONS: `--require "${denied}"` }),
      /secret\.ftrace: you are not allowed to read it/,
    );
  }
});

test.each(READING)("%s on a recording that was cut off shows what is left, and says what is lost", async (command) => {
  const bytes = parseRecordingText([ackTimeout(), "events 100/0", "9000000000 enter f4", "+1us exit f4"].join("\n"));
  const { stdout, stderr, code } = await functrace(folderWith({ cut: bytes.subarray(0, bytes.length - 3) }), [command]);
  expect(code).toBe(0);
  expect(stdout).toContain("readResponse".slice(0, command === "info" ? 0 : undefined));
  expect(command === "info" ? stdout : stderr).toMatch(/ends within|cut off/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each(READING)("%s on a damaged recording goes on with what is whole", async (command) => {
  const bytes = parseRecordingText(ackTimeout());
  // Within the JSON of the first block.
  bytes[90]! ^= 0xff;
  const { stdout, stderr, code } = await functrace(folderWith({ damaged: bytes }), [command]);
  expect(code).toBe(0);
  expect(command === "info" ? stdout : stderr).toMatch(/recording block at byte/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test("every single damaged byte leaves a report or one clear line", async () => {
  const whole = parseRecordingText(ackTimeout(1));
  const places = Array.from({ length: 12 }, (_, index) => Math.floor((index * whole.length) / 12));
  const damaged = places.map((place) => {
    const bytes = whole.slice();
    bytes[place]! ^= 0x55;
    return [`at-${place}`, bytes] as const;
  });
  const folder = folderWith(Object.fromEntries(damaged));
  for (const [name] of damaged) {
    const { stderr, code } = await functrace(folder, ["report", name]);
    expect([0, 2]).toContain(code);
    expect(stderr).not.toMatch(/^\s+at |FUNCTRACE_DEBUG/m);
  }
});

test("a mistyped command or option: one line with what was meant, exit code 2", async () => {
  const folder = emptyFolder();
  expectOneLine(await functrace(folder, ["reprot"]), /unknown command 'reprot'; did you mean report\?/);
  expectOneLine(await functrace(folder, ["report", "--jsno"]), /unknown option '--jsno'; did you mean --json\?/);
  expectOneLine(await functrace(folder, ["report", "--min", "5"]), /'5' is invalid.*80us, 1ms, 1\.5s/);
  expectOneLine(await functrace(folder, ["report", "--sort", "speed"]), /'speed' is invalid.*calls, total, self/);
  expectOneLine(await functrace(folder, ["report", "a", "b"]), /too many arguments/);
  expectOneLine(await functrace(folder, ["report", "--function", "/(/"]), /'\/\(\/' is invalid/);
});

test("an error that nobody foresaw is one line too; FUNCTRACE_DEBUG=1 brings the stack", async () => {
  const folder = folderWith({ some: ackTimeout(1) });
  const broken = join(folder, "broken.cjs");
  writeFileSync(broken, 'process.stdout.write = () => { throw new TypeError("stdout fell off\\nand more"); };');
  const environment = { NODE_OPTIONS: `--require "${broken}"` };
  const { stderr, code } = await functrace(folder, ["report"], environment);
  expect([stderr, code]).toEqual(["functrace: stdout fell off; set FUNCTRACE_DEBUG=1 for the stack\n", 1]);
  expect((await functrace(folder, ["report"], { ...environment, FUNCTRACE_DEBUG: "1" })).stderr).toMatch(
    /TypeError: stdout fell off[^]*\n +at /,
  );
});
