/**
 * Runs a program in our place: its standard streams are ours, its signals reach it, and its end is ours to repeat.
 */
import { constants } from "node:os";
import spawn from "cross-spawn";
import { CliError, systemCode } from "../errors.js";
import type { Program } from "./program.js";

/** How a program ended: by itself, with a code, or by a signal. */
export type Ending =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: NodeJS.Signals };

/** Sent to us alone, these are passed on. An interrupt from a terminal reaches the whole group, so it is passed on only without one. */
const PASSED_ON: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP", "SIGUSR2"];

export async function runChild(program: Program, environment: NodeJS.ProcessEnv): Promise<Ending> {
  const child = spawn(program.command, [...program.args], { stdio: "inherit", env: environment });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  const interrupt = (): void => {
    if (!process.stdin.isTTY && !process.stdout.isTTY && !process.stderr.isTTY) passOn("SIGINT");
  };
  process.on("SIGINT", interrupt);
  for (const signal of PASSED_ON) process.on(signal, passOn);
  try {
    return await new Promise<Ending>((resolve, reject) => {
      child.once("error", (error) => reject(new CliError(cannotStart(program.command, error), 127)));
      child.once("exit", (code, signal) =>
        resolve(signal === null ? { kind: "code", code: code ?? 0 } : { kind: "signal", signal }),
      );
    });
  } finally {
    process.off("SIGINT", interrupt);
    for (const signal of PASSED_ON) process.off(signal, passOn);
  }
}

/** Ends this process as the program ended, so that whoever started us sees what it would have seen. */
export function endLike(ending: Ending): void {
  if (ending.kind === "code") {
    process.exitCode = ending.code;
    return;
  }
  process.exitCode = 128 + constants.signals[ending.signal];
  process.kill(process.pid, ending.signal);
  // The signal may be delivered to another thread of ours: leave it the time, else this one ends first, with the code.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
}

function cannotStart(command: string, error: Error): string {
  const code = systemCode(error);
  if (code === "ENOENT") return `no command ${command} in the PATH`;
  if (code === "EACCES") return `${command} is not an executable file`;
  return `cannot start ${command}: ${error.message}`;
}
