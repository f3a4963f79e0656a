/** What a stream can show: how wide it is, and whether it has colours. */
import type { WriteStream } from "node:tty";
import picocolors from "picocolors";

export type Colours = ReturnType<typeof picocolors.createColors>;

export interface Screen {
  /** Columns; Infinity when nobody looks at them: a pipe or a file gets every name in full. */
  readonly width: number;
  readonly colours: Colours;
}

/** Narrower than this nothing can be laid out; lines then wrap as the terminal likes. */
const WIDTH_MIN = 40;

/**
 * The screen behind `stream`. A terminal has its own width; COLUMNS gives one to a pipe (as it does for `ls` and `man`). Colour on a
 * terminal only, unless FORCE_COLOR asks for it; NO_COLOR (https://no-color.org) and TERM=dumb turn it off.
 */
export function screenOf(stream: Partial<Pick<WriteStream, "columns" | "isTTY">>, environment = process.env): Screen {
  const asked = Number(environment["COLUMNS"]);
  const columns = stream.isTTY && (stream.columns ?? 0) > 0 ? stream.columns! : asked > 0 ? asked : stream.isTTY ? 80 : Infinity;
  return { width: Math.max(WIDTH_MIN, columns), colours: picocolors.createColors(hasColour(stream.isTTY === true, environment)) };
}

function hasColour(isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  if (environment["NO_COLOR"]) return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && environment["TERM"] !== "dumb";
}
