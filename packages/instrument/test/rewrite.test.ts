/** The text that is written, edge by edge: what a reader of instrumented code sees, and what must not be touched. */
import { describe, expect, it } from "vitest";
import { instrument, isInstrumented, originalColumn, originalText, restore } from "../src/index.ts";
import { expectInstrumented, instrumentedOf } from "./harness.ts";

describe("what is written", () => {
  it("a function", () => {
    expectInstrumented(
      "function f(a) { g(a) }",
      "function f(a) {__ft_enter(8);let __ft_t=10;try{ g(a) ;__ft_t=9}finally{__ft_exit(__ft_t)}}",
    );
  });
  it("a function that returns a value, which the runtime sees", () => {
    expectInstrumented(
      "function f(a) { return g(a) }",
      "function f(a) {__ft_enter(8);let __ft_t=10,__ft_v;try{ return  __ft_v=(0,g(a)),__ft_t=9,__ft_v }finally{__ft_exit(__ft_t,__ft_v)}}",
    );
  });
  it("a return without a value and without a semicolon", () => {
    expectInstrumented(
      "function f() { if (a) return\n}",
      "function f() {__ft_enter(8);let __ft_t=10;try{ if (a) {__ft_t=9;return}\n;__ft_t=9}finally{__ft_exit(__ft_t)}}",
    );
  });
  it("a return at the top level of a CommonJS file, which ends the module's own call", () => {
    expectInstrumented("if (a) return\ng()", "if (a) {__ft_exit(1);return}\ng()");
  });
  it("an arrow's expression becomes a block", () => {
    expectInstrumented(
      "const f = () => ({})",
      "const f = () => {__ft_enter(8);let __ft_t=10,__ft_v;try{return __ft_v=(0,({})),__ft_t=9,__ft_v}finally{__ft_exit(__ft_t,__ft_v)}}",
    );
  });
  it("an await", () => {
    expectInstrumented(
      "async function f() { await g() }",
      "async function f() {const __ft_f=__ft_start(11);let __ft_t=1;try{ __ft_resume(__ft_f,13,await __ft_suspend(__ft_f,4,g())) ;__ft_t=0}finally{__ft_finish(__ft_f,14,__ft_t)}}",
    );
  });
  it("a finally block, in which the call does not count as ended", () => {
    expectInstrumented(
      "function f() { try { return; } finally { g() } }",
      "function f() {__ft_enter(8);let __ft_t=10;try{ try { {__ft_t=9;return;} } finally {let __ft_s=__ft_t;__ft_t=10; g() ;__ft_t=__ft_s} ;__ft_t=9}finally{__ft_exit(__ft_t)}}",
    );
  });
  it("a body that must not stand in a block says its ends itself", () => {
    expectInstrumented(
      "function f() { var g; function g() {} return g }",
      "function f() {__ft_enter(8);let __ft_v; var g; function g() {__ft_enter(16);let __ft_t=18;try{;__ft_t=17}finally{__ft_exit(__ft_t)}} return  __ft_v=(0,g),__ft_exit(9,__ft_v),__ft_v }",
    );
  });
  it("a timer whose callback has its name elsewhere", () => {
    expectInstrumented("setTimeout(poll, 1).unref()", "__ft_timer(0,setTimeout(poll, 1)).unref()");
  });
  it("nothing around a timer function of the file's own, or of timers/promises", () => {
    expectInstrumented("const setTimeout = 1; setTimeout(poll)", "const setTimeout = 1; setTimeout(poll)");
    expectInstrumented(
      `const { setTimeout } = require("node:timers/promises"); setTimeout(poll)`,
      `const { setTimeout } = require("node:timers/promises"); setTimeout(poll)`,
    );
  });
  it("timers by way of their module", () => {
    expectInstrumented(
      `const { setTimeout: later } = require("timers"); setTimeout(f)`,
      `const { setTimeout: later } = require("timers"); __ft_timer(0,setTimeout(f))`,
    );
    expectInstrumented(
      `const t = require("timers"); t.setInterval(f)`,
      `const t = require("timers"); __ft_timer(0,t.setInterval(f))`,
    );
  });
  it("one pair of markers where inserts meet, and none in between", () => {
    expect(instrumentedOf("async () => await 1", "main.cjs").code(0, 0)).not.toContain("/*ƒ*//*ƒ*/");
  });
});

describe("the places around the code", () => {
  it.each([
    ["a hashbang", "#!/usr/bin/env node\nf()", "#!/usr/bin/env node\n/*ƒ*/__ft_enter(0);/*ƒ*/f()/*ƒ*/;__ft_exit(1);/*ƒ*/"],
    ["directives", "'use strict' // c\nf()", "'use strict'/*ƒ*/;__ft_enter(0);/*ƒ*/ // c\nf()/*ƒ*/;__ft_exit(1);/*ƒ*/"],
    ["a last comment", "f() // end", "/*ƒ*/__ft_enter(0);/*ƒ*/f()/*ƒ*/;__ft_exit(1);/*ƒ*/ // end"],
    ["only comments", "// nothing", "// nothing"],
    ["nothing", "", ""],
    ["a byte order mark", "\ufefff()", "\ufeff/*ƒ*/__ft_enter(0);/*ƒ*/f()/*ƒ*/;__ft_exit(1);/*ƒ*/"],
    [
      "pragmas, which must stay first",
      "/** @jsxImportSource x */\nf()",
      "/** @jsxImportSource x */\n/*ƒ*/__ft_enter(0);/*ƒ*/f()/*ƒ*/;__ft_exit(1);/*ƒ*/",
    ],
  ])("%s", (_, source, expected) => {
    expect(instrumentedOf(source, "main.cjs").code(0, 0)).toBe(expected);
  });
});

describe("left alone, with the reason", () => {
  it.each([
    ["what does not parse", "let x = ;\n", /^1:9: /],
    ["what is an error early", "f();\nlet x; let x;", /^2:\d+: .*x/],
    ["what is instrumented already", "/*ƒ*/__ft_enter(0);/*ƒ*/f()", /already/],
    ["what uses our names", "const __ft_t = 1", /__ft_/],
  ])("%s", (_, source, reason) => {
    const result = instrument(source, { file: "main.mjs", format: "module" });
    expect(result).toMatchObject({ kind: "untouched", reason: expect.stringMatching(reason) as string });
  });
  it("says where in TypeScript, too", () => {
    expect(instrument("type A = ;\n", { file: "a.ts", format: "module" })).toMatchObject({
      kind: "untouched",
      reason: expect.stringMatching(/^1:10: /) as string,
    });
  });
  it.each([
    ["brackets", "[".repeat(100_000) + "]".repeat(100_000)],
    ["conditionals", "a?b:".repeat(100_000) + "c"],
    ["sums", "a+".repeat(300_000) + "a"],
    ["methods", "a" + ".b()".repeat(100_000)],
  ])("what is nested deeper than the stack: %s", (_, source) => {
    expect(instrument(source, { file: "main.mjs", format: "module" })).toMatchObject({
      kind: "untouched",
      reason: expect.stringMatching(/stack/) as string,
    });
  });
});

describe("ids and the cache", () => {
  const source = "async function f() { await g(() => 1) } setTimeout(f)";
  it("each thread fills in its own ids", () => {
    const code = instrumentedOf(source, "main.cjs").code(100, 1000);
    expect([...code.matchAll(/\d{3,}/g)].map(([id]) => Number(id))).toEqual([
      800,
      101 * 8 + 3,
      101 * 8 + 5,
      8004,
      102 * 8,
      102 * 8 + 2,
      102 * 8 + 1,
      101 * 8 + 6,
      1001,
      801,
    ]);
  });
  it("is restored from JSON without parsing", () => {
    const result = instrumentedOf(source, "main.cjs");
    const restored = restore(JSON.parse(JSON.stringify(result.kept)), source);
    expect(restored?.code(5, 6)).toBe(result.code(5, 6));
    expect(restored?.functions).toEqual(result.functions);
    expect(restored?.sites).toEqual(result.sites);
  });
  it.each([
    ["nothing", undefined],
    ["another version", { version: 0 }],
    ["half of it", { version: 1, sourceLength: source.length, functions: [{}] }],
  ])("is not restored from %s", (_, kept) => {
    expect(restore(kept, source)).toBeUndefined();
  });
});

describe("the way back", () => {
  it("from a function's own text, which may end inside an insert", () => {
    expect(originalText("() => /*ƒ*/{return (0,/*ƒ*/x/*ƒ*/)}")).toBe("() => x");
  });
  it("from a column", () => {
    const line = "a /*ƒ*/bc/*ƒ*/d";
    expect([1, 3, 5, 15].map((column) => originalColumn(line, column))).toEqual([1, 3, 3, 3]);
  });
  it("is told from the marker", () => {
    expect(isInstrumented("f()")).toBe(false);
    expect(isInstrumented(instrumentedOf("f()").code(0, 0))).toBe(true);
  });
});
