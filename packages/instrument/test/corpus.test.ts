/**
 * Real files: each parses again, gives back its original, keeps its lines, and has all its functions.
 *
 * The counts are another reading of the same tree: oxc-parser's own visitor, which shares nothing with our walk.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { parseSync, Visitor, visitorKeys } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { instrument, originalText } from "../src/index.ts";
import { CHILD_KEYS } from "../src/js/keys.ts";

const require = createRequire(import.meta.url);
const folderOf = (specifier: string): string => dirname(require.resolve(`${specifier}/package.json`));

/** All source files below a folder, the largest left out: their time is better spent elsewhere. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(path);
    return /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path) ? [path] : [];
  });

interface Corpus {
  readonly of: string;
  readonly files: readonly string[];
}

const repository = join(import.meta.dirname, "../../..");
const CORPORA: readonly Corpus[] = [
  { of: "acorn", files: filesIn(folderOf("acorn")) },
  { of: "vitest", files: filesIn(join(repository, "node_modules/vitest/dist")) },
  { of: "chai", files: filesIn(join(repository, "node_modules/chai")) },
  { of: "commander", files: filesIn(join(repository, "node_modules/commander")) },
  { of: "rolldown", files: filesIn(join(repository, "node_modules/rolldown/dist")) },
  {
    of: "functrace's own TypeScript",
    files: filesIn(join(repository, "packages")).filter((path) => path.includes("/src/") && extname(path) === ".ts"),
  },
  { of: "the TypeScript compiler", files: [join(repository, "node_modules/typescript/lib/typescript.js")] },
];

/** Functions with bodies, by the parser's own visitor. */
const countFunctions = (program: Parameters<Visitor["visit"]>[0]): number => {
  let count = 0;
  const add = (): void => void count++;
  new Visitor({ FunctionDeclaration: add, FunctionExpression: add, ArrowFunctionExpression: add }).visit(program);
  return count;
};

/** What is wrong with the instrumented form of a file; `skipped` where it rightly has none. */
const problemsOf = (path: string): string[] | "skipped" => {
  const source = readFileSync(path, "utf8");
  const isModule = /^\s*(?:import|export)\b/m.test(source) && !path.endsWith(".cjs");
  const result = instrument(source, { file: path, format: isModule ? "module" : "commonjs" });
  if (result.kind === "untouched") return /already|__ft_/.test(result.reason) ? "skipped" : [`${path}: ${result.reason}`];
  const code = result.code(1, 1);
  const sourceType = isModule ? "module" : "commonjs";
  const count = countFunctions(parseSync(path, source, { sourceType }).program);
  const problems = parseSync(path, code, { sourceType, showSemanticErrors: true }).errors.map(({ message }) => message);
  if (originalText(code) !== source) problems.push("the original cannot be had back");
  if (code.split("\n").length !== source.split("\n").length) problems.push("lines have moved");
  if (result.functions.length - 1 !== count) problems.push(`${count} functions, of which ${result.functions.length - 1} found`);
  return problems.map((problem) => `${path}: ${problem}`);
};

describe("real files survive", () => {
  it.each(CORPORA)("$of", ({ files }) => {
    const results = files.map(problemsOf).filter((problems) => problems !== "skipped");
    expect(results.flat()).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
  });
});

/** Types without code, whatever their children. */
const WITHOUT_CODE =
  /^(?:TS.*|JSX(?:Closing.*|MemberExpression|NamespacedName)|(?:Break|Continue)Statement|Export(?:All.*|Specifier)|Import(?:Attribute|.*Specifier|Declaration)|MetaProperty|V8IntrinsicExpression)$/;
/** Children that are names, types or literals. */
const NO_CODE =
  /^(?:id|label|source|specifiers|attributes|quasis|typeAnnotation|typeParameters|typeArguments|returnType|superTypeArguments|implements)$/;

describe("the table of children", () => {
  const theirs: Readonly<Record<string, readonly string[]>> = visitorKeys;

  it("misses nothing that can hold code, by the parser's own table", () => {
    const missing = Object.entries(theirs).flatMap(([type, keys]) => {
      if (!(type in CHILD_KEYS) && WITHOUT_CODE.test(type)) return [];
      // A JSX element's name and a fragment's tags are no code, nor is what a TypeScript declaration says beside its body.
      const noCode = type.startsWith("JSX")
        ? /^(?:name|opening.*|closing.*)$/
        : type.startsWith("TS")
          ? /^(?:members|expression|global)$/
          : NO_CODE;
      const ours = CHILD_KEYS[type] ?? [];
      return keys.filter((key) => !ours.includes(key) && !NO_CODE.test(key) && !noCode.test(key)).map((key) => `${type}.${key}`);
    });
    expect(missing).toEqual([]);
  });

  it("names only children that exist", () => {
    const unknown = Object.entries(CHILD_KEYS).flatMap(([type, keys]) =>
      keys.filter((key) => !theirs[type]?.includes(key)).map((key) => `${type}.${key}`),
    );
    expect(unknown).toEqual([]);
  });
});
