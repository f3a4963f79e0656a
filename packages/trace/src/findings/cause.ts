/** What a wait was for, in words, and whether that is a timer. */
import type { Analysis, WaitSummary } from "../model.js";
import { type Evidence, place, sitePlace } from "./finding.js";

/** Where the timer behind a wait is created; undefined when the wait is not known to be for a timer. */
export function timerPlace(analysis: Analysis, wait: WaitSummary): Evidence | undefined {
  const { cause } = wait;
  if (cause.kind === "timer") return sitePlace(analysis, "timer created", cause.site);
  if (cause.kind === "callback") {
    const callback = analysis.functions[cause.function];
    return callback?.callback?.reason === "timer" ? place("timer created", callback) : undefined;
  }
  if (cause.kind === "source" && cause.reason === "timer") return sitePlace(analysis, "timer created", wait.site);
  return undefined;
}

/** Whether the timer behind a wait is created within the function that waits. */
export function ownsTimer(analysis: Analysis, wait: WaitSummary): boolean {
  const { cause } = wait;
  if (cause.kind === "timer") return analysis.sites[cause.site]?.function === wait.function;
  if (cause.kind !== "callback") return cause.kind === "source" && cause.reason === "timer";
  const waiter = analysis.functions[wait.function]!;
  const callback = analysis.functions[cause.function]!;
  return callback.file === waiter.file && callback.start >= waiter.start && callback.end <= waiter.end;
}

const REASONS = {
  timer: "a timer",
  file: "the file system",
  socket: "a socket",
  dns: "a name to be resolved",
  "child process": "a child process",
  worker: "a worker thread",
  event: "an event",
  stream: "a stream",
  call: "another call",
  yield: "its consumer to ask for the next value",
  unknown: "something that the recording does not name",
} as const;

/** The noun after "waiting for". */
export function causeText(analysis: Analysis, wait: WaitSummary): string {
  const { cause } = wait;
  if (cause.kind === "timer") return REASONS.timer;
  if (cause.kind === "source") return REASONS[cause.reason];
  const name = analysis.functions[cause.function]?.name ?? "an unknown function";
  if (cause.kind === "call") return name;
  const reason = analysis.functions[cause.function]?.callback?.reason;
  return reason === undefined || reason === "unknown" ? `${name} to be called` : `${REASONS[reason]} (${name})`;
}

/**
 * Whether the wait itself is in this function, rather than in a traced call that it awaits. A generator's wait for its consumer is
 * nobody's wait.
 */
export function isLeaf(wait: WaitSummary): boolean {
  return (
    wait.cause.kind !== "call" &&
    !(wait.cause.kind === "source" && (wait.cause.reason === "yield" || wait.cause.reason === "call"))
  );
}

/** Indexes of the waits in which these functions, and the calls that they await, spend their waiting. */
export function waitsBeneath(analysis: Analysis, functions: Iterable<number>): number[] {
  const byFunction = waitsByFunction(analysis);
  const seen = new Set(functions);
  const found: number[] = [];
  // A set may grow while it is walked: the walk comes to what is added.
  for (const each of seen) {
    for (const index of byFunction.get(each) ?? []) {
      const wait = analysis.waits[index]!;
      if (wait.cause.kind === "call") seen.add(wait.cause.function);
      else if (isLeaf(wait)) found.push(index);
    }
  }
  return found;
}

/** Made once an analysis: a large program has thousands of waits, and many loops that are asked about. */
const indexes = new WeakMap<Analysis, ReadonlyMap<number, readonly number[]>>();

function waitsByFunction(analysis: Analysis): ReadonlyMap<number, readonly number[]> {
  const known = indexes.get(analysis);
  if (known !== undefined) return known;
  const made = new Map<number, number[]>();
  analysis.waits.forEach((wait, index) => {
    const list = made.get(wait.function);
    if (list === undefined) made.set(wait.function, [index]);
    else list.push(index);
  });
  indexes.set(analysis, made);
  return made;
}

/** The functions that are awaited at these sites. */
export function awaitedAt(analysis: Analysis, sites: readonly number[]): number[] {
  return analysis.waits.flatMap((wait) => {
    if (!sites.includes(wait.site)) return [];
    return wait.cause.kind === "call" ? [wait.cause.function] : [wait.function];
  });
}
