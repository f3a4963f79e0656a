/**
 * Learns what happens to the process without becoming a listener that the program could see (`process.listenerCount`,
 * signal-exit and the like count them): by an own `emit` on `process`, through which Node itself and `process.on` go.
 */
import { apply, atomicsStore, defineProperty } from "./builtins.js";
import { OWN_SIGNAL, SIGNALS } from "./ring.js";

declare global {
  namespace NodeJS {
    interface Process {
      reallyExit: (...args: unknown[]) => void;
    }
  }
}

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;

/**
 * `exited` runs after the last of the program's own "exit" listeners, so that their calls are recorded too. While the program
 * listens to a signal, its control word says so: the writer then leaves that signal to it.
 */
export function watchProcess(control: Int32Array, exited: () => void): void {
  const inherited = process.emit as Emit;
  const { emit } = {
    emit(this: unknown, event: string | symbol, ...args: unknown[]): boolean {
      if (event === "newListener") noteSignal(args[0], 1);
      else if (event === "removeListener") noteSignal(args[0], process.listenerCount(args[0] as string) > 0 ? 1 : 0);
      if (event !== "exit") return apply(inherited, this, [event, ...args]) as boolean;
      try {
        return apply(inherited, this, [event, ...args]) as boolean;
      } finally {
        exited();
      }
    },
  };
  function noteSignal(signal: unknown, listens: number): void {
    for (let index = 0; index < SIGNALS.length; index++)
      if (SIGNALS[index] === signal) atomicsStore(control, OWN_SIGNAL + index, listens);
  }
  // process.exit() from within an "exit" listener goes straight here.
  const reallyExit = process.reallyExit;
  const replaced = {
    reallyExit(this: unknown, ...args: unknown[]): void {
      exited();
      apply(reallyExit, process, args);
    },
  };
  defineProperty(process, "reallyExit", { value: replaced.reallyExit, writable: true, enumerable: true, configurable: true });
  defineProperty(process, "emit", { value: emit, writable: true, enumerable: false, configurable: true });
}
