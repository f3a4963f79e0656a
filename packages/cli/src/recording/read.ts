/** From what a person typed to the analysis of a recording. */
import { type Analysis, analyzeSteps, type Filter, NotARecording, openTrace, type Trace } from "@functrace/trace";
import { CliError } from "../errors.js";
import { fileFilter } from "../options/file-globs.js";
import type { ReadingOptions } from "../options/reading.js";
import { progress } from "../terminal/progress.js";
import { openFileSource } from "./file-source.js";
import { findRecording } from "./find.js";
import { nodeSurroundings } from "./surroundings.js";

/** What to read, and how much of it. */
export type ReadingRequest = Pick<ReadingOptions, "include" | "exclude" | "function" | "task">;

/** The analysis of the recording that `asked` names, and its path. Throws CliError. */
export async function readAnalysis(
  asked: string,
  request: ReadingRequest,
): Promise<{ readonly path: string; readonly analysis: Analysis }> {
  const path = findRecording(asked, process.cwd());
  return { path, analysis: await withTrace(path, (trace) => analyzeTrace(trace, request)) };
}

/** Opens the recording at `path` for as long as `use` runs. Throws CliError when it is none. */
export async function withTrace<Result>(path: string, use: (trace: Trace) => Result | Promise<Result>): Promise<Result> {
  const source = openFileSource(path);
  try {
    return await use(openTrace(source, nodeSurroundings));
  } catch (error) {
    throw error instanceof NotARecording ? new CliError(`${path}: ${error.message}`) : error;
  } finally {
    source.close();
  }
}

/** Longest that signals wait: a progress line is to be gone before Ctrl-C ends the command. */
const BUSY_MS = 50;

async function analyzeTrace(trace: Trace, request: ReadingRequest): Promise<Analysis> {
  const line = progress("reading");
  try {
    const steps = analyzeSteps(trace, { filter: filterOf(request, trace) });
    let busySince = performance.now();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (performance.now() - busySince < BUSY_MS) continue;
      line.update(step.value.doneBytes / step.value.totalBytes);
      await new Promise((resolve) => setImmediate(resolve));
      busySince = performance.now();
    }
  } finally {
    line.done();
  }
}

/** The filter that a request means for this recording: globs are relative to the folder in which it was made. */
export function filterOf(request: ReadingRequest, trace: Trace): Filter {
  const file = fileFilter(
    { include: request.include ?? [], exclude: request.exclude ?? [] },
    trace.recording?.cwd ?? process.cwd(),
  );
  return {
    ...(request.task !== undefined && { task: request.task }),
    ...(request.function !== undefined && { function: request.function }),
    ...(file !== undefined && { file }),
  };
}
