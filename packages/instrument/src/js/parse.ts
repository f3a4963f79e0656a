/**
 * Source text → syntax tree, with the fastest parser that this Node and this language allow.
 *
 * oxc-parser for everything where it can hand its tree over raw (Node ≥ 22); acorn for plain JavaScript on Node 20, where
 * oxc's JSON costs more than acorn's own parse; oxc by JSON for the rest. Parsers are loaded when first needed. The
 * loader is made with `createRequire(import.meta.url)`, which bundlers keep working in CommonJS output; a bundle must leave
 * `oxc-parser` and `acorn` outside.
 */
import { createRequire } from "node:module";
import { mayExhaustStack } from "./depth.js";
import type { Node, Program } from "./nodes.js";

export type Language = "js" | "jsx" | "ts" | "tsx";
export type ModuleFormat = "module" | "commonjs";

export interface Parsed {
  readonly kind: "parsed";
  readonly program: Program;
  /** What it was parsed as: `module` also for CommonJS that has ES module syntax. */
  readonly format: ModuleFormat;
}

export interface NotParsed {
  readonly kind: "unparsed";
  /** One line for a person. */
  readonly reason: string;
}

/** The part of oxc-parser that is used; its own types need the whole tree's. */
interface Oxc {
  parseSync(file: string, source: string, options: Readonly<Record<string, unknown>>): OxcResult;
  rawTransferSupported(): boolean;
}

interface OxcResult {
  readonly program: Node;
  readonly errors: readonly OxcError[];
}

interface OxcError {
  readonly severity: string;
  readonly message: string;
  readonly labels: readonly { readonly start: number }[];
}

interface Acorn {
  parse(source: string, options: Readonly<Record<string, unknown>>): Node;
}

const require = createRequire(import.meta.url);

const EXTENSIONS: Readonly<Record<string, Language>> = {
  js: "js",
  mjs: "js",
  cjs: "js",
  jsx: "jsx",
  ts: "ts",
  mts: "ts",
  cts: "ts",
  tsx: "tsx",
};

/** The language that a path or URL names by its extension; JavaScript where it names none. */
export const languageOf = (file: string): Language => {
  const extension = /\.([cm]?[jt]sx?)(?:[?#].*)?$/.exec(file)?.[1];
  return (extension && EXTENSIONS[extension]) || "js";
};

/** Parses, or says why not; never throws. */
export const parse = (source: string, language: Language, format: ModuleFormat): Parsed | NotParsed => {
  const first = parseAs(source, language, format);
  if (first.kind === "parsed" || format === "module") return first;
  // ES module syntax in a file that is said to be CommonJS: a transpiler, or Node's own detection, is still to come.
  const second = parseAs(source, language, "module");
  return second.kind === "parsed" ? second : first;
};

const parseAs = (source: string, language: Language, format: ModuleFormat): Parsed | NotParsed => {
  if (language === "js" && (!rawTransfer || !loadOxc()?.rawTransferSupported() || mayExhaustStack(source)))
    return parseWithAcorn(source, format);
  return loadOxc()
    ? parseWithOxc(source, language, format)
    : { kind: "unparsed", reason: `${language} needs oxc-parser, which has no binary for this platform: ${oxcMissing}` };
};

let oxc: Oxc | undefined;
let oxcMissing = "";
/** Cleared when this process turns out to lack the address space that the raw transfer reserves. */
let rawTransfer = Number.parseInt(process.versions.node, 10) >= 22;

const loadOxc = (): Oxc | undefined => {
  if (oxc || oxcMissing) return oxc;
  try {
    oxc = require("oxc-parser") as Oxc;
  } catch (error) {
    oxcMissing = messageOf(error);
    rawTransfer = false;
  }
  return oxc;
};

const parseWithOxc = (source: string, language: Language, format: ModuleFormat): Parsed | NotParsed => {
  const isTypeScript = language === "ts" || language === "tsx";
  const options = {
    lang: language,
    sourceType: format,
    astType: isTypeScript ? "ts" : "js",
    preserveParens: true,
    // Early errors must stay the program's own: a file that has some is left to V8's message. What is more than that in
    // TypeScript, its compiler may complain of; the program runs all the same.
    showSemanticErrors: !isTypeScript,
  };
  const result = transfer(source, options);
  if ("reason" in result) return { kind: "unparsed", reason: result.reason };
  const error = result.errors.find(({ severity }) => severity === "Error");
  if (error) return { kind: "unparsed", reason: at(source, error.labels[0]?.start ?? 0, error.message) };
  return { kind: "parsed", program: result.program as Program, format };
};

const transfer = (source: string, options: Readonly<Record<string, unknown>>): OxcResult | { readonly reason: string } => {
  const parser = oxc!;
  if (rawTransfer && parser.rawTransferSupported()) {
    try {
      return parser.parseSync("", source, { ...options, experimentalRawTransfer: true });
    } catch (error) {
      if (isTooDeep(error)) return { reason: messageOf(error) };
      rawTransfer = false;
    }
  }
  try {
    return parser.parseSync("", source, options);
  } catch (error) {
    return { reason: messageOf(error) };
  }
};

const isTooDeep = (error: unknown): boolean => error instanceof RangeError && error.message.includes("call stack");

let acorn: Acorn | undefined;

const parseWithAcorn = (source: string, format: ModuleFormat): Parsed | NotParsed => {
  try {
    acorn ??= require("acorn") as Acorn;
    const program = acorn.parse(source, { ecmaVersion: "latest", sourceType: format, preserveParens: true, allowHashBang: true });
    return { kind: "parsed", program: program as Program, format };
  } catch (error) {
    const { pos } = error as { readonly pos?: number };
    const message = messageOf(error);
    return { kind: "unparsed", reason: pos === undefined ? message : at(source, pos, message.replace(/ \(\d+:\d+\)$/, "")) };
  }
};

const at = (source: string, offset: number, message: string): string => {
  const before = source.slice(0, offset).split(/\r\n?|[\n\u2028\u2029]/);
  return `${before.length}:${before[before.length - 1]!.length + 1}: ${message}`;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!;
