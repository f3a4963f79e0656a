/** The table of functions. */
import { type Analysis, durationText, type FunctionSummary, numberText } from "@functrace/trace";
import type { ReportOptions } from "../commands/report.js";
import { readAnalysis } from "../recording/read.js";
import type { SortKey } from "../options/sort.js";
import { writeJson, writeOut } from "../terminal/output.js";
import { type Screen, screenOf } from "../terminal/screen.js";
import { type Column, tableLines, tableWidthMin } from "../terminal/table.js";
import { fitEnd, wrap } from "../terminal/width.js";
import { warn } from "../terminal/warn.js";
import { emptyText } from "./empty.js";
import { headline, lossLines } from "./headline.js";
import { functionJson, nameText, placeText } from "./row.js";

export async function report(asked: string, options: ReportOptions): Promise<void> {
  const { analysis } = await readAnalysis(asked, options);
  warn(lossLines(analysis));
  const rows = sorted(
    analysis.summaries.filter((summary) => summary.total_ns >= (options.min ?? 0)),
    options.sort,
  );
  if (options.json) return writeJson({ functions: rows.slice(0, options.limit).map(functionJson) });
  const screen = screenOf(process.stdout);
  await writeOut(`${reportLines(analysis, rows, options.limit, screen).join("\n")}\n`);
}

function sorted(summaries: readonly FunctionSummary[], key: SortKey): FunctionSummary[] {
  const byPlace = (a: FunctionSummary, b: FunctionSummary): number =>
    order(a.function.file, b.function.file) || a.function.line - b.function.line;
  // Numbers from the largest; what is equal keeps one order in every run.
  return summaries.toSorted((a, b) => {
    if (key === "file") return byPlace(a, b);
    if (key === "name") return order(a.function.name, b.function.name) || byPlace(a, b);
    return b[key] - a[key] || b.total_ns - a.total_ns || byPlace(a, b);
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reportLines(analysis: Analysis, rows: readonly FunctionSummary[], limit: number, screen: Screen): string[] {
  const lines = [headline(analysis, screen), ""];
  if (rows.length === 0) return [...lines, emptyText(analysis)];
  const shown = rows.slice(0, limit);
  const { columns, hidden } = fittingColumns(functionColumns(analysis, shown, screen), screen.width);
  lines.push(...tableLines(columns, screen));
  const left = rows.length - shown.length;
  const notes = [
    ...(left > 0 ? [`… and ${numberText(left)} more ${left === 1 ? "function" : "functions"} (--limit 0 shows all)`] : []),
    ...(hidden.length > 0 ? ["", `Left out for want of width: ${hidden.join(", ")}`] : []),
  ];
  for (const note of notes)
    lines.push(...(note === "" ? [""] : wrap(note, screen.width - 2).map((line) => screen.colours.dim(`  ${line}`))));
  return lines;
}

function functionColumns(analysis: Analysis, rows: readonly FunctionSummary[], screen: Screen): Column[] {
  const { dim, red, yellow, bold } = screen.colours;
  const cwd = analysis.recording?.cwd ?? "";
  const duration = (
    heading: string,
    key: "total_ns" | "self_ns" | "wait_ns" | "avg_ns" | "p50_ns" | "p99_ns" | "max_ns",
  ): Column => ({
    heading,
    align: "right",
    cells: rows.map((row) => figure(row[key])),
    paint: (cell, row) => {
      if (rows[row]![key] === 0) return dim(cell);
      return key === "wait_ns" && rows[row]!.wait_ns > rows[row]!.total_ns / 2 ? yellow(cell) : cell;
    },
  });
  return [
    { heading: "calls", align: "right", cells: rows.map((row) => numberText(row.calls)) },
    duration("total", "total_ns"),
    duration("self", "self_ns"),
    duration("waiting", "wait_ns"),
    duration("average", "avg_ns"),
    duration("p50", "p50_ns"),
    duration("p99", "p99_ns"),
    duration("max", "max_ns"),
    {
      heading: "errors",
      align: "right",
      cells: rows.map((row) => (row.errors === 0 ? "·" : numberText(row.errors))),
      paint: (cell, row) => (rows[row]!.errors === 0 ? dim(cell) : red(cell)),
    },
    {
      heading: "function",
      align: "left",
      cells: rows.map((row) => nameText(row.function)),
      widthMin: 20,
      paint: (cell) => bold(cell),
    },
    {
      heading: "file",
      align: "left",
      cells: rows.map((row) => placeText(row.function, cwd)),
      widthMin: 14,
      cut: fitEnd,
      paint: (cell) => dim(cell),
    },
  ];
}

/** A duration; nothing at all is a dot, so that the eye finds what there is. */
export function figure(nanoseconds: number): string {
  return nanoseconds === 0 ? "·" : durationText(nanoseconds);
}

/** What a narrow screen does without, the first of these first; errors go last when there are any, and first when there are none. */
const DISPENSABLE = ["p50", "max", "p99", "average", "file", "calls", "self"];

function fittingColumns(
  columns: readonly Column[],
  width: number,
): { readonly columns: readonly Column[]; readonly hidden: readonly string[] } {
  let kept = columns;
  const hidden: string[] = [];
  const failed = columns.some((column) => column.heading === "errors" && column.cells.some((cell) => cell !== "·"));
  for (const heading of failed ? [...DISPENSABLE, "errors"] : ["errors", ...DISPENSABLE]) {
    if (tableWidthMin(kept) <= width) break;
    kept = kept.filter((column) => column.heading !== heading);
    hidden.push(heading);
  }
  return { columns: kept, hidden: columns.map((column) => column.heading).filter((heading) => hidden.includes(heading)) };
}
