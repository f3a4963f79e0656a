/** Columns of text under headings, fitted to the screen. */
import type { Screen } from "./screen.js";
import { fit, padLeft, padRight, textWidth } from "./width.js";

export interface Column {
  readonly heading: string;
  readonly align: "left" | "right";
  readonly cells: readonly string[];
  /** Applied to a padded cell. */
  readonly paint?: (cell: string, row: number) => string;
  /** May be cut to this many columns; a column without it is never cut. */
  readonly widthMin?: number;
  /** How it is cut; in the middle, unless said otherwise. */
  readonly cut?: (cell: string, width: number) => string;
}

const GAP = "  ";

/** Columns that `columns` need at least, gaps included. */
export function tableWidthMin(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + Math.min(column.widthMin ?? Infinity, naturalWidth(column)) + GAP.length, 0);
}

/** The lines of the table, its headings first. */
export function tableLines(columns: readonly Column[], screen: Screen): string[] {
  const widths = fittedWidths(columns, screen.width);
  const rows = columns[0]?.cells.length ?? 0;
  const lines = [screen.colours.dim(line(columns.map((column, index) => pad(column.heading, widths[index]!, column.align))))];
  for (let row = 0; row < rows; row++) {
    lines.push(
      line(
        columns.map((column, index) => {
          const cell = pad((column.cut ?? fit)(column.cells[row]!, widths[index]!), widths[index]!, column.align);
          // The last column is not padded: no line ends in blanks.
          const text = index === columns.length - 1 && column.align === "left" ? cell.trimEnd() : cell;
          return column.paint?.(text, row) ?? text;
        }),
      ),
    );
  }
  return lines;
}

function line(cells: readonly string[]): string {
  return (GAP + cells.join(GAP)).trimEnd();
}

function pad(text: string, width: number, align: "left" | "right"): string {
  return align === "left" ? padRight(text, width) : padLeft(text, width);
}

function naturalWidth(column: Column): number {
  return column.cells.reduce((widest, cell) => Math.max(widest, textWidth(cell)), textWidth(column.heading));
}

/** Takes what is too much from the columns that may be cut, from the widest first. */
function fittedWidths(columns: readonly Column[], width: number): number[] {
  const widths = columns.map(naturalWidth);
  let excess = widths.reduce((sum, each) => sum + each + GAP.length, 0) - width;
  while (excess > 0) {
    let widest = -1;
    columns.forEach((column, index) => {
      if (column.widthMin === undefined || widths[index]! <= column.widthMin) return;
      if (widest === -1 || widths[index]! > widths[widest]!) widest = index;
    });
    if (widest === -1) break;
    widths[widest]!--;
    excess--;
  }
  return widths;
}
