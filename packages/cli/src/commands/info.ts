/** functrace info: what a recording holds. */
import type { Command } from "commander";
import { examples, jsonOption, RECORDING_ARGUMENT } from "../options/reading.js";

export interface InfoOptions {
  readonly json?: true;
}

export function registerInfo(program: Command): void {
  program
    .command("info")
    .summary("what a recording holds, and what is missing from it")
    .description(
      "Where a recording comes from (command, folder, versions, machine), how much it holds, and what was lost or left out.",
    )
    .argument(...RECORDING_ARGUMENT)
    .addOption(jsonOption())
    .addHelpText("after", examples([["functrace info", "the latest recording"]]))
    .action(async (recording: string, options: InfoOptions) => {
      const { info } = await import("../views/info.js");
      await info(recording, options);
    });
}
