/** functrace run: record a program. */
import { type Command, InvalidArgumentError } from "commander";
import { collectGlobs, examples } from "../options/reading.js";

export interface RunOptions {
  readonly output?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly deps?: true | readonly string[];
  readonly behind: "wait" | "drop";
  readonly log?: true;
  readonly report: boolean;
}

export function registerRun(program: Command): void {
  program
    .command("run")
    .summary("record a program: functrace run app.ts, or functrace run -- npm test")
    .description(
      "Runs a file with this Node, or any command after --, and records every function call of the JavaScript and TypeScript in it, of its " +
        "worker threads and its child processes. Its input, output, signals and exit code are its own; a short report goes to stderr.",
    )
    .usage("[options] <file> [args...]\n       functrace run [options] -- <command> [args...]")
    .argument("<program...>", "a file and its arguments, or a command after --")
    .option("-o, --output <name>", "name or path of the recording (default: named after the program and the time)")
    .option("--include <glob>", "trace these files only (repeatable)", collectGlobs, [])
    .option("--exclude <glob>", "do not trace these files (repeatable)", collectGlobs, [])
    .option("--deps [=packages]", "trace dependencies too: all, or those named, as in --deps=express,pg", parseDeps)
    .option(
      "--behind <policy>",
      "when the disk cannot keep up: wait (slow the program down) or drop (lose events, counted)",
      parsePolicy,
      "wait",
    )
    .option(
      "--log",
      "print each call as it happens, on stderr, a moment later (at most 10,000 lines a second; the rest is counted)",
    )
    .option("--no-report", "no report at the end")
    .passThroughOptions()
    .addHelpText(
      "after",
      examples([
        ["functrace run app.ts --port 8080", "options behind the file are the program's"],
        ["functrace run --log app.ts", "watch the calls while they happen"],
        ["functrace run -o before app.ts", "a recording with a name of yours"],
        ["functrace run --deps=express,pg server.js", "trace two dependencies as well"],
        ["functrace run -- npm test", "any command: every Node process in it is recorded"],
      ]),
    )
    .action(async (words: string[], options: RunOptions) => {
      const { run } = await import("../run/run.js");
      await run(words, isCommand(words), options);
    });
}

/** Whether the words stood behind `--`, which the parser takes away. */
function isCommand(words: readonly string[]): boolean {
  return process.argv[process.argv.length - words.length - 1] === "--";
}

const ALL_DEPS = "*";

function parseDeps(names: string): true | string[] {
  return names === ALL_DEPS ? true : names.split(",").filter(Boolean);
}

/** Options of `run` whose value is the next word. */
const WITH_VALUE = new Set(["-o", "--output", "--include", "--exclude", "--behind"]);

/** The parser would take the word behind a bare `--deps` for the names of packages: it is the program. */
export function withExplicitDeps(args: readonly string[]): string[] {
  const explicit = [...args];
  if (explicit[0] !== "run") return explicit;
  for (let index = 1; index < explicit.length; index++) {
    const word = explicit[index]!;
    if (word === "--" || !word.startsWith("-")) break;
    if (word === "--deps") explicit[index] = `--deps=${ALL_DEPS}`;
    if (WITH_VALUE.has(word)) index++;
  }
  return explicit;
}

function parsePolicy(word: string): "wait" | "drop" {
  if (word !== "wait" && word !== "drop") throw new InvalidArgumentError("write wait or drop.");
  return word;
}
