/** Every way in which code can be loaded: it is traced, and runs as before. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsByName, folderWith, functraceRun, NODE_MAJORS, read, runPlain } from "./harness.js";

const common = `function add(a, b) { return a + b }\nconst { twice } = require("./dependency");\nconsole.log(add(1, 2), twice(4), __filename.endsWith("main.cjs"));\n`;
const esm = `import { twice } from "./dependency.mjs";\nexport async function later(x) { await null; return x }\nconsole.log(twice(await later(3)), import.meta.url.endsWith("main.mjs"));\n`;
const typed = `import { twice } from "./dependency.ts";\ninterface Named { readonly name: string }\nfunction greet(who: Named): string { return "hello " + who.name }\nconsole.log(greet({ name: "x" }), twice(2));\nexport type { Named };\n`;

describe.each(NODE_MAJORS)("every kind of module is traced and does what it did (Node %i)", (node) => {
  test.each([
    [
      "CommonJS that requires CommonJS",
      { "main.cjs": common, "dependency.js": "exports.twice = function twice(x) { return 2 * x }" },
      "main.cjs",
      ["add", "twice"],
    ],
    [
      "ESM with top-level await",
      { "main.mjs": esm, "dependency.mjs": "export const twice = (x) => 2 * x" },
      "main.mjs",
      ["later", "twice"],
    ],
    [
      "ESM that imports CommonJS, which requires CommonJS",
      {
        "main.mjs": `import c from "./c.cjs"; function own() {} own(); console.log(c.inner())`,
        "c.cjs": `const d = require("./d.cjs"); exports.inner = () => d.outer()`,
        "d.cjs": `exports.outer = function outer() { return 5 }`,
      },
      "main.mjs",
      ["own", "outer"],
    ],
    [
      "a dynamic import",
      { "main.cjs": `import("./x.mjs").then((x) => console.log(x.one()))`, "x.mjs": "export function one() { return 1 }" },
      "main.cjs",
      ["one"],
    ],
    [
      "a cycle of modules that call each other early",
      {
        "main.mjs": `import { b } from "./b.mjs"; export function a(n) { return n === 0 ? "end" : b(n - 1) } console.log(a(3))`,
        "b.mjs": `import { a } from "./main.mjs"; export function b(n) { return a(n) } try { b(0) } catch (e) { console.log(e.name) } console.log(b(1).length)`,
      },
      "main.mjs",
      ["a", "b"],
    ],
  ])("%s", (_, files, main, names) => {
    const folder = folderWith(files);
    const plain = runPlain(folder, [main], { node });
    const ran = functraceRun(folder, [main], { node });
    expect(ran.stderr).not.toMatch(/Error/);
    expect({ stdout: ran.stdout, code: ran.code }).toEqual({ stdout: plain.stdout, code: 0 });
    expect(Object.keys(callsByName(read(ran.recording)))).toEqual(expect.arrayContaining(names));
  });

  test.each([
    [
      "a TypeScript module",
      {
        "package.json": `{ "type": "module" }`,
        "main.ts": typed,
        "dependency.ts": "export const twice = (x: number): number => 2 * x;",
      },
      "main.ts",
    ],
    [
      "a TypeScript module by its syntax alone",
      { "main.ts": typed, "dependency.ts": "export const twice = (x: number): number => 2 * x;" },
      "main.ts",
    ],
    [
      "a .mts file",
      {
        "main.mts": typed.replace("dependency.ts", "dependency.mts"),
        "dependency.mts": "export const twice = (x: number): number => 2 * x;",
      },
      "main.mts",
    ],
    [
      "a .cts file",
      {
        "main.cts": `const { twice } = require("./d.cts");\nfunction greet(who: string): string { return "hello " + who }\nconsole.log(greet("x"), twice(2) as number);`,
        "d.cts": "exports.twice = function twice(x: number) { return 2 * x };",
      },
      "main.cts",
    ],
  ])("%s, with no other loader", (_, files, main) => {
    const ran = functraceRun(folderWith(files), [main], { node });
    expect(ran.stderr).not.toMatch(/Error/);
    expect(ran.stdout).toBe("hello x 4\n");
    expect(callsByName(read(ran.recording))).toMatchObject({ greet: 1, twice: 1 });
  });

  test("TypeScript that is more than types: enums, namespaces, parameter properties, legacy decorators with metadata", () => {
    const files = {
      "package.json": `{ "type": "module" }`,
      "tsconfig.json": `{ // settings that change what code does\n "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true, } }`,
      "main.ts": `enum Colour { Red = 1, Green }
namespace Shapes { export const sides = (n: number): number => n }
function logged(target: object, name: string, descriptor: PropertyDescriptor) { console.log("decorated", name) }
class Point { constructor(readonly x: number) {} @logged twice(): number { return 2 * this.x } }
console.log(Colour[2], Shapes.sides(3), new Point(4).twice());
`,
    };
    const ran = functraceRun(folderWith(files), ["main.ts"], { node });
    expect(ran.stderr).not.toMatch(/Error/);
    expect(ran.stdout).toBe("decorated twice\nGreen 3 8\n");
    expect(callsByName(read(ran.recording))).toMatchObject({ logged: 1, "new Point": 1, "Point.twice": 1 });
  });

  test("an error in TypeScript says the line that its author wrote", () => {
    const text = `interface A {\n  a: number;\n}\n\nfunction fail(a: A): never {\n  throw new Error("on line " + 6 + a.a);\n}\nfail({ a: 1 });\n`;
    const ran = functraceRun(folderWith({ "main.ts": text }), ["main.ts"], { node, options: ["--no-report"] });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/main\.ts:6/);
    expect(ran.stderr).toMatch(/main\.ts:8/);
  });

  test("JSX and TSX, with a runtime of the program's own", () => {
    const files = {
      "package.json": `{ "type": "module" }`,
      "main.tsx": `import { render } from "./render.jsx";\nfunction Title({ text }: { text: string }) { return <h1>{text}</h1> }\nconsole.log(render(<Title text="hi" />));`,
      "render.jsx": `export function render(node) { return typeof node.type === "function" ? render(node.type(node.props)) : "<" + node.type + ">" + node.props.children }`,
      "node_modules/react/package.json": `{ "name": "react", "exports": { "./jsx-runtime": "./jsx-runtime.js" } }`,
      "node_modules/react/jsx-runtime.js": `exports.jsx = (type, props) => ({ type, props }); exports.jsxs = exports.jsx;`,
    };
    const ran = functraceRun(folderWith(files), ["main.tsx"], { node });
    expect(ran.stdout).toBe("<h1>hi\n");
    expect(callsByName(read(ran.recording))).toMatchObject({ Title: 1, render: 2 });
  });

  test("dependencies run untraced, unless asked for, and own code behind a symbolic link is own code", () => {
    const folder = folderWith({
      "main.cjs": `console.log(require("dep").dep(), require("linked").linked())`,
      "node_modules/dep/index.js": "exports.dep = function dep() { return 1 }",
      "workspace/linked/index.js": "exports.linked = function linked() { return 2 }",
    });
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    symlinkSync(join(folder, "workspace/linked"), join(folder, "node_modules/linked"), "dir");
    const own = callsByName(read(functraceRun(folder, ["main.cjs"], { node }).recording));
    expect(own).toMatchObject({ linked: 1 });
    expect(own).not.toHaveProperty("dep");
    expect(callsByName(read(functraceRun(folder, ["main.cjs"], { node, options: ["--deps=dep"] }).recording))).toMatchObject({
      linked: 1,
      dep: 1,
    });
  });

  test("a file that does not parse runs into Node's own error, and info says why it was not traced", () => {
    const folder = folderWith({ "main.cjs": "function ok() {}\nconst const = 1;\n" });
    const plain = runPlain(folder, ["main.cjs"], { node });
    const ran = functraceRun(folder, ["main.cjs"], { node, options: ["--no-report"] });
    // On Node 20 our hook into CommonJS loading shows in the stack; newer Nodes have hooks that do not.
    const stderr = node === 20 ? ran.stderr.replace(/^ +at Module\._compile \(.*register\.cjs.*\n/m, "") : ran.stderr;
    expect({ code: ran.code, stderr }).toEqual({ code: plain.code, stderr: plain.stderr });
    expect(read(ran.recording).skipped).toEqual([
      { file: join(folder, "main.cjs"), reason: expect.stringMatching(/2:7|line 2/) as string },
    ]);
  });
});
