/** Recordings by name: which there are, in `.functrace` here and above, and which one a mistyped name may have meant. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export const FOLDER = ".functrace";
export const ENDING = ".ftrace";

export interface NamedRecording {
  /** Without its ending. */
  readonly name: string;
  readonly path: string;
  readonly changedAtMs: number;
}

/** The recordings of the `.functrace` folders of `directory` and its parents, nearest folder first, newest first in each. */
export function namedRecordings(directory: string): NamedRecording[] {
  const found: NamedRecording[] = [];
  for (let at = directory; ; at = dirname(at)) {
    found.push(...recordingsIn(join(at, FOLDER)));
    if (dirname(at) === at) return found;
  }
}

function recordingsIn(folder: string): NamedRecording[] {
  return namesIn(folder)
    .filter((name) => name.endsWith(ENDING))
    .flatMap((name) => {
      const path = join(folder, name);
      // It may have gone since, or be a folder: then it is no recording to offer.
      const status = statSync(path, { throwIfNoEntry: false });
      return status?.isFile() === true ? [{ name: basename(name, ENDING), path, changedAtMs: status.mtimeMs }] : [];
    })
    .sort((a, b) => b.changedAtMs - a.changedAtMs);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Up to three of `names` that are close to `name`, the closest first. */
export function nearest(name: string, names: readonly string[]): string[] {
  const distanceMax = Math.max(2, Math.ceil(name.length / 3));
  return [...new Set(names)]
    .map((candidate) => ({ candidate, distance: distanceTo(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= distanceMax)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Letters to change, add or take away (Levenshtein, 1965); none for a name that begins with the text. */
function distanceTo(text: string, name: string): number {
  if (text.length >= 3 && name.startsWith(text)) return 0;
  let before = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (let row = 1; row <= text.length; row++) {
    const current = [row];
    for (let column = 1; column <= name.length; column++) {
      const same = text[row - 1] === name[column - 1] ? 0 : 1;
      current.push(Math.min(before[column]! + 1, current[column - 1]! + 1, before[column - 1]! + same));
    }
    before = current;
  }
  return before[name.length]!;
}
