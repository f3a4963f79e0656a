/** Worker threads and child processes, in one recording. */
import { describe, expect, test } from "vitest";
import { callsByName, folderWith, functraceRun, NODE_MAJORS, read } from "./harness.js";

describe.each(NODE_MAJORS)("one recording holds all threads and processes of a run (Node %i)", (node) => {
  test("worker threads, also one that is terminated", () => {
    const folder = folderWith({
      "main.mjs": `import { Worker } from "node:worker_threads"; import { once } from "node:events";
        function inMain() {} inMain();
        const workers = [1, 2, 3].map((n) => new Worker(new URL("./worker.mjs", import.meta.url), { workerData: n }));
        const said = once(workers[2], "message");
        await Promise.all(workers.slice(0, 2).map((worker) => once(worker, "exit")));
        await said; await workers[2].terminate();`,
      "worker.mjs": `import { parentPort, workerData } from "node:worker_threads";
        function inWorker(n) { return n } for (let i = 0; i < workerData * 10; i++) inWorker(i);
        parentPort.postMessage("done"); if (workerData === 3) setInterval(() => {}, 1000);`,
    });
    const analysis = read(functraceRun(folder, ["main.mjs"], { node }).recording);
    expect(callsByName(analysis)).toMatchObject({ inMain: 1, inWorker: 60 });
    expect(analysis.streams.map(({ role }) => role).sort()).toEqual(["main", "worker", "worker", "worker"]);
  });

  test("child processes, by fork, spawn and exec", () => {
    const folder = folderWith({
      "main.cjs": `const { fork, spawnSync, execSync } = require("node:child_process");
        function inParent() {} inParent();
        fork("./child.cjs", ["3"]).on("exit", () => { spawnSync(process.execPath, ["child.cjs", "4"]); execSync(JSON.stringify(process.execPath) + " child.cjs 5"); });`,
      "child.cjs": `function inChild() {} for (let i = 0; i < Number(process.argv[2]); i++) inChild();`,
    });
    const analysis = read(functraceRun(folder, ["main.cjs"], { node }).recording);
    expect(callsByName(analysis)).toMatchObject({ inParent: 1, inChild: 12 });
    expect(new Set(analysis.streams.map(({ process: pid }) => pid)).size).toBe(4);
    expect(analysis.losses).toEqual([]);
  });

  test("a command behind --, with a NODE_OPTIONS of its own", () => {
    const folder = folderWith({
      "own.cjs": "globalThis.fromOwn = 1;",
      "main.cjs": "function f() { return fromOwn } console.log(f())",
    });
    const ran = functraceRun(folder, ["--", process.execPath, "main.cjs"], {
      node,
      environment: { NODE_OPTIONS: "--require ./own.cjs" },
    });
    expect(ran.stdout).toBe("1\n");
    expect(callsByName(read(ran.recording))).toMatchObject({ f: 1 });
  });
});
