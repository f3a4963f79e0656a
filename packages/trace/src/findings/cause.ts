/** What a wait was for, in words, and whether that is a timer. */
import type { Analysis, FunctionRow, WaitSummary } from "../model.js";
import { contains, isInterval, isPartOf, isTimeoutCallback } from "../timer-owner.js";
import { type Evidence, place, sitePlace } from "./finding.js";

/** Where the timer behind a wait is created; undefined when the wait is not known to be for a timer. */
export function timerPlace(analysis: Analysis, wait: WaitSummary): Evidence | undefined {
  const { cause } = wait;
  const site = timerSite(analysis, wait);
  if (site !== undefined) return sitePlace(analysis, "timer created", site);
  if (cause.kind === "callback") {
    const callback = analysis.functions[cause.function];
    return callback?.callback?.reason === "timer" ? place("timer created", callback) : undefined;
  }
  if (cause.kind === "source" && cause.reason === "timer") return sitePlace(analysis, "timer created", wait.site);
  return undefined;
}

/** The site where the timer behind a wait was set: known from the timer itself or, where a function ran, from who gives that function to setTimeout by its name. */
function timerSite(analysis: Analysis, { cause }: WaitSummary): number | undefined {
  if (cause.kind === "timer") return cause.site;
  const ran = cause.kind === "callback" ? analysis.functions[cause.function] : undefined;
  if (ran === undefined || ran.callback !== undefined) return undefined;
  const name = lastName(ran);
  const found = analysis.sites.find(
    (site) =>
      site.kind === "timer" &&
      site.file === ran.file &&
      (site.text.startsWith(`setTimeout(${name},`) || site.text.startsWith(`setTimeout(${name})`)),
  );
  return found?.index;
}

const lastName = ({ name }: FunctionRow): string => name.slice(name.lastIndexOf(".") + 1);

/**
 * Whether the timer behind a wait was set for it: in the function that waits, or in what it awaits there. Only then is it a timeout or a
 * pause of that function; otherwise the wait goes on because of something that a timer elsewhere set off.
 */
export function ownsTimer(analysis: Analysis, wait: WaitSummary): boolean {
  const { cause } = wait;
  if (cause.kind === "source") return cause.reason === "timer";
  const waiter = analysis.functions[wait.function]!;
  const site = timerSite(analysis, wait);
  if (site !== undefined) {
    const timer = analysis.sites[site];
    const maker = timer === undefined ? undefined : analysis.functions[timer.function];
    if (timer === undefined || maker === undefined || isInterval(timer)) return false;
    return isPartOf(maker, waiter) || isMadeByAwaited(analysis, wait, maker.index);
  }
  const callback = cause.kind === "callback" ? analysis.functions[cause.function] : undefined;
  if (callback === undefined || !isTimeoutCallback(callback)) return false;
  if (isPartOf(callback, waiter)) return true;
  const maker = enclosing(analysis, callback);
  return maker !== undefined && (isPartOf(maker, waiter) || isMadeByAwaited(analysis, wait, maker.index));
}

/** Whether the recording says nothing of what was waited for. */
export function isUnnamed(analysis: Analysis, wait: WaitSummary): boolean {
  const { cause } = wait;
  if (timerSite(analysis, wait) !== undefined) return false;
  if (cause.kind === "callback") return analysis.functions[cause.function]?.callback === undefined;
  return cause.kind === "source" && cause.reason === "unknown";
}

/** Whether the one that waits has called `maker`, and calls it, or what called it, in what it awaits: `Promise.race([answer, sleep(40)])`. */
function isMadeByAwaited(analysis: Analysis, wait: WaitSummary, maker: number): boolean {
  const { tree } = analysis;
  const { function: holder, text } = analysis.sites[wait.site]!;
  // What a plain function has waited for is not what its caller's source says; and only a call sets a timer.
  if (holder !== wait.function || !text.includes("(")) return false;
  for (let node = 1; node < tree.count; node++) {
    if (tree.function[node] !== maker) continue;
    for (let at = node; at > 0; at = tree.parent[at]!) {
      if (tree.function[tree.parent[at]!] !== wait.function) continue;
      if (isCalledIn(text, lastName(analysis.functions[tree.function[at]!]!))) return true;
      break;
    }
  }
  return false;
}

function isCalledIn(text: string, name: string): boolean {
  const at = text.indexOf(`${name}(`);
  return at === 0 || (at > 0 && !/[\w$]/.test(text[at - 1]!));
}

/** The innermost function around another one. */
function enclosing(analysis: Analysis, inner: FunctionRow): FunctionRow | undefined {
  let found: FunctionRow | undefined;
  for (const row of analysis.functions) if (contains(row, inner) && (found === undefined || contains(found, row))) found = row;
  return found;
}

/** Timers go off once a wait where they drive it; a heartbeat goes off far more often, and what it ends is chance. So is what happens once or twice. */
const CALLS_OF_TIMER_MAX = 2;
const DRIVEN_WAITS_MIN = 3;

/** Whether a timer that is set elsewhere seems to be what sets off the end of these waits. */
export function isDrivenElsewhere(analysis: Analysis, wait: WaitSummary): boolean {
  const { cause } = wait;
  if (wait.count < DRIVEN_WAITS_MIN || timerPlace(analysis, wait) === undefined || ownsTimer(analysis, wait)) return false;
  if (cause.kind === "timer") return !isInterval(analysis.sites[cause.site]!);
  if (cause.kind !== "callback") return false;
  const calls = analysis.summaries.find((summary) => summary.function.index === cause.function)?.calls ?? 0;
  return calls <= CALLS_OF_TIMER_MAX * wait.count;
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
  if (cause.kind === "source") return REASONS[cause.reason];
  if (timerPlace(analysis, wait) !== undefined && !ownsTimer(analysis, wait)) {
    return isDrivenElsewhere(analysis, wait) ? "something that a timer elsewhere drives" : REASONS.unknown;
  }
  if (cause.kind === "timer") return REASONS.timer;
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
