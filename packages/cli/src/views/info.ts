/** What a recording holds, as a page of facts. */
import { type Analysis, countText, durationText, numberText } from "@functrace/trace";
import type { InfoOptions } from "../commands/info.js";
import { readAnalysis } from "../recording/read.js";
import { writeJson, writeOut } from "../terminal/output.js";
import { type Screen, screenOf } from "../terminal/screen.js";
import { padRight, printable, wrap } from "../terminal/width.js";
import { commandText } from "./headline.js";
import { shortPath } from "./row.js";

/** Lines of a list before the rest is counted. */
const LIST_MAX = 10;

export async function info(asked: string, options: InfoOptions): Promise<void> {
  const { path, analysis } = await readAnalysis(asked, {});
  if (options.json) return writeJson(infoJson(path, analysis));
  await writeOut(`${infoLines(path, analysis, screenOf(process.stdout)).join("\n")}\n`);
}

function infoJson(path: string, analysis: Analysis): object {
  const { recording, duration_ns, tasks, calls, events, marks, bytes } = analysis;
  return {
    path,
    command: recording?.command ?? null,
    cwd: recording?.cwd ?? null,
    version: recording?.version ?? null,
    host: recording?.host ?? null,
    started_at: recording === undefined ? null : new Date(recording.startedAtMs).toISOString(),
    duration_ns: Math.round(duration_ns),
    tasks,
    calls,
    events,
    marks,
    bytes,
    bytes_per_event: events === 0 ? null : bytes / events,
    functions: analysis.summaries.length,
    files: filesOf(analysis).length,
    threads: analysis.streams.map((stream) => ({
      process: stream.process,
      thread: stream.thread,
      role: stream.role,
      engine: stream.engine,
      command: stream.command,
      events: stream.events,
      calls: stream.calls,
      ended: stream.ended ?? null,
    })),
    skipped: analysis.skipped,
    losses: analysis.losses,
  };
}

function infoLines(path: string, analysis: Analysis, screen: Screen): string[] {
  const { recording, streams } = analysis;
  const processes = new Set(streams.map((stream) => stream.process)).size;
  const facts: [string, string | readonly string[]][] = [
    ["recording", shortPath(path, process.cwd())],
    ["command", commandText(analysis)],
    ...(recording === undefined ? [] : recordingFacts(recording)),
    ["duration", durationText(analysis.duration_ns)],
    [
      "threads",
      streams.length <= 1
        ? (streams.map(threadText)[0] ?? "none")
        : `${streams.length} in ${countText(processes, "process", "processes")}`,
    ],
    ...(streams.length > 1 ? [["", shortList(streams.map(threadText))] as [string, readonly string[]]] : []),
    ["tasks", numberText(analysis.tasks)],
    [
      "calls",
      `${numberText(analysis.calls)} of ${countText(analysis.summaries.length, "function")} in ${countText(filesOf(analysis).length, "file")}`,
    ],
    ["events", numberText(analysis.events)],
    ...(analysis.marks === 0 ? [] : [["marks", numberText(analysis.marks)] as [string, string]]),
    ["size", sizeFact(analysis)],
    [
      "left out",
      analysis.skipped.length === 0
        ? "no files"
        : shortList(analysis.skipped.map(({ file, reason }) => `${shortPath(file, recording?.cwd ?? "")}: ${reason}`)),
    ],
    ["lost", analysis.losses.length === 0 ? "nothing" : shortList(analysis.losses.map((loss) => loss.text))],
  ];
  const label = Math.max(...facts.map(([name]) => name.length));
  return facts.flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value)
      .flatMap((text) => wrap(printable(text), screen.width - label - 2))
      .map((text, index) => `${screen.colours.dim(padRight(index === 0 ? name : "", label))}  ${text}`),
  );
}

function recordingFacts(recording: NonNullable<Analysis["recording"]>): [string, string][] {
  const { host } = recording;
  return [
    ["folder", recording.cwd],
    ["started", localTime(recording.startedAtMs)],
    ["functrace", recording.version],
    ["host", `${host.os} ${host.release} ${host.arch}, ${countText(host.cpus, "CPU")}, ${bytesText(host.memoryBytes)} of memory`],
  ];
}

function threadText(stream: Analysis["streams"][number]): string {
  const ended = stream.ended === undefined ? "no orderly end" : `ended: ${stream.ended}`;
  return `${stream.role} ${stream.process}/${stream.thread}, ${stream.engine}, ${countText(stream.calls, "call")}, ${ended}`;
}

function sizeFact(analysis: Analysis): string {
  const each = analysis.events === 0 ? "" : `, ${(analysis.bytes / analysis.events).toFixed(2)} bytes an event`;
  return `${bytesText(analysis.bytes)}${each}`;
}

function filesOf(analysis: Analysis): string[] {
  return [...new Set(analysis.summaries.map((summary) => summary.function.file))];
}

function shortList(lines: readonly string[]): string[] {
  if (lines.length <= LIST_MAX) return [...lines];
  return [...lines.slice(0, LIST_MAX), `… and ${lines.length - LIST_MAX} more (--json shows all)`];
}

/** `812 bytes`, `1.4 MB`: powers of 1000, as file managers and disks count. */
export function bytesText(bytes: number): string {
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = -1;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === -1
    ? countText(bytes, "byte")
    : `${value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)} ${units[unit]}`;
}

/** `2021-12-14 14:32:49 +01:00`, in the reader's time zone. */
function localTime(unixMs: number): string {
  const date = new Date(unixMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = -date.getTimezoneOffset();
  const zone = `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
}
