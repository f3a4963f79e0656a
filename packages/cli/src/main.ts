/** The program: its commands, and the one place where errors become a line and an exit code. */
import { type Argument, Command, CommanderError } from "commander";
import { registerInfo } from "./commands/info.js";
import { registerLog } from "./commands/log.js";
import { registerReport } from "./commands/report.js";
import { registerRun, withExplicitDeps } from "./commands/run.js";
import { registerTree } from "./commands/tree.js";
import { registerWhy } from "./commands/why.js";
import { CliError, EXIT_MISUSE } from "./errors.js";
import { examples } from "./options/reading.js";
import { leaveWithReader } from "./terminal/output.js";
import { version } from "./version.js";

/** Each adds one command: its words and its help. What it does is imported when it runs, so that start-up stays short. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  registerRun,
  registerReport,
  registerTree,
  registerWhy,
  registerLog,
  registerInfo,
];

/** Runs the command line `args`; sets the exit code and never rejects. */
export async function main(args: readonly string[]): Promise<void> {
  leaveWithReader();
  try {
    const program = makeProgram();
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(withExplicitDeps(args), { from: "user" });
  } catch (error) {
    process.exitCode = explain(error);
  }
}

function makeProgram(): Command {
  const program = new Command("functrace")
    .description(
      "Every function call your program makes: who called it, when it ran, how long it ran, how long it waited and on what.",
    )
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" ") })
    .configureOutput({ outputError: (text, write) => write(`functrace: ${oneLine(text)}\n`) })
    .addHelpText(
      "after",
      examples([
        ["functrace run app.ts", "record a program"],
        ["functrace why", "why it took so long"],
        ["functrace report --sort waiting", "which functions waited longest"],
        ["functrace help report", "more about a command"],
      ]),
    );
  for (const register of COMMANDS) register(program);
  return program;
}

function argumentTerm(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? "..." : "");
  return argument.required ? `<${name}>` : `[${name}]`;
}

/**
 * What commander says in two lines or with `error:` in front, in one: `unknown option '--jsn'; did you mean --json?`
 */
function oneLine(text: string): string {
  const [first = "", hint] = text.trim().split("\n");
  const fault = first.replace(/^error: /, "").replace(/\.$/, "");
  if (hint !== undefined) return `${fault}; ${hint.replace(/^\(D(.*)\)$/, "d$1")}`;
  return fault.startsWith("unknown") ? `${fault}; see functrace --help` : fault;
}

/** Says what went wrong, if that has not been said, and gives the exit code. */
function explain(error: unknown): number {
  // Commander has printed its own errors by now; help and the version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_MISUSE;
  if (error instanceof CliError) {
    console.error(`functrace: ${error.message}`);
    return error.exitCode;
  }
  const debugging = process.env["FUNCTRACE_DEBUG"];
  if (debugging) console.error(error);
  else
    console.error(
      `functrace: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}; set FUNCTRACE_DEBUG=1 for the stack`,
    );
  return 1;
}
