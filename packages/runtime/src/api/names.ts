/** Functions that are named by hand: their ids, given out at the first call of each name at each place. */
import { NAME_CHARACTERS_MAX, type FunctionEntry, type FunctionKind } from "@functrace/format";
import type { Recording } from "./host.js";

/** Different names that one program may use; a name made of data would fill the function table. The rest share one. */
const NAMES_MAX = 10_000;
const OTHER_NAME = "(other names)";

const ids = new Map<string, number>();

/** The id of `name`, which is declared where the caller of `api` is. */
export function namedFunction(
  { registry }: Recording,
  name: string,
  kind: FunctionKind,
  api: (...args: never[]) => unknown,
): number {
  const key = `${kind} ${name}`;
  const known = ids.get(key);
  if (known !== undefined) return known;
  if (ids.size >= NAMES_MAX && name !== OTHER_NAME) return namedFunction({ registry } as Recording, OTHER_NAME, kind, api);
  const { file, line, column } = callerOf(api);
  const entry: FunctionEntry = { name: name.slice(0, NAME_CHARACTERS_MAX), kind, line, column, start: 0, end: 0 };
  const { functionBase } = registry.functions(file, [entry], []);
  ids.set(key, functionBase);
  return functionBase;
}

/** The place that called `api`, read from a stack once a name. */
function callerOf(api: (...args: never[]) => unknown): { file: string; line: number; column: number } {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, api);
  const frame = /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/m.exec(String(holder.stack));
  if (frame === null) return { file: "(unknown)", line: 1, column: 1 };
  return { file: frame[1]!.replace(/^file:\/\//, ""), line: Number(frame[2]), column: Number(frame[3]) };
}
