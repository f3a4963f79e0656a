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

describe("real files survive", () => {
  it.each(CORPORA)("$of", ({ files }) => {
    let instrumented = 0;
    for (const path of files) {
      const source = readFileSync(path, "utf8");
      const isModule = /^\s*(?:import|export)\b/m.test(source) && !path.endsWith(".cjs");
      const result = instrument(source, { file: path, format: isModule ? "module" : "commonjs" });
      if (result.kind === "untouched") {
        expect(result.reason, path).toMatch(/already|__ft_/);
        continue;
      }
      instrumented++;
      const code = result.code(1, 1);
      expect(originalText(code) === source, path).toBe(true);
      expect(code.split("\n").length, path).toBe(source.split("\n").length);
      const sourceType = isModule ? "module" : "commonjs";
      const before = parseSync(path, source, { sourceType });
      const after = parseSync(path, code, { sourceType, showSemanticErrors: true });
      expect(
        after.errors.map(({ message }) => message),
        path,
      ).toEqual([]);
      expect(result.functions.length - 1, path).toBe(countFunctions(before.program));
    }
    expect(instrumented).toBeGreaterThan(0);
  });
});

/** Types without code, whatever their children. */
const WITHOUT_CODE =
  /^(?:TS.*|JSX(?:Closing.*|MemberExpression|NamespacedName)|(?:Break|Continue)Statement|Export(?:All.*|Specifier)|Import(?:Attribute|.*Specifier|Declaration)|MetaProperty|V8IntrinsicExpression)$/;
/** Children that are names, types or literals. */
const NO_CODE =
  /^(?:id|label|source|specifiers|attributes|quasis|typeAnnotation|typeParameters|typeArguments|returnType|superTypeArguments|implements)$/;

describe("the table of children", () => {
  it("misses nothing that can hold code, by the parser's own table", () => {
    for (const [type, keys] of Object.entries(visitorKeys)) {
      if (type in CHILD_KEYS || !WITHOUT_CODE.test(type)) {
        const ours = CHILD_KEYS[type] ?? [];
        // A JSX element's name, and a fragment's tags, are no code either.
        const missing = keys.filter(
          (key) =>
            !ours.includes(key) && !NO_CODE.test(key) && !(type.startsWith("JSX") && /^(?:name|opening.*|closing.*)$/.test(key)),
        );
        expect(
          missing.filter((key) => !(type.startsWith("TS") && /^(?:members|expression|global)$/.test(key))),
          type,
        ).toEqual([]);
      }
    }
  });
  it("names only children that exist", () => {
    for (const [type, keys] of Object.entries(CHILD_KEYS)) {
      const theirs: readonly string[] | undefined = (visitorKeys as Readonly<Record<string, readonly string[]>>)[type];
      expect(theirs, type).toBeDefined();
      for (const key of keys) expect(theirs, `${type}.${key}`).toContain(key);
    }
  });
});
