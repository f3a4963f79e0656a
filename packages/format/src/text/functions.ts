/**
 * Lines of a `functions` block: functions, then the sites within them, each under the id that events call it by.
 *
 *     functions 100/0 ack.ts
 *       f1 async readResponse 10:3 @120-240
 *       f2 sync (callback) 12:20 callback setTimeout timer
 *       s1 await f1 12:9 "sleep(250)" callee sleep reason timer
 *       s2 for-await f1 14:5 lines independent s1 loop
 */
import { FUNCTION_KINDS, SITE_KINDS, WAIT_REASONS, type FunctionEntry, type FunctionsInfo, type SiteEntry } from "../metadata.js";
import { hyphenated, quote, type Tokens } from "./tokens.js";

/** What the block's first line says: `functions 100/0 ack.ts`, and the bases where no function or no site shows them. */
export interface FunctionsHead {
  readonly file: string;
  readonly functionBase: number | undefined;
  readonly siteBase: number | undefined;
}

export function parseFunctionsHead(tokens: Tokens): FunctionsHead {
  const file = tokens.needString("the file, such as ack.ts");
  const functionBase = tokens.peek()?.startsWith("f") ? tokens.needNumber("f", "the first function id, such as f1") : undefined;
  const siteBase = tokens.peek()?.startsWith("s") ? tokens.needNumber("s", "the first site id, such as s1") : undefined;
  tokens.end();
  return { file, functionBase, siteBase };
}

/** The block of a head and the lines beneath it. Ids must be dense; without lines, the bases are 1. */
export function parseFunctions(head: FunctionsHead, lines: readonly Tokens[]): FunctionsInfo {
  const functionBase = head.functionBase ?? firstId(lines, "f") ?? 1;
  const siteBase = head.siteBase ?? firstId(lines, "s") ?? 1;
  const functions: FunctionEntry[] = [];
  const sites: SiteEntry[] = [];
  for (const tokens of lines) {
    const isFunction = tokens.peek()?.startsWith("f") === true;
    const [list, mark, base] = isFunction ? ([functions, "f", functionBase] as const) : ([sites, "s", siteBase] as const);
    const id = tokens.needNumber(mark, "a function such as f1, or a site such as s1");
    if (id !== base + list.length)
      tokens.fail(`${mark}${id} is out of turn`, `write ${mark}${base + list.length}: ids of a block are dense`);
    if (isFunction) functions.push(parseFunction(tokens));
    else sites.push(parseSite(tokens, functionBase, siteBase));
    tokens.end();
  }
  return { file: head.file, functionBase, siteBase, functions, sites };
}

function firstId(lines: readonly Tokens[], mark: string): number | undefined {
  const token = lines.map((tokens) => tokens.peek()).find((first) => first?.startsWith(mark));
  return token === undefined ? undefined : Number(token.slice(1));
}

function parseFunction(tokens: Tokens): FunctionEntry {
  const kind = tokens.needOneOf(FUNCTION_KINDS, "a kind of function");
  const name = tokens.needString("the function's name");
  const { line, column } = parsePlace(tokens);
  const [start, end] = parseExtent(tokens);
  if (!tokens.skip("callback")) return { name, kind, line, column, start, end };
  const of = tokens.needString("what it is given to, such as setTimeout");
  return { name, kind, line, column, start, end, callback: { of, reason: tokens.needOneOf(WAIT_REASONS, "a reason") } };
}

function parseSite(tokens: Tokens, functionBase: number, siteBase: number): SiteEntry {
  const kind = tokens.needOneOf(SITE_KINDS, "a kind of site");
  const holder = tokens.needNumber("f", "the function that holds it, such as f1") - functionBase;
  const { line, column } = parsePlace(tokens);
  const text = tokens.needString("the operand's source");
  return {
    kind,
    function: holder,
    line,
    column,
    text,
    ...(tokens.skip("callee") && { callee: tokens.needString("the callee's name") }),
    ...(tokens.skip("reason") && { reason: tokens.needOneOf(WAIT_REASONS, "a reason") }),
    ...(tokens.skip("independent") && { independentOf: parseSiteIds(tokens).map((id) => id - siteBase) }),
    ...(tokens.skip("loop") && { loop: true as const }),
  };
}

function parsePlace(tokens: Tokens): { line: number; column: number } {
  const token = tokens.need("a line and column, such as 10:3");
  const match = /^(\d+):(\d+)$/.exec(token) ?? tokens.fail(`${token} is no place`, "write a line and column, such as 10:3");
  return { line: Number(match[1]), column: Number(match[2]) };
}

/** `@120-240`; without it, 0 and 0. */
function parseExtent(tokens: Tokens): [start: number, end: number] {
  if (!tokens.peek()?.startsWith("@")) return [0, 0];
  const token = tokens.need("an extent");
  const match =
    /^@(\d+)-(\d+)$/.exec(token) ??
    tokens.fail(`${token} is no extent`, "write the offsets of the function's text, such as @120-240");
  return [Number(match[1]), Number(match[2])];
}

function parseSiteIds(tokens: Tokens): number[] {
  const token = tokens.need("sites, such as s1,s2");
  const match = /^s\d+(?:,s\d+)*$/.exec(token) ?? tokens.fail(`${token} is no list of sites`, "write sites, such as s1,s2");
  return match[0].split(",").map((id) => Number(id.slice(1)));
}

/** What follows `functions 100/0` on the block's first line, and the lines beneath it. */
export function printFunctions(info: FunctionsInfo): string[] {
  const { functionBase, siteBase } = info;
  const head = [quote(info.file)];
  if (info.functions.length === 0 && functionBase !== 1) head.push(`f${functionBase}`);
  if (info.sites.length === 0 && siteBase !== 1) head.push(`s${siteBase}`);
  return [
    head.join(" "),
    ...info.functions.map((entry, index) => `f${functionBase + index} ${printFunction(entry)}`),
    ...info.sites.map((entry, index) => `s${siteBase + index} ${printSite(entry, functionBase, siteBase)}`),
  ];
}

function printFunction(entry: FunctionEntry): string {
  const { name, kind, line, column, start, end, callback } = entry;
  const words = [hyphenated(kind), quote(name), `${line}:${column}`];
  if (start !== 0 || end !== 0) words.push(`@${start}-${end}`);
  if (callback !== undefined) words.push("callback", quote(callback.of), hyphenated(callback.reason));
  return words.join(" ");
}

function printSite(entry: SiteEntry, functionBase: number, siteBase: number): string {
  const words = [hyphenated(entry.kind), `f${functionBase + entry.function}`, `${entry.line}:${entry.column}`, quote(entry.text)];
  if (entry.callee !== undefined) words.push("callee", quote(entry.callee));
  if (entry.reason !== undefined) words.push("reason", hyphenated(entry.reason));
  if (entry.independentOf !== undefined)
    words.push("independent", entry.independentOf.map((index) => `s${siteBase + index}`).join(","));
  if (entry.loop === true) words.push("loop");
  return words.join(" ");
}
