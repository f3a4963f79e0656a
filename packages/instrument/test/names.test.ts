/** The names that a person would give. */
import { describe, expect, it } from "vitest";
import { instrumentedOf, names } from "./harness.ts";

describe("a function is called", () => {
  it.each<[string, string, string[]]>([
    ["by its own name", "function load() { function inner() {} }", ["load", "inner"]],
    [
      "after the variable, field or property it is given to",
      "const a = () => 1, b = function () {}; exports.run = () => 1; module.exports.go = () => 1; x.y.z = () => 1; c ||= () => 1",
      ["a", "b", "run", "go", "x.y.z", "c"],
    ],
    ["by its own name even then", "const a = function b() {}", ["b"]],
    [
      "by its class",
      "class K { m() {} static s() {} #p() {} get x() { return 1 } set x(v) {} constructor() {} f = () => 1; 'odd name'() {} [Symbol.iterator]() {} }",
      ["K.m", "K.s", "K.#p", "get K.x", "set K.x", "new K", "K.f", "K['odd name']", "K[Symbol.iterator]"],
    ],
    [
      "by the variable of a class without a name",
      "const K = class { m() {} }; export default class { n() {} }",
      ["K.m", "default (main.mjs).n"],
    ],
    [
      "by the object it belongs to",
      "const api = { close() {}, get x() { return 1 }, deep: { go: () => 1 } }; module.exports = { run() {} }; f({ setup() {} })",
      ["api.close", "get api.x", "api.deep.go", "run", "setup"],
    ],
    [
      "by the class of this",
      "class K { constructor() { this.h = () => 1 } m() { const f = () => { this.g = function () {} } } } function Old() { this.z = function () {} } Old.prototype.y = function () { this.w = () => 1 }",
      ["new K", "K.h", "K.m", "f", "K.g", "Old", "Old.z", "Old.y", "Old.w"],
    ],
    ["default, with the file", "export default () => 1", ["default (main.mjs)"]],
    ["default, with the file, by itself", "export default function () {}", ["default (main.mjs)"]],
    [
      "after what it is handed to, and for what",
      `app.get("/users", () => 1); socket.on("message", () => 1); describe("x", () => { it("y", () => 1) })`,
      [`app.get("/users") handler`, `socket.on("message") callback`, `describe("x") callback`, `it("y") callback`],
    ],
    [
      "after what it is handed to, and where",
      "function poll() { setTimeout(() => { items.map((x) => x) }) } const load = async () => { new Promise((r) => r()); this.items.filter(() => 1); a().then(() => 1) }",
      [
        "poll",
        "setTimeout callback in poll",
        "items.map callback in poll",
        "load",
        "Promise executor in load",
        "items.filter callback in load",
        "then callback in load",
      ],
    ],
    [
      "an IIFE",
      "function f() { (() => 1)(); (function () {}).call(this); (async () => 1)() }",
      ["f", "IIFE in f", "IIFE in f", "IIFE in f"],
    ],
    [
      "by what returns it",
      "const add = (a) => (b) => a + b; function make() { return function () {} }",
      ["add", "(returned) by add", "make", "(returned) by make"],
    ],
    [
      "after the name on either side of a choice",
      "const f = a ? () => 1 : () => 2; const g = h || (() => 3); function k(cb = () => 4) {}",
      ["f", "f", "g", "k", "cb"],
    ],
    ["by the handler's element", "const App = () => <button onClick={() => 1} />", ["App", "<button onClick> in App"]],
  ])("%s", (_, source, expected) => {
    expect(names(source, source.includes("<button") ? "main.jsx" : "main.mjs")).toEqual(expected);
  });
  it("in no more characters than a recording keeps", () => {
    expect(names(`${"a".repeat(150)}.${"b".repeat(150)} = () => 1`)[0]).toHaveLength(200);
  });
});

describe("a function's entry", () => {
  const entry = (source: string, index = 1) => instrumentedOf(source).functions[index]!;
  it.each([
    ["constructor", "class A { constructor() {} }"],
    ["getter", "({ get a() { return 1 } })"],
    ["setter", "({ set a(b) { } })"],
    ["async", "async () => 1"],
    ["generator", "function* f() {}"],
    ["async-generator", "class A { async *f() {} }"],
    ["sync", "class A { f() {} }"],
  ])("is of kind %s", (kind, source) => {
    expect(entry(source).kind).toBe(kind);
  });
  it.each([
    ["class A { static async *f() {} }", "async *f() {}"],
    ["class A { static get f() { return 1 } }", "get f() { return 1 }"],
    ["class A { static async() {} }", "async() {}"],
    ["class A { ['x' + 1]() {} }", "['x' + 1]() {}"],
    ["x = { async [y]() {} }", "async [y]() {}"],
    ["x = { f: async () => 1 }", "async () => 1"],
    ["export default function () {}", "function () {}"],
  ])("of %s covers the text that toString gives", (source, text) => {
    const { start, end, column } = entry(source);
    expect(source.slice(start, end)).toBe(text);
    expect(column).toBe(start + 1);
  });
  it("of the module comes first", () => {
    expect(instrumentedOf("\n\nf()").functions[0]).toEqual({
      name: "main.mjs",
      kind: "module",
      line: 1,
      column: 1,
      start: 0,
      end: 5,
    });
  });
  it.each([
    ["setTimeout(() => 1)", { of: "setTimeout", reason: "timer" }],
    [`socket.on("message", () => 1)`, { of: `socket.on("message")`, reason: "event" }],
    ["p.then(() => 1)", { of: "p.then", reason: "call" }],
    ["queueMicrotask(() => 1)", { of: "queueMicrotask", reason: "call" }],
    ["process.nextTick(() => 1)", { of: "process.nextTick", reason: "call" }],
    [`import fs from "node:fs"; fs.readFile("x", () => 1)`, { of: `fs.readFile("x")`, reason: "file" }],
    [`app.get("/users", () => 1)`, { of: `app.get("/users")`, reason: "event" }],
    ["new Promise(() => 1)", undefined],
    ["items.map(() => 1)", undefined],
    ["const setTimeout = f; setTimeout(() => 1)", undefined],
  ])("of %s says who calls it later", (source, callback) => {
    expect(entry(source).callback).toEqual(callback);
  });
});
