/** The one error of the command line: something a person can put right. Printed as one line, without a stack. */

/** Exit code of a misuse: a wrong option, a recording that is not there or not one. */
export const EXIT_MISUSE = 2;

export class CliError extends Error {
  /** `message`: what happened, where, and what to do, in one line without a full stop. */
  constructor(
    message: string,
    readonly exitCode: number = EXIT_MISUSE,
  ) {
    super(message);
    this.name = "CliError";
  }
}

/** The code of a system error (`ENOENT`), undefined for any other. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
