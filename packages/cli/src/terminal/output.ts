/** Standard output: as fast as its reader takes it, and quiet when the reader leaves (`functrace log | head`). */

/** Ends the process in good order once the reader of standard output or standard error is gone. Call once, at the start. */
export function leaveWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE" || error.code === "EOF") process.exit(process.exitCode ?? 0);
      process.exit(1);
    });
  }
}

/** Writes `text` and waits until it has been taken, so that a slow reader slows us down instead of filling memory. */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (text === "") resolve();
    else process.stdout.write(text, () => resolve());
  });
}

/** One JSON value on standard output. */
export function writeJson(value: unknown): Promise<void> {
  return writeOut(`${JSON.stringify(value, null, 2)}\n`);
}
