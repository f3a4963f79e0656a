/** The first line of a view: what was recorded, in one breath; and the line under it that says what is missing. */
import { type Analysis, countText, durationText, percentText } from "@functrace/trace";
import type { Screen } from "../terminal/screen.js";
import { fit, printable } from "../terminal/width.js";

/** Losses named one by one before the rest is only counted. */
const LOSSES_SHOWN_MAX = 3;

/** `node main.ts · 3.04 s, 42 ms of it running (1.4%) · 345 calls of 17 functions · 12 tasks` */
export function headline(analysis: Analysis, screen: Screen): string {
  const { dim, bold } = screen.colours;
  const facts = totalsText(analysis);
  const command = commandText(analysis);
  const room = screen.width - facts.length - 3;
  if (room < 12) return dim(fit(facts, screen.width));
  return `${bold(fit(command, room))}${dim(` · ${facts}`)}`;
}

/** `3.04 s, 1.4% running · 345 calls of 17 functions · 12 tasks` */
export function totalsText(analysis: Analysis): string {
  const running_ns = analysis.summaries.reduce((sum, summary) => sum + summary.self_ns, 0);
  const threads_ns = analysis.streams.reduce((sum, stream) => sum + Math.max(0, stream.lastTime - stream.firstTime), 0);
  const running = threads_ns > 0 ? `, ${percentText(Math.min(1, running_ns / threads_ns))} running` : "";
  const calls = `${countText(analysis.calls, "call")} of ${countText(analysis.summaries.length, "function")}`;
  return `${durationText(analysis.duration_ns)}${running} · ${calls} · ${countText(analysis.tasks, "task")}`;
}

export function commandText(analysis: Analysis): string {
  const command = analysis.recording?.command ?? analysis.streams[0]?.command ?? [];
  return command.length === 0 ? "a recording" : printable(command.map(quoted).join(" "));
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** What a reader of the output must know before trusting it, one line each. */
export function lossLines(analysis: Pick<Analysis, "losses">): string[] {
  const lines = analysis.losses.slice(0, LOSSES_SHOWN_MAX).map((loss) => printable(loss.text));
  const more = analysis.losses.length - lines.length;
  if (more > 0) lines.push(`… and ${more} more; see functrace info`);
  return lines;
}
