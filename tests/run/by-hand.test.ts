/** `trace()`, `traced()` and `mark()` in real programs: recorded where there is a recording, and nothing where there is none. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsByName, folderWith, functraceRun, NODE_MAJORS, read, ROOT, runPlain } from "./harness.js";

const RUNTIME = JSON.stringify(join(ROOT, "packages/runtime/dist/index.mjs"));
const CJS = JSON.stringify(join(ROOT, "packages/runtime/dist/index.cjs"));

const PROGRAM = `
import { mark, trace, traced } from ${RUNTIME};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
function spin(ms) { for (const end = performance.now() + ms; performance.now() < end; ); }
async function handle() {
  const whole = trace("whole request");
  spin(5);
  await pause(40);
  spin(5);
  whole.end();
  whole.end();
}
const load = traced(async function load(a, b) { await pause(20); if (a > 1) throw new Error("no"); return a; });
class Store { get(key) { return key } }
Store.prototype.get = traced(Store.prototype.get, { kind: "method", name: "get by hand" });
await handle();
console.log(await load(1), load.name, load.length, await load(2).catch((error) => error.message), new Store().get("k"));
mark("done", { calls: 2 });
`;

describe.each(NODE_MAJORS)("by hand (Node %i)", (node) => {
  test("a call lasts until it is ended, a traced promise until it settles", () => {
    const folder = folderWith({ "main.mjs": PROGRAM });
    const plain = runPlain(folder, ["main.mjs"], { node });
    const ran = functraceRun(folder, ["main.mjs"], { node });
    expect(plain.stdout).toBe("1 load 2 no k\n");
    expect(ran.stdout).toBe(plain.stdout);
    const analysis = read(ran.recording);
    expect(analysis.losses).toEqual([]);
    const summary = (name: string) => analysis.summaries.find((each) => each.function.name === name && each.function.end === 0)!;
    const whole = summary("whole request");
    expect(whole.calls).toBe(1);
    expect(whole.total_ns).toBeGreaterThan(45e6);
    expect(whole.wait_ns).toBeGreaterThan(39e6);
    expect(summary("load")).toMatchObject({ calls: 2, errors: 1 });
    expect(summary("load").wait_ns).toBeGreaterThan(35e6);
    expect(summary("get by hand").calls).toBe(1);
    expect(whole.function.file).toBe(join(folder, "main.mjs"));
  });

  test("functrace's own code is not the program's, also with --deps", () => {
    const folder = folderWith({
      "main.cjs": `const { trace } = require(${CJS}); const t = trace("t"); t.end(); console.log("done")`,
    });
    const ran = functraceRun(folder, ["main.cjs"], { node, options: ["--deps"] });
    expect(ran.stdout).toBe("done\n");
    expect(callsByName(read(ran.recording))).toEqual({ "main.cjs": 1, t: 1 });
  });
});
