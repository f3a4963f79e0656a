/** The log as JSON: one object a line, so that a reader of a long log holds one line at a time. */
import { type LogEvent, monotonicToUnixUs } from "@functrace/trace";
import type { LogTables } from "./log-line.js";

/** An event → its line, without the line end. `undefined` fields are left out. */
export function logJson({ functions, streams }: LogTables, event: LogEvent): string {
  const stream = streams[event.stream]!;
  const { task, depth, kind } = event;
  const happening = {
    time: isoTime(monotonicToUnixUs(stream.info, event.time)),
    monotonic_ns: Math.round(event.time),
    process: stream.process,
    thread: stream.thread,
    task,
    depth,
    kind,
  };
  if (event.kind === "mark") return JSON.stringify({ ...happening, name: event.mark?.name ?? null, data: event.mark?.data });
  const { name, file, line, kind: function_kind } = functions[event.function]!;
  const place = { name, file, line, function_kind };
  if (kind === "enter") return JSON.stringify({ ...happening, ...place });
  const { duration_ns, wait_ns, threw } = event;
  return JSON.stringify({
    ...happening,
    ...place,
    total_ns: Math.round(duration_ns),
    wait_ns: Math.round(wait_ns),
    threw,
  });
}

/** Unix time in microseconds → `2021-12-14T14:32:49.684598Z`. */
function isoTime(unixUs: number): string {
  const ms = Math.floor(unixUs / 1000);
  const micros = String(unixUs - ms * 1000).padStart(3, "0");
  return `${new Date(ms).toISOString().slice(0, -1)}${micros}Z`;
}
