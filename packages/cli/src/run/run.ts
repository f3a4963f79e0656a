/** `functrace run`: a recording's file is made, the program runs in it, and a short report says what it shows. */
import { rmSync } from "node:fs";
import type { RunOptions } from "../commands/run.js";
import { version } from "../version.js";
import { printShortReport } from "../views/short-report.js";
import { endLike, runChild } from "./child.js";
import { tracedEnvironment } from "./environment.js";
import { LiveLog } from "./live-log.js";
import { programOf } from "./program.js";
import { createRecording, newRecordingPath } from "./recording-path.js";

export async function run(words: readonly string[], isCommand: boolean, options: RunOptions): Promise<void> {
  const program = programOf(words, isCommand);
  const wanted = newRecordingPath(options.output, program.name, process.cwd(), new Date());
  const path = createRecording(wanted, options.output !== undefined, words, version());
  const environment = tracedEnvironment(process.env, {
    recording: path,
    hooks: { cwd: process.cwd(), include: options.include, exclude: options.exclude, deps: options.deps ?? false },
    behind: options.behind,
  });
  const live = options.log === true ? new LiveLog(path) : undefined;
  const ending = await runChild(program, environment).catch(async (error: unknown) => {
    await live?.stop();
    // It never ran, so there is nothing to keep.
    rmSync(path, { force: true });
    throw error;
  });
  await live?.end();
  if (options.report) await report(path);
  endLike(ending);
}

/** The program has run and its exit code stands, whatever becomes of the report. */
async function report(path: string): Promise<void> {
  try {
    await printShortReport(path, process.stderr);
  } catch (error) {
    console.error(`functrace: no report: ${error instanceof Error ? error.message : String(error)}`);
  }
}
