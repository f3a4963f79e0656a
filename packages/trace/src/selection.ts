/** Filter → what the machine and its readers ask of it. */
import type { Filter, FunctionRow } from "./model.js";

export interface Selection {
  /** 0 for functions of files that are left out, by index; undefined when no file is. */
  readonly visible: Uint8Array | undefined;
  /** Whether the tree may begin at a function; undefined when it may at any. */
  readonly wanted: ((functionIndex: number) => boolean) | undefined;
  readonly keeps: (functionIndex: number) => boolean;
}

/** `functions` may grow afterwards only where there is no filter on files. */
export function select(filter: Filter | undefined, functions: readonly FunctionRow[]): Selection {
  const { file, function: pattern } = filter ?? {};
  const visible = file && Uint8Array.from(functions, (row) => (file(row.file) ? 1 : 0));
  const keeps = (functionIndex: number): boolean => visible?.[functionIndex] !== 0;
  const wanted =
    pattern &&
    ((functionIndex: number): boolean => {
      // A pattern with the flag g or y would begin where its last match ended.
      pattern.lastIndex = 0;
      return keeps(functionIndex) && pattern.test(functions[functionIndex].name);
    });
  return { visible, wanted, keeps };
}
