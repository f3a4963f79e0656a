/** functrace log: every entry and exit, in order of time. */
import type { Command } from "commander";
import { parseCountOption, parseDurationOption } from "../options/duration.js";
import {
  addFilters,
  examples,
  jsonOption,
  type Limited,
  limitOf,
  limitOption,
  minOption,
  RECORDING_ARGUMENT,
  type ReadingOptions,
} from "../options/reading.js";

export interface LogOptions extends ReadingOptions {
  readonly limit: number;
  readonly min?: number;
  readonly depth?: number;
  readonly since?: number;
  readonly until?: number;
}

/** As many are printed when nobody asks for more. */
const LINES_SHOWN = 10_000;

export function registerLog(program: Command): void {
  addFilters(
    program
      .command("log")
      .summary("what ran, and when: every entry and exit, one line each")
      .description(
        "Every entry (->) and exit (<-, with the time taken) in order of time, with its task and a tab for each level of depth; and every mark " +
          "that the program set (--, with its data). " +
          "With --json one object a line: time (ISO 8601, in microseconds), monotonic_ns, process, thread, task, depth, kind (enter, exit or mark) and name; " +
          "of calls file, line and function_kind, on exit also total_ns, wait_ns and threw; of marks their data.",
      )
      .argument(...RECORDING_ARGUMENT)
      .option("--since <duration>", "begin so long after the start of the recording", parseDurationOption)
      .option("--until <duration>", "end so long after the start of the recording", parseDurationOption)
      .option("--depth <count>", "only so many levels", parseCountOption),
  )
    .addOption(minOption("entries, and exits of calls that took"))
    .addOption(limitOption("print so many lines", LINES_SHOWN))
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples([
        ["functrace log | less", "the latest recording"],
        ["functrace log --task 7 --since 1.5s --until 1.6s", "100 ms of one task"],
        ["functrace log --function 'Send*'", "every call of some"],
        ["functrace log --json | jq 'select(.threw)'", "for a script: calls that threw"],
      ]),
    )
    .action(async (recording: string, options: Omit<LogOptions, "limit"> & Limited) => {
      const { log } = await import("../views/log.js");
      await log(recording, { ...options, limit: limitOf(options, LINES_SHOWN) });
    });
}
