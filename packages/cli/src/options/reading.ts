/** The options that reading commands share: the same words, the same meaning, everywhere. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseCountOption, parseDurationOption } from "./duration.js";
import { parseFunctionPattern } from "./function-pattern.js";

/** What a command reads, and how much of it. */
export interface ReadingOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly function?: RegExp;
  readonly task?: number;
  readonly json?: true;
}

export const RECORDING_ARGUMENT = ["[recording]", "a name, a path, or latest", "latest"] as const;

/** Adds the filters that every reading command takes. */
export function addFilters(command: Command): Command {
  return command
    .option(
      "--function <pattern>",
      "only functions of this name: a part of it, a glob, or /a regular expression/",
      parseFunctionPattern,
    )
    .option("--include <glob>", "only functions of these files (may be repeated)", collectGlobs)
    .option("--exclude <glob>", "no functions of these files (may be repeated)", collectGlobs)
    .option("--task <number>", "only this task: the g[NN] of the log", parseCountOption);
}

/** `what` is left out when it took less. */
export const minOption = (what: string): Option =>
  new Option("--min <duration>", `leave out ${what} less than this, such as 1ms`).argParser(parseDurationOption);

export const jsonOption = (): Option => new Option("--json", "print JSON, durations in nanoseconds");

/** So much is printed at most. JSON is for scripts, which want all of it unless they say otherwise. */
export const limitOption = (what: string, standard: number): Option =>
  new Option("--limit <count>", `${what}; 0 shows all (default: ${standard}, in JSON all)`).argParser(parseLimit);

/** What was asked of a command that has a limit. */
export interface Limited {
  readonly limit?: number;
  readonly json?: true;
}

export function limitOf(options: Limited, standard: number): number {
  return options.limit ?? (options.json ? Infinity : standard);
}

function parseLimit(text: string): number {
  return parseCountOption(text) || Infinity;
}

/** Adds one more glob of an option that may be repeated. */
export function collectGlobs(glob: string, before: readonly string[] = []): string[] {
  if (glob.trim() === "") throw new InvalidArgumentError("write a glob, such as 'src/**'.");
  return [...before, glob];
}

/** Examples under a command's help. */
export function examples(lines: readonly (readonly [command: string, says: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return ["", "Examples:", ...lines.map(([command, says]) => `  ${command.padEnd(width)}   ${says}`)].join("\n");
}
