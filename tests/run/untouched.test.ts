/** What a program can see of itself is the same traced and untraced. */
import { describe, expect, test } from "vitest";
import { folderWith, functraceRun, NODE_MAJORS, runPlain } from "./harness.js";

describe.each(NODE_MAJORS)("a traced program does what it does untraced (Node %i)", (node) => {
  test.each([
    [
      "reads stdin and writes stdout and stderr",
      `process.stdin.on("data", (d) => process.stdout.write(String(d).toUpperCase())); process.stdin.on("end", () => console.error("end"));`,
    ],
    ["sees its own arguments and exec arguments", `console.log(process.argv.slice(2), process.execArgv);`],
    ["exits with its own code", `process.exitCode = 42; console.log("set");`],
    [
      "prints an uncaught error as before",
      `function f() { throw new Error("boom") }\nfunction g() {\n  f();\n}\ntry { g() } catch (e) { console.log(e.stack.split("\\n").slice(0, 3).map((l) => l.replace(/:\\d+\\)/, ")")).join("|")) }`,
    ],
    [
      "keeps function text, names and lengths",
      `class A { #p = 1; static s(a, b) { return a } get x() { return this.#p } async *g() { yield 1 } }\nconst f = (a, b = 1) => a; console.log(f.toString(), f.name, f.length, A.toString(), A.s.name, A.s.length, Object.getOwnPropertyNames(Function.prototype.toString), Function.prototype.toString.call(Function.prototype.toString));`,
    ],
    [
      "keeps the order of microtasks",
      `const log = []; async function a(n) { log.push("a" + n); await b(n); log.push("A" + n); await null; log.push("α" + n) } async function b(n) { log.push("b" + n); return n }
      a(1); Promise.resolve().then(() => log.push("p1")).then(() => log.push("p2")).then(() => log.push("p3")); process.nextTick(() => log.push("tick")); a(2); queueMicrotask(() => log.push("m")); setImmediate(() => console.log(log.join()));`,
    ],
    [
      "counts its own listeners",
      `process.on("exit", () => {}); console.log(process.listenerCount("exit"), process.listenerCount("SIGTERM"), process.listenerCount("SIGINT"), process.eventNames());`,
    ],
    [
      "finds an empty module cache",
      `console.log(Object.keys(require.cache).length, module.children.length, Object.keys(process.env).filter((name) => !/^(FUNCTRACE|NODE_OPTIONS)/.test(name)).sort().join());`,
    ],
    [
      "has no new global that it can enumerate",
      `console.log(Object.keys(globalThis), (() => { const r = []; for (const k in globalThis) r.push(k); return r })());`,
    ],
  ])("%s", (_, text) => {
    const folder = folderWith({ "main.cjs": text });
    const settings = { node, input: "some text\n", options: ["--no-report"] };
    const plain = runPlain(folder, ["main.cjs", "--flag", "x y"], settings);
    const { recording: _recording, ...ran } = functraceRun(folder, ["main.cjs", "--flag", "x y"], settings);
    expect(ran).toEqual(plain);
  });
});
