/** Findings as text: a sentence, the reasoning, the evidence. */
import { type Analysis, type Evidence, type Finding, findings } from "@functrace/trace";
import type { WhyOptions } from "../commands/why.js";
import { readAnalysis } from "../recording/read.js";
import { writeJson, writeOut } from "../terminal/output.js";
import { type Screen, screenOf } from "../terminal/screen.js";
import { warn } from "../terminal/warn.js";
import { padRight, printable, textWidth, wrap } from "../terminal/width.js";
import { emptyText } from "./empty.js";
import { headline, lossLines, totalsText } from "./headline.js";
import { placeText } from "./row.js";

/** Prose longer than this is hard to read, however wide the screen is. */
const PROSE_WIDTH_MAX = 100;
const INDENT = "   ";

export async function why(asked: string, options: WhyOptions): Promise<void> {
  const { analysis } = await readAnalysis(asked, options);
  warn(lossLines(analysis));
  const found = findings(analysis);
  const shown = found.slice(0, options.limit);
  if (options.json) return writeJson({ findings: shown.map(findingJson) });
  const screen = screenOf(process.stdout);
  const lines = [headline(analysis, screen)];
  shown.forEach((finding, index) => lines.push("", ...findingLines(finding, index + 1, analysis, screen)));
  if (found.length === 0) lines.push("", ...wrap(nothingText(analysis), proseWidth(screen)));
  const left = found.length - shown.length;
  if (left > 0)
    lines.push("", screen.colours.dim(`… and ${left} more ${left === 1 ? "finding" : "findings"} (--limit 0 shows all)`));
  await writeOut(`${lines.join("\n")}\n`);
}

function findingJson(finding: Finding): object {
  const { kind, title, explanation, evidence, share, time_ns } = finding;
  const functions = finding.functions.map(({ name, file, line }) => ({ name, file, line }));
  return { kind, title, explanation, evidence, share, time_ns: Math.round(time_ns), functions };
}

function nothingText(analysis: Analysis): string {
  if (analysis.calls === 0) return `Nothing stands out. ${emptyText(analysis)}`;
  return `Nothing stands out: ${totalsText(analysis)}. No wait was long or always the same, nothing repeated itself, blocked the event loop or failed often.`;
}

function findingLines(finding: Finding, number: number, analysis: Analysis, screen: Screen): string[] {
  const { bold } = screen.colours;
  const width = proseWidth(screen);
  const [first = "", ...rest] = wrap(printable(finding.title), width - INDENT.length);
  const label = Math.max(...finding.evidence.map((evidence) => textWidth(evidence.label)));
  return [
    `${bold(padRight(`${number}.`, INDENT.length) + first)}`,
    ...rest.map((line) => bold(INDENT + line)),
    "",
    ...wrap(printable(finding.explanation), width - INDENT.length).map((line) => INDENT + line),
    "",
    ...finding.evidence.flatMap((evidence) => evidenceLines(evidence, label, analysis, screen)),
  ];
}

function evidenceLines(evidence: Evidence, label: number, analysis: Analysis, screen: Screen): string[] {
  const { cyan, dim } = screen.colours;
  const before = `${INDENT}${dim(padRight(evidence.label, label))}  `;
  const indent = " ".repeat(INDENT.length + label + 2);
  const value = printable(evidence.value);
  if (evidence.file === undefined || evidence.line === undefined) {
    return wrap(value, screen.width - indent.length).map((line, index) => (index === 0 ? before : indent) + line);
  }
  // The place goes on a line of its own where both do not fit: it is what one clicks on, and must not be cut.
  const place = placeText({ file: evidence.file, line: evidence.line }, analysis.recording?.cwd ?? "");
  const [first = "", ...rest] = wrap(value, screen.width - indent.length);
  if (rest.length === 0 && indent.length + textWidth(first) + 2 + textWidth(place) <= screen.width)
    return [`${before}${first}  ${cyan(place)}`];
  return [before + first, ...rest.map((line) => indent + line), indent + cyan(place)];
}

function proseWidth(screen: Screen): number {
  return Math.min(screen.width, PROSE_WIDTH_MAX);
}
