/** functrace report: per function, what was slow, and was it running or waiting? */
import { type Command, InvalidArgumentError, Option } from "commander";
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
import { SORT_WORDS, type SortKey } from "../options/sort.js";

export interface ReportOptions extends ReadingOptions {
  readonly sort: SortKey;
  readonly limit: number;
  readonly min?: number;
}

/** As many are printed when nobody asks for more. */
const FUNCTIONS_SHOWN = 30;

export function registerReport(program: Command): void {
  addFilters(
    program
      .command("report")
      .summary("what was slow, and was it running or waiting")
      .description(
        "One line a function: how often it was called, and how long its calls took (total), ran without their callees (self) and waited. " +
          "A recursive call counts in the total of its outermost call only. Errors are calls that threw, and async calls that rejected because they threw; " +
          "a rejected promise that a plain call returns is none. The time of a plain call includes waiting only while its caller awaits the promise that it returned directly.",
      )
      .argument(...RECORDING_ARGUMENT),
  )
    .addOption(
      new Option(
        "--sort <column>",
        "calls, total, self, waiting, average, p50, p99, max, errors, function or file; or its name in the JSON",
      )
        .argParser(parseSort)
        .default("total_ns", "total"),
    )
    .addOption(minOption("functions that took"))
    .addOption(limitOption("print so many functions", FUNCTIONS_SHOWN))
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples([
        ["functrace report", "the latest recording, slowest first"],
        ["functrace report --sort waiting", "what waited longest"],
        ["functrace report --include 'src/**' --min 1ms", "your own code, without the trifles"],
        ["functrace report before --json", "for a script"],
      ]),
    )
    .action(async (recording: string, options: Omit<ReportOptions, "limit"> & Limited) => {
      const { report } = await import("../views/report.js");
      await report(recording, { ...options, limit: limitOf(options, FUNCTIONS_SHOWN) });
    });
}

function parseSort(word: string): SortKey {
  const key = SORT_WORDS.get(word.toLowerCase());
  if (key === undefined) throw new InvalidArgumentError(`write one of ${[...new Set(SORT_WORDS.keys())].join(", ")}.`);
  return key;
}
