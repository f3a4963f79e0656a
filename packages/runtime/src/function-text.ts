/**
 * `Function.prototype.toString` gives the text that the author wrote: it leaves out what instrumenting put in, between pairs
 * of the marker. Else programs that send functions elsewhere as text (page.evaluate, worker factories, serialisers) break.
 */
import { apply, defineProperty, indexOf, slice } from "./builtins.js";

const MARKER = "/*ƒ*/";

/** Text without its inserts. An insert that is cut off by the function's end goes to the end. */
export function withoutInserts(text: string): string {
  let result = "";
  let from = 0;
  for (;;) {
    const begin = indexOf(text, MARKER, from);
    if (begin < 0) return from === 0 ? text : result + slice(text, from);
    result += slice(text, from, begin);
    const end = indexOf(text, MARKER, begin + MARKER.length);
    if (end < 0) return result;
    from = end + MARKER.length;
  }
}

export function restoreFunctionText(): void {
  const original = Function.prototype.toString;
  // A method, so that it has no prototype and cannot be constructed, like the builtin; its own text is the builtin's.
  const { toString } = {
    toString(this: unknown): string {
      const text = apply(original, this === toString ? original : this, []) as string;
      return indexOf(text, MARKER) < 0 ? text : withoutInserts(text);
    },
  };
  defineProperty(Function.prototype, "toString", { value: toString, writable: true, enumerable: false, configurable: true });
}
