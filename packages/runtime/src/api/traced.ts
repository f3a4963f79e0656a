/** `traced(fn)` and `@traced`: every call of one function. */
import { FINISH, START, SUSPEND, word } from "@functrace/format";
import { recording, type Recording } from "./host.js";
import { namedFunction } from "./names.js";

type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/**
 * A function that calls `fn` and records each call, with the same `this`, arguments, result, name and length. As a decorator
 * (standard or legacy) it does so for a method, getter or setter. A promise that `fn` returns is returned itself; the call
 * lasts until it settles.
 */
export function traced<Fn extends AnyFunction>(fn: Fn, context?: { readonly kind: string; readonly name: string | symbol }): Fn;
export function traced(prototype: object, name: string | symbol, descriptor: PropertyDescriptor): PropertyDescriptor;
export function traced(target: unknown, name?: unknown, descriptor?: PropertyDescriptor): unknown {
  if (descriptor !== undefined) {
    const slot = typeof descriptor.value === "function" ? "value" : typeof descriptor.get === "function" ? "get" : "set";
    return { ...descriptor, [slot]: wrap(descriptor[slot] as AnyFunction, String(name)) };
  }
  const named = (name as { name?: string | symbol } | undefined)?.name;
  return typeof target === "function" ? wrap(target as AnyFunction, named === undefined ? target.name : String(named)) : target;
}

function wrap(fn: AnyFunction, name: string): AnyFunction {
  const label = name === "" ? "(anonymous)" : name;
  const wrapper = function (this: unknown, ...args: never[]): unknown {
    const open = recording();
    return open === undefined ? Reflect.apply(fn, this, args) : call(open, fn, label, wrapper, this, args);
  };
  Object.defineProperty(wrapper, "name", { value: fn.name, configurable: true });
  Object.defineProperty(wrapper, "length", { value: fn.length, configurable: true });
  return wrapper;
}

/** A call is one that can be suspended from the start: only its result tells whether it is. */
function call(open: Recording, fn: AnyFunction, name: string, wrapper: AnyFunction, self: unknown, args: never[]): unknown {
  const { recorder } = open;
  const id = namedFunction(open, name, "async", wrapper);
  const frame = recorder.start(word(START, id));
  let threw = 1;
  let suspended = false;
  try {
    const result: unknown = Reflect.apply(fn, self, args);
    threw = 0;
    if (result instanceof Promise) {
      suspended = true;
      recorder.suspend(frame, word(SUSPEND, 0), undefined);
      // Looks on: the promise that the caller gets is fn's own, and its rejection stays the caller's to handle.
      result.then(
        () => recorder.finish(frame, word(FINISH, id), 0),
        () => recorder.finish(frame, word(FINISH, id), 1),
      );
    }
    return result;
  } finally {
    if (!suspended) recorder.finish(frame, word(FINISH, id), threw);
  }
}
