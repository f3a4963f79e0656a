/**
 * How far a long read has come: one line on a terminal's standard error, after half a second, gone when the read is done.
 *
 * Ctrl-C takes the line away and then ends the command as it would have without us. That needs turns of the event loop: who shows
 * progress must not keep the thread busy for long.
 */

const DELAY_MS = 500;
const INTERVAL_MS = 100;
const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];
const ERASE = "\r\u001b[K";

export interface Progress {
  /** `part` from 0 to 1. */
  update(part: number): void;
  /** Takes the line away. */
  done(): void;
}

/** A line that says what is done, and how far it has come. Nothing at all where standard error is no terminal. */
export function progress(what: string): Progress {
  if (!process.stderr.isTTY || process.env["TERM"] === "dumb") return { update() {}, done() {} };
  const start = performance.now();
  let shownAt = -Infinity;
  const erase = (): void => {
    if (shownAt > 0) process.stderr.write(ERASE);
    shownAt = -Infinity;
    for (const signal of SIGNALS) process.off(signal, leave);
  };
  const leave = (signal: NodeJS.Signals): void => {
    erase();
    process.kill(process.pid, signal);
  };
  return {
    update(part) {
      const now = performance.now();
      if (now - start < DELAY_MS || now - shownAt < INTERVAL_MS) return;
      if (shownAt < 0) for (const signal of SIGNALS) process.once(signal, leave);
      shownAt = now;
      const cells = 20;
      const full = Math.round(part * cells);
      process.stderr.write(`${ERASE}${what} ${"━".repeat(full)}${"─".repeat(cells - full)} ${Math.floor(part * 100)}%`);
    },
    done() {
      erase();
    },
  };
}
