/** What a person calls a recording → the path of its file. */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { CliError } from "../errors.js";
import { ENDING, FOLDER, namedRecordings, nearest } from "./names.js";

const MAKE_ONE = "make one with: functrace run <file>";

/**
 * The file of `asked`: a path, a name in a `.functrace` folder of `directory` or its parents (with or without `.ftrace`), or `latest`, the
 * newest of them. Throws CliError.
 */
export function findRecording(asked: string, directory: string): string {
  const recordings = namedRecordings(directory);
  if (asked === "latest") {
    const newest = recordings.reduce<(typeof recordings)[number] | undefined>(
      (best, each) => (best === undefined || each.changedAtMs > best.changedAtMs ? each : best),
      undefined,
    );
    if (newest === undefined) throw new CliError(`no recordings in ${join(directory, FOLDER)} or the folders above; ${MAKE_ONE}`);
    return newest.path;
  }
  for (const path of [resolve(directory, asked), resolve(directory, asked + ENDING)]) {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isFile() === true) return path;
  }
  const named = recordings.find(({ name }) => name === asked || name + ENDING === asked);
  if (named !== undefined) return named.path;
  if (statSync(resolve(directory, asked), { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new CliError(`${asked} is a folder, not a recording; name a file in it, or leave the name out for the latest`);
  }
  throw new CliError(
    `no recording ${asked}; ${advice(
      asked,
      recordings.map(({ name }) => name),
    )}`,
  );
}

function advice(asked: string, names: readonly string[]): string {
  if (names.length === 0) return MAKE_ONE;
  const close = nearest(asked.replace(/^.*[\\/]/, "").replace(/\.ftrace$/, ""), names);
  if (close.length > 0) return `did you mean ${close.join(" or ")}?`;
  const shown = names.slice(0, 3).join(", ");
  return `there ${names.length === 1 ? "is" : "are"} ${shown}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;
}
