/** functrace tree: who called what, merged by path. */
import type { Command } from "commander";
import { parseCountOption } from "../options/duration.js";
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

export interface TreeOptions extends ReadingOptions {
  readonly limit: number;
  readonly min?: number;
  readonly depth?: number;
}

/** As many are printed when nobody asks for more. */
const LINES_SHOWN = 100;

export function registerTree(program: Command): void {
  addFilters(
    program
      .command("tree")
      .summary("who called what: the call tree, merged by path")
      .description(
        "The call tree: calls that came the same way are one line. Calls of a function within itself count in its outermost line, marked ↻ with " +
          "how deep they went.",
      )
      .argument(...RECORDING_ARGUMENT)
      .option("--depth <count>", "only so many levels", parseCountOption),
  )
    .addOption(minOption("paths that took"))
    .addOption(limitOption("print so many lines, those with the most time", LINES_SHOWN))
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples([
        ["functrace tree", "the latest recording"],
        ["functrace tree --depth 3 --min 10ms", "the coarse picture"],
        ["functrace tree --function readResponse", "what happens beneath one function"],
      ]),
    )
    .action(async (recording: string, options: Omit<TreeOptions, "limit"> & Limited) => {
      const { tree } = await import("../views/tree.js");
      await tree(recording, { ...options, limit: limitOf(options, LINES_SHOWN) });
    });
}
