/** What the reading commands print, as it reaches a person, a pipe or a script. */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { beforeAll, describe, expect, test } from "vitest";
import { ackTimeout, folderWith, manyFunctions, mixed, outlived } from "./recordings.js";
import { BIN, functrace } from "./run-functrace.js";

let folder = "";
beforeAll(() => {
  folder = folderWith({ mixed: mixed(), "ack-timeout": ackTimeout() });
});

const at80 = { COLUMNS: "80" };
const out = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { stdout, code } = await functrace(folder, args, environment);
  expect(code).toBe(0);
  return stdout;
};
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => stringWidth(line)));

describe("at 80 columns", () => {
  test.each([["report"], ["tree"], ["why"], ["info"]])("%s of a run that timed out", async (command) => {
    const text = await out([command, "ack-timeout"], at80);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toMatchSnapshot();
  });

  test.each([["report"], ["tree"], ["why"], ["info"]])("%s of a run with recursion, errors and wide names", async (command) => {
    expect(await out([command, "mixed"], at80)).toMatchSnapshot();
  });
});

test.each(["40", "60", "100", "120"])("nothing is wider than a terminal of %s columns", async (columns) => {
  for (const command of ["report", "tree"]) {
    for (const recording of ["ack-timeout", "mixed"]) {
      const text = await out([command, recording], { COLUMNS: columns });
      expect(widest(text)).toBeLessThanOrEqual(Number(columns));
    }
  }
});

test("the log is what the original functrace printed", async () => {
  const text = await out(["log", "ack-timeout", "--limit", "7"]);
  expect(text).toMatchSnapshot();
  expect(text.split("\n")[0]).toMatch(/^2021\/12\/14 14:32:49\.\d{6} g\[01\]:\t->main$/);
});

test("the log can be cut to a stretch of time, a task, a depth", async () => {
  const lines = async (...args: string[]): Promise<number> =>
    (await out(["log", "ack-timeout", "--limit", "0", ...args])).trimEnd().split("\n").length;
  const all = await lines();
  expect(all).toBe(2 + 12 * 8);
  expect(await lines("--depth", "1")).toBe(2);
  expect(await lines("--since", "1s", "--until", "1.2s")).toBeLessThan(all / 4);
  expect(await lines("--function", "readResponse")).toBe(24);
});

test("log --json is one object a line, with the names that scripts rely on", async () => {
  const lines = (await out(["log", "ack-timeout", "--json"])).trimEnd().split("\n");
  expect(lines).toHaveLength(2 + 12 * 8);
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events[0]).toEqual({
    time: "2021-12-14T14:32:49.001000Z",
    monotonic_ns: 1_000_000,
    process: 100,
    thread: 0,
    task: 1,
    depth: 0,
    kind: "enter",
    name: "main",
    file: "/app/src/main.ts",
    line: 8,
    function_kind: "async",
  });
  const exit = events.at(-1)!;
  expect(exit).toMatchObject({ kind: "exit", name: "main", depth: 0, threw: false });
  expect(exit["total_ns"]).toBe((exit["monotonic_ns"] as number) - 1_000_000);
  expect(exit["wait_ns"]).toBeGreaterThan(2.9e9);
  const threw = (await out(["log", "mixed", "--json"])).split("\n").filter((line) => line.includes('"threw":true'));
  expect(threw.map((line) => (JSON.parse(line) as { name: string }).name)).toContain("parse");
});

test("a recording of a process that was killed before it wrote anything says so, and does not blame the files", async () => {
  const killed = folderWith({ killed: mixed().split("\n").slice(0, 2).join("\n") });
  const { stdout } = await functrace(killed, ["why"]);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("it was killed, or crashed, before anything was written");
  expect(stdout).not.toContain("--include");
});

test("report --json has exactly the names that scripts rely on", async () => {
  const { functions } = JSON.parse(await out(["report", "ack-timeout", "--json"])) as { functions: Record<string, unknown>[] };
  expect(Object.keys(functions[0]!)).toEqual([
    "name",
    "file",
    "line",
    "kind",
    "calls",
    "total_ns",
    "self_ns",
    "wait_ns",
    "avg_ns",
    "p50_ns",
    "p99_ns",
    "max_ns",
    "errors",
  ]);
  expect(functions.map(({ name, calls }) => [name, calls])).toEqual([
    ["main", 1],
    ["NetlinkSocket.accept", 12],
    ["NetlinkSocket.sendWithAck", 12],
    ["NetlinkSocket.readResponse", 12],
    ["NetlinkSocket.send", 12],
  ]);
  expect(functions[0]).toMatchObject({ file: "/app/src/main.ts", line: 8, kind: "async", errors: 0 });
});

test("JSON has everything unless a script asks for less", async () => {
  const count = async (...args: string[]): Promise<number> => {
    const { functions } = JSON.parse((await functrace(many, ["report", "--json", ...args])).stdout) as { functions: unknown[] };
    return functions.length;
  };
  const many = folderWith({ many: manyFunctions(50) });
  expect([await count(), await count("--limit", "7"), await count("--limit", "0")]).toEqual([50, 7, 50]);
  const { stdout } = await functrace(many, ["report"]);
  expect(stdout).toContain("… and 20 more functions (--limit 0 shows all)");
  expect((await functrace(many, ["tree", "--limit", "10"])).stdout).toContain("… 40 more");
});

test("tree --json nests the same names", async () => {
  const { tree } = JSON.parse(await out(["tree", "ack-timeout", "--json"])) as {
    tree: { name: string; calls: number; children: { name: string; calls: number }[] }[];
  };
  expect(tree.map(({ name }) => name)).toEqual(["main"]);
  expect(tree[0]!.children.map(({ name, calls }) => [name, calls])).toEqual([["NetlinkSocket.accept", 12]]);
});

test("why --json names the function, its place and its figures", async () => {
  const { findings } = JSON.parse(await out(["why", "ack-timeout", "--json"])) as {
    findings: { kind: string; functions: object[]; share: number }[];
  };
  expect(findings[0]).toMatchObject({
    kind: "constant wait",
    functions: [{ name: "NetlinkSocket.readResponse", file: "/app/src/client.ts", line: 71 }],
  });
  expect(findings[0]!.share).toBeGreaterThan(0.99);
});

test("info --json carries what the page says", async () => {
  const info = JSON.parse(await out(["info", "ack-timeout", "--json"])) as object;
  expect(info).toMatchObject({
    command: ["node", "src/main.ts"],
    cwd: "/app",
    version: "0.1.0",
    calls: 49,
    tasks: 1,
    losses: [],
    functions: 5,
    files: 2,
  });
});

test("a pipe gets every column and every name in full", async () => {
  const text = await out(["report", "mixed"]);
  expect(text).toContain('Router.get("/a/very/long/path/that/nobody/can/read/in/eighty/columns") handler');
  for (const heading of ["calls", "total", "self", "waiting", "average", "p50", "p99", "max", "errors", "function", "file"])
    expect(text).toContain(heading);
});

test("filters leave out what they should", async () => {
  expect(await out(["report", "mixed", "--function", "fib"])).not.toContain("parse");
  expect(await out(["report", "mixed", "--include", "src/worker.ts"])).not.toContain("fib");
  expect(await out(["report", "mixed", "--exclude", "worker.ts"])).not.toContain("work.ts");
  expect(await out(["report", "mixed", "--min", "1h"])).toContain("Nothing passes these filters");
  expect(await out(["report", "mixed", "--limit", "2"])).toMatch(/… and \d more functions \(--limit 0 shows all\)/);
});

test("a long async call is not hidden by the short module that started it", async () => {
  const { stdout } = await functrace(folderWith({ outlived: outlived() }), ["tree", "--min", "100ms", "--limit", "2"]);
  expect(stdout).toMatch(/main\.ts .*\n.*└─ serve/);
});

test("columns sort by their heading and by their JSON name alike", async () => {
  const names = async (key: string): Promise<string[]> =>
    (JSON.parse(await out(["report", "mixed", "--json", "--sort", key])) as { functions: { name: string }[] }).functions.map(
      ({ name }) => name,
    );
  expect(await names("calls")).toEqual(await names("calls"));
  expect(await names("self")).toEqual(await names("self_ns"));
  expect((await names("errors"))[0]).toBe("parse");
  expect((await names("calls"))[0]).toBe("fib");
});

test("a recording is found by name, with its ending, by path, from a folder below, and as the latest", async () => {
  const below = join(folder, "src/deep");
  mkdirSync(below, { recursive: true });
  const json = (cwd: string, ...args: string[]): Promise<{ stdout: string }> => functrace(cwd, ["report", "--json", ...args]);
  const { stdout } = await json(folder, "ack-timeout");
  for (const [cwd, name] of [
    [folder, "ack-timeout.ftrace"],
    [folder, ".functrace/ack-timeout.ftrace"],
    [folder, join(folder, ".functrace/ack-timeout")],
    [below, "ack-timeout"],
  ] as const) {
    expect((await json(cwd, name)).stdout).toBe(stdout);
  }
});

test("no colour in a pipe; FORCE_COLOR brings it, NO_COLOR takes it away again", async () => {
  const coloured = /\u001b\[/;
  expect(await out(["report"], { CI: "1" })).not.toMatch(coloured);
  expect(await out(["report"], { FORCE_COLOR: "1" })).toMatch(coloured);
  expect(await out(["report"], { FORCE_COLOR: "1", NO_COLOR: "1" })).not.toMatch(coloured);
});

test("a reader that leaves early (log | head) is no error", async () => {
  const long = folderWith({ long: ackTimeout(20_000) });
  const child = spawn(process.execPath, [BIN, "log", "--limit", "0"], { cwd: long, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, stderr]).toEqual([0, ""]);
});

test.each(["report", "tree", "why", "log", "info", "run"])("%s --help explains itself with an example", async (command) => {
  const text = await out([command, "--help"], at80);
  expect(text).toContain(`Usage: functrace ${command}`);
  expect(text).toContain("Examples:");
});

test("functrace alone and --help list all commands; --version is a number", async () => {
  const help = await out(["--help"], at80);
  expect(await out([], at80)).toBe(help);
  for (const command of ["run", "report", "tree", "why", "log", "info"]) expect(help).toMatch(new RegExp(`^  ${command} `, "m"));
  expect(await out(["--version"])).toMatch(/^\d+\.\d+\.\d+\n$/);
});
