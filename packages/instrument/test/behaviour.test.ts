/** A program does the same with and without its trace calls: same output, and the runtime is told a story that holds together. */
import { describe, expect, it } from "vitest";
import { instrumentedOf, run } from "./harness.ts";

interface Case {
  readonly keeps: string;
  readonly source: string;
  /** Ends of calls by an error, of sync and of suspendable functions. */
  readonly threw?: number;
  readonly asyncThrew?: number;
}

const COMMONJS: readonly Case[] = [
  {
    keeps: "this, arguments and new.target",
    source: `function F(a) { console.log(arguments.length, arguments[0], new.target === F, typeof this); a = 9; console.log(arguments[0]) } new F(1, 2); F.call("x", 3)`,
  },
  {
    keeps: "strictness",
    source: `"use strict"\nfunction f() { return this } function g() { 'use strict'; return typeof this } console.log(f(), g())`,
  },
  {
    keeps: "a function's own directive",
    source: `function f() { "use strict"; return this } function g() { 'use strict'\n return this } console.log(f(), g(), (function () { return typeof this })())`,
  },
  {
    keeps: "names and lengths",
    source: `const a = () => 1, b = function () {}, c = async (x, y) => {}; class K { m(x) {} static s() {} get g() { return 1 } #p() {} f = () => 1; q() { return this.#p.name + this.f.name } } const o = { [Symbol.iterator]() {}, ["x" + 1]: () => 1, y() {} }; console.log([a, b, c, K.prototype.m, K.s, o[Symbol.iterator], o.x1, o.y].map(f => f.name + f.length), new K().q(), (() => () => 1)().name === "", (function () { return class {} })().name === "", (() => function () {})().name === "")`,
  },
  {
    keeps: "hoisting",
    source: `console.log(f(), g()); function f() { return h(); function h() { return 1 } } function g() { return typeof x; var x = 1 }`,
  },
  {
    keeps: "a var and a function of one name",
    source: `function f() { var g; function g() { return 1 } return typeof g } function h(a) { function a() {} return typeof a } function k() { function z() { return 1 } function z() { return 2 } return z() } function l() { function arguments() {} return typeof arguments } console.log(f(), h(3), k(), l())`,
  },
  {
    keeps: "annex B: a block's function assigned over the function's own",
    source: `function f() { function g() { return 1 } { function g() { return 2 } } return g() } console.log(f())`,
  },
  {
    keeps: "what direct eval declares",
    source: `function f() { function g() { return 1 } eval("var g = 5"); return g } console.log(f()); function k() { eval("var q = 1"); return q } console.log(k())`,
  },
  {
    keeps: "labelled functions and jumps",
    source: `function f() { l: function g() { return 3 } out: for (const a of [1, 2]) { for (const b of [1, 2]) { if (b === 2) continue out; if (a === 2) break out; console.log(a, b) } } return g() } console.log(f())`,
  },
  {
    keeps: "with",
    source: `function f(o) { with (o) { return x + (() => y)() } } console.log(f(new Proxy({ x: 1, y: 2 }, { has: (t, k) => { if (String(k).startsWith("__ft")) throw new Error("seen " + String(k)); return k in t } })))`,
  },
  {
    keeps: "returns without a semicolon",
    source: `function f(a) { if (a) return\n(console.log("not"), 1) } function g(a) { if (a) return\nelse console.log("else") } function h() { return /x/.test("x") } function k() { return(1) } function l() { return [1,\n2] } console.log(f(1), g(1), g(0), h(), k(), l())`,
  },
  {
    keeps: "commas, objects and functions in arrows",
    source: `const f = () => (1, 2), g = () => ({ a: 1 }), h = () => () => ({}), k = (x) => x ? (y) => y : null, l = () => /a/.source, m = x=>x/2; console.log(f(), g(), h()(), k(1)(2), l(), m(4))`,
  },
  {
    keeps: "bodies that end in a comment, and empty ones",
    source: `function f() { // a\n} function g() { return 1 // b\n} function h() {} const k = () => {}; const l = () => // c\n  1; console.log(f(), g(), h(), k(), l())`,
  },
  {
    keeps: "what finally decides",
    threw: 2,
    source: `function f() { try { return 1 } finally { console.log("f") } } function g() { try { return 1 } finally { return 2 } } function h() { try { return 1 } finally { throw new Error("h") } } function k() { for (;;) { try { return 1 } finally { break } } return 3 } function l() { try { throw 1 } catch (e) { return e } finally { try { } finally { } } } function m() { try { return 1 } finally { try { h() } catch { } } } console.log(f(), g(), k(), l(), m()); try { h() } catch (e) { console.log(e.message) }`,
  },
  {
    keeps: "errors, and where they came from",
    threw: 2,
    source: `function f() { throw new TypeError("x") } function g() { f() } try { g() } catch (e) { console.log(e.name, e.message, e.stack.split("\\n").slice(1, 3).map(l => l.trim().split(" ")[1])) }`,
  },
  { keeps: "an uncaught error's message", threw: 1, source: `function f() { throw new RangeError("boom") }\nf()` },
  {
    keeps: "super, derived constructors, fields and static blocks",
    source: `class A { constructor(x) { this.x = x } m() { return "A.m" } static s() { return "A.s" } get v() { return this.x } set v(y) { this.x = y } } class B extends A { #p = 1; f = () => super.m(); static t = super.s(); static { this.u = (() => 1)(); } constructor() { const a = () => super(5); a(); } m() { return "B" + super.m() } has(o) { return #p in o } get v() { return super.v + 1 } set v(y) { super.v = y } } class C extends B { constructor() { return; } } const b = new B(); b.v = 7; console.log(b.x, b.v, b.m(), b.f(), B.t, B.u, b.has(b)); try { new C() } catch (e) { console.log(e.name) }`,
    threw: 0,
  },
  {
    keeps: "generators: values in and out, return, throw, delegation",
    source: `function* inner() { try { const x = yield 1; console.log("got", x); yield; return 7 } finally { console.log("cleanup") } } function* outer() { const r = yield* inner(); console.log("r", r); yield r } const g = outer(); console.log(g.next(), g.next("a"), g.next(), g.next(), g.next()); for (const x of inner()) break; const t = inner(); t.next(); try { t.throw(new Error("in")) } catch (e) { console.log(e.message) } function* w() { while (true) { try { yield 1 } catch (e) { console.log("caught", e); yield 2 } } } const q = w(); console.log(q.next(), q.throw(3), q.next(), q.return(4)); console.log([...(function* () { yield\n1; yield (1, 2); yield yield 3 })()])`,
  },
  {
    keeps: "generators: an error counts as one",
    asyncThrew: 1,
    source: `function* g() { yield 1; throw new Error("x") } try { [...g()] } catch (e) { console.log(e.message) } function* h() { try { yield 1 } catch { } yield 2 } for (const x of h()) { }`,
  },
  {
    keeps: "the order of promise reactions",
    source: `const log = []; async function a() { log.push(1); await null; log.push(4); return 1 } async function b() { const x = await a(); log.push(x); try { return await Promise.reject(new Error("r")) } catch (e) { log.push(e.message) } finally { await 0; log.push("f") } } const c = async () => await b(); Promise.resolve().then(() => log.push("m1")).then(() => log.push("m2")).then(() => log.push("m3")); c().then(() => console.log(log.join())); log.push(2)`,
  },
  {
    keeps: "rejections",
    asyncThrew: 2,
    source: `const f = async () => { throw new Error("no") }; async function g() { await f() } g().catch(e => console.log(e.message, e.stack.includes("async g")))`,
  },
  {
    keeps: "returns in async functions",
    asyncThrew: 1,
    source: `async function f(a) { if (a) return\nelse await 0 } async function g() { try { return await f(1) } finally { await f(0) } } async function h() { try { return 1 } finally { throw new Error("f") } } const k = async (x) => ({ x }); (async () => console.log(await f(1), await g(), await h().catch(e => e.message), await k(1)))()`,
  },
  {
    keeps: "for await in every position",
    source: `async function* s(n) { for (let i = 0; i < n; i++) yield i } async function f(a) { if (a) for await (const x of s(3)) console.log(x); else for await (const x of [Promise.resolve(1)]) { console.log("e", x) } L: M: for await (const x of s(4)) { if (x === 1) continue; if (x === 2) continue L; for (const y of [1, 2]) { if (y === 2) continue M; console.log(x, y) } } for await (const x of s(9)) { if (x > 1) break } for await (const x of s(2)) for await (const y of s(2)) console.log(x, y); switch (1) { case 1: for await (const x of s(1)); } try { for await (const x of (async function* () { yield 1; throw new Error("it") })()) { console.log(x) } } catch (e) { console.log(e.message) } for await (const x of s(3)) { if (x) return x } } f(1).then(console.log).then(() => f(0)).then(console.log)`,
    asyncThrew: 2,
  },
  {
    keeps: "async generators: return, throw and yield*",
    source: `async function* a() { try { const x = yield 1; console.log("x", x); yield Promise.resolve(2) } finally { await 0; console.log("done") } } async function* b() { yield* a(); return 5 } (async () => { const g = b(); console.log(await g.next(), await g.next("v"), await g.next(), await g.next()); const h = a(); await h.next(); console.log(await h.return(3)); const k = a(); await k.next(); await k.throw(new Error("t")).catch(e => console.log(e.message)) })()`,
  },
  {
    keeps: "awaits anywhere in an expression",
    source: `const p = (x) => Promise.resolve(x); (async () => { const o = { f: async () => 3, n: null }; console.log(1/await p(2), await p(1) + await p(2), (await p([7]))[0], await (await p(p))(4), \`\${await p("t")}\`, -await p(1), !(await p(0)), [...await p([1, 2])], { ...(await p({ z: 1 })) }, o.n?.[await p(1)], o.n ?? await p("d"), await o?.f(), (await p(1), await p(2)), await (1, p(5)), await p(1) ? await p("y") : await p("n"), 8/2/await p(2)); let x = 1; x += await p(1); console.log(x, typeof await p(1), await /r/.source); for (const k in await p({ q: 1 })) console.log(k); for (let i = await p(0); i < await p(2); i += await p(1)) ; class K { [await p("m")]() { return 1 } static s = 1 } console.log(new K().m(), await new Promise(r => setTimeout(r, 1, "late")), delete (await p({})).a) })()`,
  },
  {
    keeps: "timers' handles",
    source: `const f = (...a) => console.log("fired", ...a); const t = setTimeout(f, 1, "x"); console.log(typeof t.ref); setTimeout(f, 2).unref().ref(); const i = setInterval(g, 1); let n = 0; function g() { if (++n > 2) clearInterval(i) } setImmediate(f); const setTimeoutLike = { setTimeout: (x) => x }; console.log(setTimeoutLike.setTimeout(3))`,
  },
  {
    keeps: "what a function's text says to the program",
    source: `console.log((function () { return 1 }).length, Object.keys(globalThis).filter(k => k.includes("__ft")))`,
  },
  {
    keeps: "parameter defaults, closures over parameters and a top-level return",
    source: `function f(a, b = () => a, { c = a } = {}) { var a; a = 2; return [a, b(), c] } console.log(f(1)); if (f) return; console.log("never")`,
  },
  {
    keeps: "getters and setters of literals, and computed keys",
    source: `let n = 0; const o = { get a() { return ++n }, set a(v) { n = v }, async *[("x")]() { yield 1 }, async m() { return n }, get: 1, set: 2, async: 3, static() { return 4 } }; o.a = 5; console.log(o.a, o.static(), o.async); o.m().then(console.log)`,
  },
  {
    keeps: "deep recursion near the stack's end",
    source: `let d = 0; function f() { d++; f() } try { f() } catch (e) { console.log(e.name, d > 1000) }`,
    threw: -1,
  },
  {
    keeps: "await as a name in a script",
    source: `const await = 2; function yieldIt(yield_) { var async = 1; return async + await } console.log(yieldIt(), 4/await)`,
  },
];

const MODULES: readonly Case[] = [
  {
    keeps: "exports, default functions and their names",
    source: `import * as self from "./main.mjs"; export default function () { return 1 } export const f = () => 2; export { g as "odd name" }; function g() {} export class K {} console.log(self.default.name, f.name, Object.keys(self))`,
  },
  { keeps: "a default arrow", source: `import self from "./main.mjs"; export default () => 3; console.log(self(), self.name)` },
  {
    keeps: "top-level await, its catch and finally",
    source: `const p = (x) => Promise.resolve(x);\nconst a = await p(1); try { await Promise.reject(new Error("tla")) } catch (e) { console.log(e.message) } finally { console.log(a) }\nfor await (const x of [p(1), p(2)]) { if (x === 1) continue; console.log(x) }\nif (a) for await (const y of [3]) console.log(y)\nexport const z = 1/await p(2); console.log(z, this)\n// the end`,
  },
  {
    keeps: "catch and finally in a module that never waits",
    source: `try { throw 1 } catch (e) { console.log(e) } finally { console.log("f") } export {}`,
  },
  {
    keeps: "import.meta and dynamic import",
    source: `console.log(typeof import.meta.url); const { f } = await import("data:text/javascript,export const f = 1"); console.log(f)`,
  },
  {
    keeps: "hoisted functions used before the module has run",
    source: `console.log(h()); export async function k() { return 1 } function h() { return 4 } k().then(console.log)`,
  },
];

const check = (source: string, file: string, { threw = 0, asyncThrew = 0 }: Case): void => {
  const code = instrumentedOf(source, file).code(0, 0);
  const before = run(source, file, false);
  const after = run(code, file, true);
  expect(after.output).toBe(before.output);
  expect(after.report?.problems).toEqual([]);
  if (threw >= 0) expect(after.report?.counts.threw ?? 0).toBe(threw);
  expect(after.report?.counts.asyncThrew ?? 0).toBe(asyncThrew);
};

describe("a CommonJS program keeps", () => {
  it.each(COMMONJS)("$keeps", (edge) => check(edge.source, "main.cjs", edge));
});

describe("an ES module keeps", () => {
  it.each(MODULES)("$keeps", (edge) => check(edge.source, "main.mjs", edge));
});
