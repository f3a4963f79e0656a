/**
 * The log's line, that of the original functrace:
 *
 *     2021/12/14 14:32:49.684598 g[01]:\t->main.Send
 *     2021/12/14 14:32:49.687203 g[01]:\t<-main.Send 2.605ms
 *
 * and, where the program calls mark("retry", { attempt: 2 }), as deep as a call made there:
 *
 *     2021/12/14 14:32:49.686011 g[01]:\t\t--retry {"attempt":2}
 */
import { type FunctionRow, type LogEvent, type MarkEvent, monotonicToUnixUs, type Stream } from "@functrace/trace";
import { printable } from "../terminal/width.js";

/** What a log's lines refer to: an open Trace, or a TraceFollower, whose tables grow. */
export interface LogTables {
  readonly functions: readonly FunctionRow[];
  readonly streams: readonly Stream[];
}

/** Events → lines, without their line ends. */
export class LogText {
  private readonly clock = new ClockText();

  constructor(private readonly tables: LogTables) {}

  line(event: LogEvent): string {
    const time = this.clock.text(monotonicToUnixUs(this.tables.streams[event.stream]!.info, event.time));
    const task = String(event.task).padStart(2, "0");
    const before = `${time} g[${task}]:${"\t".repeat(event.depth + 1)}`;
    if (event.kind === "mark") return before + markText(event);
    const name = printable(this.tables.functions[event.function]!.name);
    return event.kind === "enter" ? `${before}->${name}` : `${before}<-${name} ${goDuration(event.duration_ns)}`;
  }
}

function markText({ mark }: MarkEvent): string {
  if (mark === undefined) return "--(a mark whose name is lost)";
  const data = mark.data === undefined ? "" : ` ${JSON.stringify(mark.data)}`;
  return printable(`--${mark.name}${data}`);
}

/** Unix time in microseconds → `2021/12/14 14:32:49.684598`, in local time. */
export class ClockText {
  private second = Number.NaN;
  private upToSecond = "";

  text(unixUs: number): string {
    const second = Math.floor(unixUs / 1e6);
    // Most lines share their second with the one before; the calendar is asked once for it.
    if (second !== this.second) {
      this.second = second;
      this.upToSecond = calendar(second * 1000);
    }
    return `${this.upToSecond}.${String(Math.floor(unixUs - second * 1e6)).padStart(6, "0")}`;
  }
}

function calendar(unixMs: number): string {
  const date = new Date(unixMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A duration as Go's `time.Duration` prints it: `2.605ms`, `1m2.5s`, `840ns`; from a millisecond on in whole microseconds. */
export function goDuration(nanoseconds: number): string {
  const ns = Math.round(nanoseconds);
  if (ns === 0) return "0s";
  if (ns < 1e3) return `${ns}ns`;
  if (ns < 1e6) return `${trimmed(ns / 1e3, 3)}µs`;
  const micros = Math.round(ns / 1e3);
  if (micros < 1e6) return `${trimmed(micros / 1e3, 3)}ms`;
  const hours = Math.floor(micros / 3600e6);
  const minutes = Math.floor(micros / 60e6) % 60;
  const seconds = `${trimmed((micros % 60e6) / 1e6, 6)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function trimmed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/\.?0+$/, "");
}
