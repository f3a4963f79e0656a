/** `using _ = trace("name")`: a call of a function that is named by hand, until the end of the block. */
import { FINISH, START, SUSPEND, word } from "@functrace/format";
import { recording } from "./host.js";
import { namedFunction } from "./names.js";

/** An open call; ends once, by `end()` or at the end of the block that declares it with `using`. */
export interface Trace extends Disposable {
  end(): void;
}

const NOTHING: Trace = { end() {}, [Symbol.dispose]() {} };

/**
 * Begins a call named `name`. One that is still open when the synchronous code around it ends (an `await` came) counts as waiting
 * from then on, until it is ended: what runs on the thread meanwhile may be anything else.
 */
export function trace(name: string): Trace {
  const open = recording();
  if (open === undefined) return NOTHING;
  const { recorder } = open;
  const id = namedFunction(open, name, "async", trace);
  const frame = recorder.start(word(START, id));
  let ended = false;
  queueMicrotask(() => {
    if (!ended) recorder.suspend(frame, word(SUSPEND, 0), undefined);
  });
  const end = (): void => {
    if (ended) return;
    ended = true;
    recorder.finish(frame, word(FINISH, id), 0);
  };
  return { end, [Symbol.dispose]: end };
}
