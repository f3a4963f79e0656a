/** Offsets into lines and columns, both from 1, as JavaScript counts lines. */

export interface LineTable {
  lineOf(offset: number): number;
  columnOf(offset: number): number;
}

const LINE_BREAK = /\r\n?|[\n\u2028\u2029]/g;
const UNUSUAL_BREAK = /[\r\u2028\u2029]/;

const lineStarts = (source: string): readonly number[] => {
  const starts = [0];
  if (UNUSUAL_BREAK.test(source)) for (const match of source.matchAll(LINE_BREAK)) starts.push(match.index + match[0].length);
  else for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
};

export const lineTable = (source: string): LineTable => {
  const starts = lineStarts(source);
  /** The last line that starts at or before the offset. */
  const find = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    lineOf: (offset) => find(offset) + 1,
    columnOf: (offset) => offset - starts[find(offset)]! + 1,
  };
};
