/** functrace why: what stands out, in plain words. */
import type { Command } from "commander";
import {
  addFilters,
  examples,
  jsonOption,
  type Limited,
  limitOf,
  limitOption,
  RECORDING_ARGUMENT,
  type ReadingOptions,
} from "../options/reading.js";

export interface WhyOptions extends ReadingOptions {
  readonly limit: number;
}

/** As many are printed when nobody asks for more. */
const FINDINGS_SHOWN = 5;

export function registerWhy(program: Command): void {
  addFilters(
    program
      .command("why")
      .summary("why it took so long, in plain words and with evidence")
      .description(
        "What stands out in a run, the most important first: timeouts, retries with back-off, awaits that could run together, calls that repeat " +
          "(N+1), a blocked event loop, long waits, errors, and calls that never ended.",
      )
      .argument(...RECORDING_ARGUMENT),
  )
    .addOption(limitOption("print so many findings", FINDINGS_SHOWN))
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples([
        ["functrace why", "the latest recording"],
        ["functrace why --task 7", "one task: a request, a goroutine"],
      ]),
    )
    .action(async (recording: string, options: Omit<WhyOptions, "limit"> & Limited) => {
      const { why } = await import("../views/why.js");
      await why(recording, { ...options, limit: limitOf(options, FINDINGS_SHOWN) });
    });
}
