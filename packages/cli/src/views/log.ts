/** The log of a recording, streamed: memory does not grow with its length, and a reader that has seen enough ends it. */
import { type LogEvent, logEvents, numberText, type Trace } from "@functrace/trace";
import type { LogOptions } from "../commands/log.js";
import { findRecording } from "../recording/find.js";
import { filterOf, withTrace } from "../recording/read.js";
import { writeOut } from "../terminal/output.js";
import { warn } from "../terminal/warn.js";
import { lossLines } from "./headline.js";
import { logJson } from "./log-json.js";
import { LogText } from "./log-line.js";

/** Characters that are written at once. */
const CHUNK = 64 * 1024;

export async function log(asked: string, options: LogOptions): Promise<void> {
  await withTrace(findRecording(asked, process.cwd()), async (trace) => {
    warn(lossLines(trace));
    const text = new LogText(trace);
    let chunk = "";
    let lines = 0;
    for (const event of selected(trace, options)) {
      if (lines === options.limit) {
        await writeOut(chunk);
        return warn([`that was the first ${numberText(lines)} lines; --limit 0 shows all, --since and --until another stretch`]);
      }
      lines++;
      chunk += `${options.json ? logJson(trace, event) : text.line(event)}\n`;
      if (chunk.length < CHUNK) continue;
      await writeOut(chunk);
      chunk = "";
    }
    await writeOut(chunk);
    if (lines === 0) warn(["no calls to show; try without --function, --include, --exclude, --task, --min, --since or --until"]);
  });
}

function* selected(trace: Trace, options: LogOptions): Generator<LogEvent> {
  const start = trace.blocks.reduce((earliest, block) => Math.min(earliest, block.header.firstTime), Infinity);
  const since = start + (options.since ?? 0);
  const until = start + (options.until ?? Infinity);
  const depthMax = options.depth ?? Infinity;
  for (const event of logEvents(trace, { filter: filterOf(options, trace) })) {
    // In order of time: nothing that comes later is earlier.
    if (event.time > until) return;
    if (event.time < since || event.depth >= depthMax) continue;
    // How long a call takes is known at its end only.
    if (options.min !== undefined && event.kind !== "mark" && (event.kind === "enter" || event.duration_ns < options.min))
      continue;
    yield event;
  }
}
