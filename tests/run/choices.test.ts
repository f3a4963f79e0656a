/** What a user chooses on the command line of `run`, and what must not depend on where and when it is typed. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { callsByName, cleanEnvironment, CLI, folderWith, functraceRun, nodeBinary, read } from "./harness.js";

const PROGRAM = {
  "main.cjs":
    "const { inLib } = require('./src/lib.js'); function inMain() { return inLib() } console.log(inMain(), require('dep').dep());",
  "src/lib.js": "exports.inLib = function inLib() { return 1 }",
  "node_modules/dep/index.js": "exports.dep = function dep() { return 2 }",
};

describe("files are chosen by globs, relative to where the command was typed", () => {
  test.each([
    [["--include", "src/**"], ["inLib"]],
    [["--include", "./src/**"], ["inLib"]],
    [
      ["--include", "main.cjs"],
      ["inMain", "main.cjs"],
    ],
    [
      ["--exclude", "src"],
      ["inMain", "main.cjs"],
    ],
    [
      ["--deps=dep", "--exclude", "main.cjs"],
      ["dep", "inLib"],
    ],
    [["--deps"], ["dep", "inLib", "inMain", "main.cjs"]],
  ] as const)("%s", (options, names) => {
    const ran = functraceRun(folderWith(PROGRAM), ["main.cjs"], { options });
    expect(ran.stdout).toBe("1 2\n");
    const called = Object.keys(callsByName(read(ran.recording)));
    expect(called).toEqual(expect.arrayContaining([...names]));
    expect(called.filter((name) => !names.includes(name as never) && !name.endsWith(".js"))).toEqual([]);
  });

  test("a glob without a character is a mistake", () => {
    const ran = functraceRun(folderWith(PROGRAM), ["main.cjs"], { options: ["--include", ""] });
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(/^functrace: .*write a glob.*\n$/);
  });
});

test("a script without an extension is traced", () => {
  const ran = functraceRun(
    folderWith({ "bin/tool": "#!/usr/bin/env node\nfunction inTool() {} inTool(); console.log('tool')" }),
    ["bin/tool"],
  );
  expect(ran.stdout).toBe("tool\n");
  expect(callsByName(read(ran.recording))).toMatchObject({ inTool: 1 });
});

test("runs of the same second do not share a recording", () => {
  const folder = folderWith({ "main.cjs": "" });
  for (let count = 0; count < 4; count++) {
    spawnSync(process.execPath, [CLI, "run", "--no-report", "main.cjs"], { cwd: folder, env: cleanEnvironment });
  }
  expect(readdirSync(join(folder, ".functrace"))).toHaveLength(4);
});

describe("the cache of instrumented files", () => {
  const files = { "main.cjs": "function f() {} f(); console.log('done')" };
  const run = (folder: string, cache: string): Record<string, number> => {
    const ran = functraceRun(folder, ["main.cjs"], { environment: { FUNCTRACE_CACHE: cache } });
    expect({ stdout: ran.stdout, code: ran.code }).toEqual({ stdout: "done\n", code: 0 });
    return callsByName(read(ran.recording));
  };
  const entries = (cache: string): string[] =>
    readdirSync(cache, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  test("is used, and gives the same", () => {
    const folder = folderWith(files);
    const cache = join(folder, "cache");
    expect(run(folder, cache)).toMatchObject({ f: 1 });
    expect(entries(cache)).toHaveLength(1);
    expect(run(folder, cache)).toMatchObject({ f: 1 });
  });

  test.each(["", "{}", "[1]", '{"version":', "null"])("that holds %j is made anew", (damage) => {
    const folder = folderWith(files);
    const cache = join(folder, "cache");
    run(folder, cache);
    for (const path of entries(cache)) writeFileSync(path, damage);
    expect(run(folder, cache)).toMatchObject({ f: 1 });
    expect(readFileSync(entries(cache)[0]!, "utf8")).not.toBe(damage);
  });

  test("that cannot be written is done without", () => {
    const folder = folderWith({ ...files, "a-file": "" });
    expect(run(folder, join(folder, "a-file"))).toMatchObject({ f: 1 });
  });

  test("is done without by a user without a home", () => {
    const folder = folderWith(files);
    const environment = { PATH: process.env["PATH"], HOME: "", XDG_CACHE_HOME: "" };
    const ran = spawnSync(process.execPath, [CLI, "run", "--no-report", "-o", "r.ftrace", "main.cjs"], {
      cwd: folder,
      env: environment,
      encoding: "utf8",
    });
    expect({ stdout: ran.stdout, stderr: ran.stderr }).toEqual({ stdout: "done\n", stderr: "" });
    expect(readdirSync(folder).sort()).toEqual(["main.cjs", "r.ftrace"]);
  });
});

test("a Node that forbids threads runs the program untraced, and says so", () => {
  const folder = folderWith({ "main.cjs": "console.log('done')" });
  const node = nodeBinary(24);
  const ran = functraceRun(folder, ["--", node, "--permission", "--allow-fs-read=*", "main.cjs"], {
    node: 24,
    options: ["--no-report"],
  });
  expect(ran.stdout).toBe("done\n");
  expect(ran.stderr).toMatch(/^functrace: this process runs untraced: .+\n$/);
});
