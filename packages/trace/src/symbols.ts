/**
 * Functions and sites: the tables of every file and thread, merged into one row a function and one a site, and for each
 * process the way from its own ids to those rows. Grows as blocks come in, so that a recording can be read while it is written.
 *
 * Row 0 of both stands for what the recording does not describe, because the block that did is lost.
 */
import type { FunctionsInfo } from "@functrace/format";
import type { FunctionRow, SiteRow } from "./model.js";

/** The row that stands for every function, or site, without a description. */
export const UNKNOWN_ROW = 0;

/** Whether a function was named by hand (`trace("name")`): it has no text of its own. */
export const isByHand = (row: FunctionRow): boolean => row.index !== UNKNOWN_ROW && row.end === 0;

/** The ids of one process as row indexes; an id that is not described, or beyond the array, is UNKNOWN_ROW. */
export interface StreamIds {
  functionRows: Int32Array;
  siteRows: Int32Array;
  /** Where the block that describes a mark begins: there can be as many as calls, so they are read again when they are shown. */
  readonly markBlocks: Map<number, number>;
}

export const noIds = (): StreamIds => ({
  functionRows: new Int32Array(64),
  siteRows: new Int32Array(64),
  markBlocks: new Map(),
});

export class Symbols {
  readonly functions: FunctionRow[] = [
    { index: UNKNOWN_ROW, name: "(unknown)", file: "", line: 0, column: 0, kind: "sync", start: 0, end: 0 },
  ];
  readonly sites: SiteRow[] = [
    { index: UNKNOWN_ROW, kind: "await", function: UNKNOWN_ROW, file: "", line: 0, column: 0, text: "(unknown)" },
  ];
  private readonly functionByKey = new Map<string, number>();
  private readonly siteByKey = new Map<string, number>();

  /** Adds the table of one file as one thread loaded it. */
  add(info: FunctionsInfo, ids: StreamIds): void {
    const functionRows = info.functions.map((entry) => {
      const key = `${info.file}\0${entry.line}\0${entry.column}\0${entry.name}\0${entry.kind}`;
      return this.row(this.functionByKey, key, () => {
        const row: FunctionRow = { index: this.functions.length, file: info.file, ...entry };
        this.functions.push(row);
        return row.index;
      });
    });
    const siteRows: number[] = [];
    for (const entry of info.sites) {
      const holder = functionRows[entry.function] ?? UNKNOWN_ROW;
      const key = `${holder}\0${info.file}\0${entry.line}\0${entry.column}\0${entry.kind}`;
      const { independentOf: _, ...described } = entry;
      const before = entry.independentOf?.map((index) => siteRows[index]).filter((row) => row !== undefined);
      siteRows.push(
        this.row(this.siteByKey, key, () => {
          const index = this.sites.length;
          const row = { ...described, index, function: holder, file: info.file };
          this.sites.push(before === undefined ? row : { ...row, independentOf: before });
          return index;
        }),
      );
    }
    ids.functionRows = place(ids.functionRows, info.functionBase, functionRows);
    ids.siteRows = place(ids.siteRows, info.siteBase, siteRows);
  }

  private row(byKey: Map<string, number>, key: string, make: () => number): number {
    let index = byKey.get(key);
    if (index === undefined) byKey.set(key, (index = make()));
    return index;
  }
}

function place(into: Int32Array, base: number, rows: readonly number[]): Int32Array {
  let target = into;
  if (base + rows.length > target.length) {
    target = new Int32Array(Math.max(base + rows.length, target.length * 2));
    target.set(into);
  }
  target.set(rows, base);
  return target;
}
