/** The one error of the text form: which line, what is wrong with it, and what would be right. */

/** A text that is no recording. `line` counts from 1. */
export class RecordingTextError extends Error {
  constructor(
    readonly line: number,
    readonly fault: string,
    readonly remedy: string,
  ) {
    super(`line ${line}: ${fault}; ${remedy}`);
    this.name = "RecordingTextError";
  }
}
