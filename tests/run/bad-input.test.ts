/** What a user gets who mistypes, cannot write, or runs out of disk. */
import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { callsByName, CLI, cleanEnvironment, folderWith, functraceRun, nodeBinary, read } from "./harness.js";

/** `functrace run` with these words exactly. */
function run(folder: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(nodeBinary(20), [CLI, "run", ...words], {
    cwd: folder,
    env: { ...cleanEnvironment, ...environment },
    encoding: "utf8",
    input: "",
  });
  return { status, stdout, stderr };
}

describe("what cannot be run is said in one line, with a way out", () => {
  test.each([
    ["a file that does not exist", ["nowhere.ts"], /^functrace: no file nowhere\.ts in .+\n$/],
    ["a command without --", ["npm", "test"], /^functrace: no file npm; .*functrace run -- npm test\n$/],
    ["a folder", ["."], /^functrace: \. is a folder; .+\n$/],
    ["a Go program", ["main.go"], /^functrace: main\.go: Go programs cannot be recorded yet; .+\n$/],
    [
      "an option that does not exist",
      ["--incldue", "x", "main.cjs"],
      /^functrace: unknown option '--incldue'; did you mean --include\?\n$/,
    ],
    ["nothing at all", [], /^functrace: missing required argument .+\n$/],
    ["a policy that does not exist", ["--behind", "hurry", "main.cjs"], /^functrace: .*write wait or drop.*\n$/],
  ])("%s", (_, words, message) => {
    const { status, stdout, stderr } = run(folderWith({ "main.cjs": "", "main.go": "package main" }), words);
    expect(stderr).toMatch(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  test("a command that does not exist", () => {
    const { status, stderr } = run(folderWith({}), ["--", "no-such-command"]);
    expect(stderr).toMatch(/^functrace: no command no-such-command in the PATH\n$/);
    expect(status).toBe(127);
  });

  test.each([
    ["below a file", "main.cjs/x.ftrace", /a part of the path is a file/],
    ["that is a folder", "folder.ftrace", /it is a folder/],
  ])("a recording %s", (_, output, message) => {
    const folder = folderWith({ "main.cjs": "console.log('ran')" });
    mkdirSync(join(folder, "folder.ftrace"));
    const { status, stdout, stderr } = run(folder, ["-o", output, "main.cjs"]);
    expect(stderr).toMatch(/^functrace: cannot write the recording .+; choose another place with --output PATH\n$/);
    expect(stderr).toMatch(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  test("a folder without write permission", () => {
    const folder = folderWith({ "main.cjs": "console.log('ran')" });
    // Nobody may write to sysfs, not even root, whom the mode of a folder does not stop.
    const asRoot = process.getuid?.() === 0;
    chmodSync(folder, 0o500);
    const { status, stdout, stderr } = run(folder, asRoot ? ["-o", "/sys/x.ftrace", "main.cjs"] : ["main.cjs"]);
    chmodSync(folder, 0o700);
    expect(stderr).toMatch(
      /^functrace: cannot write the recording .+: (?:you are not allowed to write there|the disk is read-only); .+\n$/,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});

describe("what goes wrong during a run does not stop the program", () => {
  test.runIf(existsSync("/dev/full"))("a full disk ends the recording, and says so", () => {
    const folder = folderWith({ "main.cjs": "function f() {} for (let i = 0; i < 1e6; i++) f(); console.log('done')" });
    const ran = spawnSync(process.execPath, ["main.cjs"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...cleanEnvironment, FUNCTRACE: "/dev/full", NODE_OPTIONS: preloads() },
    });
    expect({ stdout: ran.stdout, status: ran.status }).toEqual({ stdout: "done\n", status: 0 });
    expect(ran.stderr).toMatch(
      /^functrace: the recording ended before the program did: \/dev\/full: the disk is full \(ENOSPC\)\n$/,
    );
  });

  test("a recording that is deleted meanwhile", () => {
    const folder = folderWith({
      "main.cjs": "require('node:fs').rmSync('recording.ftrace'); function f() {} f(); console.log('done')",
    });
    const ran = functraceRun(folder, ["main.cjs"]);
    expect({ stdout: ran.stdout, code: ran.code }).toEqual({ stdout: "done\n", code: 0 });
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });

  test("events that are dropped on request are counted", () => {
    const folder = folderWith({ "main.cjs": "function f() {} for (let i = 0; i < 3e6; i++) f(); console.log('done')" });
    const ran = functraceRun(folder, ["main.cjs"], { options: ["--behind", "drop"] });
    expect(ran.stdout).toBe("done\n");
    const analysis = read(ran.recording);
    const dropped = analysis.losses.filter(({ kind }) => kind === "dropped events").reduce((sum, { count }) => sum + count, 0);
    expect(2 * callsByName(analysis)["f"]!).toBeGreaterThan(0);
    expect(analysis.events + dropped).toBeGreaterThanOrEqual(6e6);
    expect(statSync(ran.recording).size).toBeGreaterThan(0);
  });

  test("deep recursion ends as it did, and its recording opens", () => {
    const folder = folderWith({
      "main.cjs":
        "function deep(n) { return deep(n + 1) + 1 } try { deep(0) } catch (e) { console.log(e.name) } function after() {} after();",
    });
    const ran = functraceRun(folder, ["main.cjs"]);
    expect(ran.stdout).toBe("RangeError\n");
    expect(callsByName(read(ran.recording))).toMatchObject({ after: 1 });
  });
});

/** What `functrace run` puts into NODE_OPTIONS, for a recording that it would refuse itself. */
function preloads(): string {
  const folder = join(CLI, "../..");
  return `--require "${join(folder, "../runtime/dist/preload.cjs")}" --require "${join(folder, "dist/hooks/register.cjs")}"`;
}
