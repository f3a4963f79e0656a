/**
 * Whether a timer belongs to a wait. That a wait ends right after a timer fired proves little: a heartbeat fires all the time. A timer that
 * was set in the text of the very function that waits is another matter.
 */
import type { FunctionRow, SiteRow } from "./model.js";

/** Whether the text of `inner` is `outer`'s, with no function in between that has a name of its own and so can be called from elsewhere. */
export function isPartOf(inner: FunctionRow, outer: FunctionRow): boolean {
  if (inner === outer) return true;
  return contains(outer, inner) && inner.name.endsWith(` in ${outer.name}`);
}

export function contains(outer: FunctionRow, inner: FunctionRow): boolean {
  const size = inner.end - inner.start;
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end && size < outer.end - outer.start;
}

/** A timer that fires again and again is no timeout of a wait. */
export const isInterval = ({ callee }: Pick<SiteRow, "callee">): boolean => callee === "setInterval";

/** Whether a function is what a timer calls, once. */
export function isTimeoutCallback({ callback }: FunctionRow): boolean {
  return callback?.reason === "timer" && !callback.of.endsWith("setInterval");
}
