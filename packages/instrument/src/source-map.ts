/**
 * A source map that leads into instrumented text, turned into one that leads to the original.
 *
 * Inserts have no line breaks, so that lines are right and only columns are to be moved. The format: base-64 VLQ differences,
 * `;` between lines and `,` between segments (https://tc39.es/ecma426/).
 */
import { MARKER } from "./marker.js";

export interface SourceMap {
  readonly version: number;
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** @param marked the instrumented text with its markers; the map is of the same text without them. */
export const towardsOriginal = (map: SourceMap, marked: string): SourceMap => {
  const lines = marked.split(/\r\n?|[\n\u2028\u2029]/);
  const columns = new Map<number, Int32Array>();
  const columnsOf = (line: number): Int32Array => {
    const known = columns.get(line) ?? originalColumns(lines[line] ?? "");
    columns.set(line, known);
    return known;
  };
  // Running values of the map as it is read, and the original column as it is written.
  let source = { line: 0, column: 0 };
  let written = 0;
  const mappings = map.mappings.replace(/[^;,]+/g, (segment) => {
    const fields = decode(segment);
    if (fields.length < 4) return segment;
    source = { line: source.line + fields[2]!, column: source.column + fields[3]! };
    const known = columnsOf(source.line);
    const column = source.column < known.length ? known[source.column]! : source.column;
    fields[3] = column - written;
    written = column;
    return fields.map(encode).join("");
  });
  return { ...map, mappings };
};

/** For each column of the line without its markers: its column without the inserts too. */
const originalColumns = (line: string): Int32Array => {
  const parts = line.split(MARKER);
  const columns = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0) + 1);
  let from = 0;
  let to = 0;
  parts.forEach((part, index) => {
    const isInsert = index % 2 === 1;
    for (let i = 0; i < part.length; i++) columns[from++] = isInsert ? to : to++;
  });
  columns[from] = to;
  return columns;
};

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const decode = (segment: string): number[] => {
  const fields: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    fields.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return fields;
};

const encode = (field: number): string => {
  let rest = field < 0 ? (-field << 1) | 1 : field << 1;
  let digits = "";
  do {
    const bits = rest & 31;
    rest >>>= 5;
    digits += DIGITS[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return digits;
};
