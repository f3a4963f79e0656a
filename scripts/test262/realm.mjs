/**
 * What the runtime's preload puts into a traced program's realm, for a fresh one: the recorder itself, writing into memory that nobody
 * reads, and the author's text of functions. Bundled into one script that is run within each realm, so that all its objects are the realm's own.
 */
import { restoreFunctionText } from "../../packages/runtime/src/function-text.ts";
import { createRecorder } from "../../packages/runtime/src/recorder.ts";
import { openRing } from "../../packages/runtime/src/ring.ts";

/**
 * @param {SharedArrayBuffer} memory of a ring
 * @param {Int32Array} control
 */
export function install(memory, control) {
  const recorder = createRecorder(openRing(memory), control, "drop");
  const globals = {
    __ft_enter: recorder.enter,
    __ft_exit: recorder.exit,
    __ft_start: recorder.start,
    __ft_suspend: recorder.suspend,
    __ft_resume: recorder.resume,
    __ft_caught: recorder.caught,
    __ft_finish: recorder.finish,
    __ft_timer: (/** @type {number} */ _site, /** @type {unknown} */ handle) => handle,
  };
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value });
  restoreFunctionText();
}
