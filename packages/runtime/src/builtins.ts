/**
 * The builtins that the runtime uses, taken once before any code of the program has run, so that fake timers, patched
 * prototypes and frozen globals neither change the recorder nor are changed by it.
 */
type Bind = <This, Args extends unknown[], Result>(
  fn: (this: This, ...args: Args) => Result,
) => (self: This, ...args: Args) => Result;

/** `fn.call`, bound once: `bind(String.prototype.slice)(text, 1)` needs no builtin at the time of the call. */
const bind = Function.prototype.bind.bind(Function.prototype.call) as unknown as Bind;

/** Monotonic nanoseconds. V8 keeps the result unboxed when it goes straight into a BigUint64Array. */
export const now: () => bigint = process.hrtime.bigint;

export const atomicsLoad = Atomics.load;
export const atomicsStore = Atomics.store;
export const atomicsAdd = Atomics.add;
export const atomicsNotify = Atomics.notify;
export const atomicsWait = Atomics.wait;

export const functionToString = bind(Function.prototype.toString as (this: unknown) => string);
export const indexOf = bind(String.prototype.indexOf as (this: string, search: string, from?: number) => number);
export const slice = bind(String.prototype.slice as (this: string, from?: number, to?: number) => string);
export const apply = Reflect.apply;
export const defineProperty = Object.defineProperty;
export const getPrototypeOf = Object.getPrototypeOf;
export const stringify = JSON.stringify;
