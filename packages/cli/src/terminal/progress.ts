/**
 * How far a long read has come: one line on a terminal's standard error, after half a second, gone when the read is done.
 *
 * No handler for Ctrl-C: a read keeps its thread busy, so a handler would only run at its end, and keep the default one from ending
 * it at once. The line hides no cursor and leaves no colour on, so it can be left at any time.
 */

const DELAY_MS = 500;
const INTERVAL_MS = 100;
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
  };
  return {
    update(part) {
      const now = performance.now();
      if (now - start < DELAY_MS || now - shownAt < INTERVAL_MS) return;
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
