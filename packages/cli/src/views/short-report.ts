/** What `functrace run` says at its end: a few lines that tell where to look. */
import type { WriteStream } from "node:tty";
import { type Analysis, durationText, findings, isLeaf, numberText } from "@functrace/trace";
import { readAnalysis } from "../recording/read.js";
import { type Screen, screenOf } from "../terminal/screen.js";
import { tableLines } from "../terminal/table.js";
import { fitEnd, printable, wrap } from "../terminal/width.js";
import { emptyText } from "./empty.js";
import { headline, lossLines } from "./headline.js";
import { nameText, placeText, shortPath } from "./row.js";

const ROWS_MAX = 5;

/** One function and the time it is listed for. */
interface Entry {
  readonly function: number;
  readonly time_ns: number;
  readonly count: number;
}

/** Writes the short report of the recording at `path` to `stream`. Throws CliError when it cannot be read. */
export async function printShortReport(path: string, stream: Pick<WriteStream, "columns" | "isTTY" | "write">): Promise<void> {
  const { analysis } = await readAnalysis(path, {});
  stream.write(`${shortReportLines(analysis, path, screenOf(stream)).join("\n")}\n`);
}

function shortReportLines(analysis: Analysis, path: string, screen: Screen): string[] {
  const { dim, bold, yellow } = screen.colours;
  const lines = ["", headline(analysis, screen)];
  if (analysis.calls === 0) lines.push("", ...wrap(emptyText(analysis), screen.width));
  const slowest = analysis.summaries.map((summary) => ({
    function: summary.function.index,
    time_ns: summary.self_ns,
    count: summary.calls,
  }));
  lines.push(...section(analysis, "slowest", "self", "calls", slowest, screen));
  lines.push(...section(analysis, "longest waiting", "waiting", "waits", ownWaits(analysis), screen));
  const top = findings(analysis)[0];
  if (top !== undefined) lines.push("", ...wrap(printable(top.title), screen.width).map((line) => bold(line)));
  for (const loss of lossLines(analysis)) lines.push(...wrap(`note: ${loss}`, screen.width).map((line) => yellow(line)));
  lines.push("", `${dim("recorded")}  ${shortPath(path, process.cwd())}`, `${dim("next")}      functrace why`);
  return lines;
}

/**
 * Waits by the function in which they are, not by all the callers above it that wait for it: of `main → accept → readResponse` only
 * the last one tells where to look.
 */
function ownWaits(analysis: Analysis): Entry[] {
  const entries = new Map<number, { function: number; time_ns: number; count: number }>();
  for (const wait of analysis.waits.filter(isLeaf)) {
    const entry = entries.get(wait.function) ?? { function: wait.function, time_ns: 0, count: 0 };
    entry.time_ns += wait.total_ns;
    entry.count += wait.count;
    entries.set(wait.function, entry);
  }
  return [...entries.values()];
}

function section(
  analysis: Analysis,
  title: string,
  time: string,
  counted: string,
  entries: readonly Entry[],
  screen: Screen,
): string[] {
  const { bold, dim, yellow } = screen.colours;
  const rows = entries
    .filter((entry) => entry.time_ns > 0)
    .sort((a, b) => b.time_ns - a.time_ns)
    .slice(0, ROWS_MAX);
  if (rows.length === 0) return [];
  const cwd = analysis.recording?.cwd ?? "";
  const functions = rows.map((row) => analysis.functions[row.function]!);
  return [
    "",
    ...tableLines(
      [
        {
          heading: time,
          align: "right",
          cells: rows.map((row) => durationText(row.time_ns)),
          paint: (cell) => (time === "waiting" ? yellow(cell) : cell),
        },
        { heading: counted, align: "right", cells: rows.map((row) => numberText(row.count)) },
        { heading: title, align: "left", cells: functions.map(nameText), widthMin: 20, paint: (cell) => bold(cell) },
        {
          heading: "",
          align: "left",
          cells: functions.map((row) => placeText(row, cwd)),
          widthMin: 14,
          cut: fitEnd,
          paint: (cell) => dim(cell),
        },
      ],
      screen,
    ),
  ];
}
