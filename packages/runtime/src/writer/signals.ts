/**
 * Signals in a worker thread. Node gives workers none, though its event loop can: this takes Node's own signal handle, by the
 * flag --expose-internals that the writer thread alone is started with. Where that fails, signals stay with the system: the
 * process dies at once and at most the last moments are lost.
 */
import { createRequire } from "node:module";
import { constants } from "node:os";

interface SignalHandle {
  onsignal: () => void;
  start(signal: number): number;
  close(): void;
}

/** Calls `received` at each such signal; its argument ends the watch, after which the system's own action holds again. */
export function watchSignal(signal: "SIGINT" | "SIGTERM", received: (stop: () => void) => void): void {
  try {
    const require = createRequire(__filename);
    const { internalBinding } = require("internal/test/binding") as {
      internalBinding(name: string): { Signal: new () => SignalHandle };
    };
    const { Signal } = internalBinding("signal_wrap");
    const handle = new Signal();
    handle.onsignal = () => received(() => handle.close());
    handle.start(constants.signals[signal]);
  } catch {
    // See above: nothing is promised without it.
  }
}
