/** TypeScript: edited as TypeScript, then stripped by Node or by us; columns still lead to the author's source. */
import { SourceMap } from "node:module";
import { describe, expect, it } from "vitest";
import { originalText, stripTypes } from "../src/index.ts";
import { nodeBinary } from "../../../scripts/node-versions.mjs";
import { instrumentedOf, names, run } from "./harness.ts";

const ERASABLE = `import type { Foo } from "./foo.ts";
declare module "x" { export function f(): void }
declare function ambient(a: number): string;
abstract class Shape<T> { abstract area(): number; declare tag: string; constructor(readonly_: T) { void readonly_ } describe(this: Shape<T>): string; describe(): string { return \`\${this.area()} of \${(this.constructor as { name: string }).name}\` } }
class Square extends Shape<number> { side: number = 2; #s!: string; constructor() { super(1); this.#s = "s" } override area(): number { return this.side ** 2 } get secret(): string { return this.#s } static make = <T,>(x: T): T => x }
function over(a: number): number; function over(a: string): string;
function over(a: unknown): unknown { return <unknown>a as never }
const assertIt = (x: unknown): asserts x is string => { if (typeof x !== "string") throw new Error("no") };
const gen = async <T extends Foo>(x: T) => await (x satisfies T)!;
interface Foo2 { m(): void } type Fn = () => void;
console.log(new Square().describe(), new Square().secret, over(3), Square.make("m"), Square.name, assertIt.name);
gen({ a: 1 } as Foo & { a: number }).then((v) => console.log(v));
`;

describe("TypeScript", () => {
  it("names its functions, without those that have no body", () => {
    expect(names(ERASABLE, "main.ts")).toEqual(
      [
        "new Shape",
        "Shape.describe",
        "new Square",
        "Square.area",
        "get Square.secret",
        "Square.make",
        "over",
        "assertIt",
        "gen",
        "p.then callback in main.ts",
      ].map((name) => (name === "p.then callback in main.ts" ? "then callback in main.ts" : name)),
    );
  });

  it("runs the same after our stripping", () => {
    const plain = stripTypes(ERASABLE, { file: "/x/main.mts", format: "module" });
    const traced = stripTypes(instrumentedOf(ERASABLE, "main.mts").code(0, 0), { file: "/x/main.mts", format: "module" });
    if (plain.kind !== "stripped" || traced.kind !== "stripped") throw new Error("not stripped");
    const before = run(plain.code, "main.mjs", false);
    const after = run(traced.code, "main.mjs", true);
    expect(before.output).toBe("4 of Square s 3 m Square assertIt\n{ a: 1 }\n");
    expect(after.output).toBe(before.output);
    expect(after.report?.problems).toEqual([]);
  });

  it("runs the same after Node's own stripping", () => {
    const code = instrumentedOf(ERASABLE.replaceAll("<unknown>a as never", "a as never"), "main.mts").code(0, 0);
    const after = run(code, "main.mts", true, ["--disable-warning=ExperimentalWarning"], nodeBinary(24));
    expect(after.output).toBe("4 of Square s 3 m Square assertIt\n{ a: 1 }\n");
    expect(after.report?.problems).toEqual([]);
  });

  it("keeps super() where compilers look for it", () => {
    const source = `class A {} class B extends A { y = 1; constructor(private x: number) { super(); console.log(this.x, this.y) } } enum E { A = (() => 3)(), B = 4 } namespace N { export const f = () => E.B } new B(E.A); console.log(N.f())`;
    const stripped = stripTypes(instrumentedOf(source, "main.mts").code(0, 0), { file: "/x/main.mts", format: "module" });
    if (stripped.kind !== "stripped") throw new Error(stripped.reason);
    const { output, report } = run(stripped.code, "main.mjs", true);
    expect(output).toBe("3 1\n4\n");
    expect(report?.problems).toEqual([]);
  });

  it("emits the metadata of decorators, as the program's framework needs", () => {
    const source = `const seen: unknown[] = [];
(Reflect as any).metadata = (key: string, value: unknown[]) => (target: object, member?: string) => { seen.push(key, [value].flat().map((v: any) => v?.name), member) };
function Inject(): ClassDecorator { return (target) => { seen.push(target.name) } }
function Param(name: string): ParameterDecorator { return (target, member, index) => { seen.push(name, member, index) } }
function Sealed(target: object, member: string, descriptor: PropertyDescriptor) { descriptor.writable = false }
class Dep {}
@Inject()
export class Service { constructor(private dep: Dep) {} @Sealed get(@Param("id") id: string): number { return this.dep ? 1 : 2 } }
console.log(JSON.stringify(seen), Object.getOwnPropertyDescriptor(Service.prototype, "get")!.writable);`;
    const options = { file: "/x/main.mts", format: "module", experimentalDecorators: true, emitDecoratorMetadata: true } as const;
    const stripped = stripTypes(instrumentedOf(source, "main.mts").code(0, 0), options);
    if (stripped.kind !== "stripped") throw new Error(stripped.reason);
    const { output, report } = run(stripped.code, "main.mjs", true);
    expect(output).toBe(
      `["design:returntype",["Number"],"get","design:paramtypes",["String"],"get","design:type",["Function"],"get","id","get",0,"design:paramtypes",["Dep"],null,"Service"] false\n`,
    );
    expect(report?.problems).toEqual([]);
  });

  it("turns JSX into calls of the automatic runtime", () => {
    const stripped = stripTypes(instrumentedOf("export const App = () => <a b={() => 1} />", "main.tsx").code(0, 0), {
      file: "/x/main.tsx",
      format: "module",
      jsxImportSource: "preact",
    });
    expect(stripped.kind === "stripped" && stripped.code).toContain(`from "preact/jsx-runtime"`);
  });

  it("leads back to the line and column that the author wrote", () => {
    const source = `const a: number = 1;\nexport const f = async (x: number): Promise<number> => { await g(x); return first(x) + second(x) };\nfunction g(y?: number): void { third(y) }\n`;
    const stripped = stripTypes(instrumentedOf(source, "main.ts").code(7, 9), { file: "/x/main.ts", format: "module" });
    if (stripped.kind !== "stripped") throw new Error(stripped.reason);
    const map = new SourceMap({
      ...stripped.map,
      file: "",
      sourceRoot: "",
      names: [],
      sources: [...stripped.map.sources],
      sourcesContent: [...(stripped.map.sourcesContent ?? [])],
    });
    const lines = stripped.code.split("\n");
    for (const word of ["first(", "second(", "third(", "g(x)"]) {
      const line = lines.findIndex((text) => text.includes(word));
      const { originalLine, originalColumn, originalSource } = map.findEntry(line, lines[line]!.indexOf(word)) as {
        originalLine: number;
        originalColumn: number;
        originalSource: string;
      };
      const expected = source.slice(0, source.indexOf(word)).split("\n");
      expect([word, originalLine, originalColumn, originalSource]).toEqual([
        word,
        expected.length - 1,
        expected[expected.length - 1]!.length,
        "/x/main.ts",
      ]);
    }
    expect(stripped.map.sourcesContent).toEqual([source]);
  });

  it("says why it cannot be stripped", () => {
    expect(stripTypes("const x: = 1", { file: "main.ts", format: "module" })).toMatchObject({
      kind: "failed",
      reason: expect.any(String) as string,
    });
  });

  it("written for a bundler, with ES module syntax in a CommonJS package, is still instrumented", () => {
    const code = instrumentedOf(`import { x } from "./x"; export const f = () => x`, "main.cts").code(0, 0);
    expect(originalText(code)).toContain("export const f");
  });
});
