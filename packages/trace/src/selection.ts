/** Filter → what the machine and the readers of its results ask of it. */
import type { Filter, FunctionRow } from "./model.js";

export interface Selection {
  /** Whether a function's file is looked at; undefined when all are. Decided once a function. */
  readonly keeps: ((functionIndex: number) => boolean) | undefined;
  /** Whether the tree may begin at a function; undefined when it may at any. */
  readonly wanted: ((functionIndex: number) => boolean) | undefined;
}

/** `functions` may grow afterwards. */
export function select(filter: Filter | undefined, functions: readonly FunctionRow[]): Selection {
  const { file, function: pattern } = filter ?? {};
  const decided: (boolean | undefined)[] = [];
  const keeps = file && ((functionIndex: number): boolean => (decided[functionIndex] ??= file(functions[functionIndex].file)));
  const wanted =
    pattern &&
    ((functionIndex: number): boolean => {
      // A pattern with the flag g or y would begin where its last match ended.
      pattern.lastIndex = 0;
      return keeps?.(functionIndex) !== false && pattern.test(functions[functionIndex].name);
    });
  return { keeps, wanted };
}
