/** What the runtime says to a person, and how: one line on stderr, at once, and nothing when nobody is there to read it. */
import { writeSync } from "node:fs";

export function tell(what: string): void {
  try {
    writeSync(2, `functrace: ${what}\n`);
  } catch {
    // stderr is closed, or its reader is slow and the pipe full: the program's own output matters more.
  }
}
