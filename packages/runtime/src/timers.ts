/**
 * Tells when a timer fires whose callback is a builtin, such as a promise's `resolve`: no traced call would show it, and the
 * wait that it ends could not be told from any other.
 *
 * Only such timers are touched, after Node has made them, by way of the timer object's own callback slot: `setTimeout` itself,
 * its arguments, and the stack of any callback that could look at it stay as they are.
 */
import { apply, functionToString, getPrototypeOf, indexOf } from "./builtins.js";

type TimerCallback = (this: unknown, ...args: unknown[]) => unknown;
type CallbackSlot = "_onTimeout" | "_onImmediate";

/** A function for instrumented code: passes `handle` through, and calls `fire(site)` each time its builtin callback is due. */
export function watchTimers(fire: (site: number) => void): <Handle>(site: number, handle: Handle) => Handle {
  const probe = setTimeout(() => {}, 0);
  const timeoutPrototype: unknown = getPrototypeOf(probe);
  clearTimeout(probe);
  const immediateProbe = setImmediate(() => {});
  const immediatePrototype: unknown = getPrototypeOf(immediateProbe);
  clearImmediate(immediateProbe);

  return (site, handle) => {
    if (typeof handle !== "object" || handle === null) return handle;
    const prototype: unknown = getPrototypeOf(handle);
    if (prototype !== timeoutPrototype && prototype !== immediatePrototype) return handle;
    const slot: CallbackSlot = prototype === timeoutPrototype ? "_onTimeout" : "_onImmediate";
    const timer = handle as { [Slot in CallbackSlot]?: TimerCallback | null };
    const callback = timer[slot];
    if (typeof callback !== "function" || indexOf(functionToString(callback), "[native code]") < 0) return handle;
    timer[slot] = function (this: unknown, ...args: unknown[]) {
      fire(site);
      return apply(callback, this, args);
    };
    return handle;
  };
}
