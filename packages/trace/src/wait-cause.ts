/**
 * What a wait was for: the recording has no pointer from a promise to what settles it, but the order of events tells much. Evidence
 * in the order of its weight: a traced call whose promise is the operand; what the source says; a timer, or a root call, right before the
 * resume. The last is a guess, as a heartbeat can fire at that very moment: so it yields to the source, unless the timer was set by the
 * one who waits, to give up.
 *
 * A wait has the cause that it was *directly* for: when A awaits B and B a timer, A's cause is the call B.
 */
import { CLOSED, SUSPENDED, type Frame } from "./frame.js";
import type { FunctionRow, SiteRow } from "./model.js";
import { isInterval, isPartOf, isTimeoutCallback } from "./timer-owner.js";
import { causedByCall, causedByCallback, causedBySource, causedByTimer, type CauseCode } from "./wait-ledger.js";

/** What rows a recording has. */
export interface Tables {
  readonly functions: readonly FunctionRow[];
  readonly sites: readonly SiteRow[];
}

/** What happened last on the thread, when a wait ends. */
export interface Moment {
  /** Site of the last timer that fired, with no root call since; −1 for none. */
  readonly firedSite: number;
  readonly firedAt: number;
  /** Function of the root call whose end was the event right before; −1 for none. */
  readonly rootFunction: number;
  readonly rootEndedAt: number;
}

/** Two events within this time are one right after the other: microtasks run between them, no turn of the event loop does. */
export const DIRECTLY_NS = 100_000;

/** Functions of Promise that wait for several promises at once. */
const COMBINATORS: ReadonlySet<string> = new Set(["all", "allSettled", "race", "any"]);

/** `Promise.all(…)`, but not `db.all(…)`. */
const isCombinator = ({ callee, text }: SiteRow): boolean =>
  callee !== undefined && COMBINATORS.has(callee) && text.startsWith("Promise.");

/**
 * Notes, when `frame` is about to be suspended at `site`, that `last` may be the call it awaits: its suspend or finish is the event
 * right before. Not when the source knows better: another callee with a reason of its own, or several promises at once.
 */
export function noteAwaited(frame: Frame, site: SiteRow, last: Frame, functions: readonly FunctionRow[]): void {
  if (last.parent !== frame || last.parentSerial !== frame.serial) return;
  if (isCombinator(site)) return;
  const byName = site.callee !== undefined && site.callee === lastName(functions[last.functionIndex].name);
  if (!byName && site.reason !== undefined) return;
  frame.awaited = last;
  frame.awaitedSerial = last.serial;
  frame.awaitedFunction = last.functionIndex;
  frame.awaitedByName = byName;
  if (last.state === CLOSED) {
    frame.childFunction = last.functionIndex;
    frame.childFinishedAt = frame.suspendedAt;
  }
}

/** The cause of the wait of `frame` that ends at `time`; without a moment when it does not end, but the recording does. */
export function waitCause(frame: Frame, site: SiteRow, time: number, moment: Moment | undefined, tables: Tables): CauseCode {
  if (site.kind === "yield") return causedBySource("yield");
  if (frame.lastingCount > 0) return causedByCall(frame.lasting[0].functionIndex);
  if (frame.awaited !== undefined) {
    const open = frame.awaited.serial === frame.awaitedSerial && frame.awaited.state !== CLOSED;
    // Still open when the awaiter goes on: it was started and left alone, and something else was awaited.
    if (moment === undefined ? open : !open && (frame.awaitedByName || childEndedIt(frame, time))) {
      return causedByCall(frame.awaitedFunction);
    }
  }
  if ((site.callee === undefined || isCombinator(site)) && childEndedIt(frame, time)) {
    return causedByCall(frame.childFunction);
  }
  return outerCause(site, time, moment, tables);
}

/** The cause of the same wait for one of the calls that last as long as it. */
export function lastingCause(
  frame: Frame,
  index: number,
  site: SiteRow,
  time: number,
  moment: Moment | undefined,
  tables: Tables,
): CauseCode {
  if (index + 1 < frame.lastingCount) return causedByCall(frame.lasting[index + 1].functionIndex);
  const { plain, end, followedFunction, followedEndedAt } = frame.lasting[index];
  if (plain) return childEndedIt(frame, time) ? causedByCall(frame.childFunction) : outerCause(site, time, moment, tables);
  if (followedFunction >= 0) {
    const ended = followedEndedAt >= 0;
    if (moment === undefined ? !ended : ended && isNear(time, followedEndedAt, end)) return causedByCall(followedFunction);
  }
  return outerCause(site, time, moment, tables);
}

/** The child that finished last did so right before, or at least in the last tenth of the wait. */
function childEndedIt(frame: Frame, time: number): boolean {
  return frame.childFunction >= 0 && isNear(time, frame.childFinishedAt, frame.suspendedAt);
}

function isNear(time: number, before: number, begin: number): boolean {
  const since = time - before;
  return since <= DIRECTLY_NS || since * 10 <= time - begin;
}

function outerCause(site: SiteRow, time: number, moment: Moment | undefined, { functions, sites }: Tables): CauseCode {
  if (moment === undefined) return causedBySource(site.reason ?? "unknown");
  const { firedSite, firedAt, rootFunction, rootEndedAt } = moment;
  const fired = firedSite >= 0 && time - firedAt <= DIRECTLY_NS ? sites[firedSite] : undefined;
  const root = rootFunction >= 0 && time - rootEndedAt <= DIRECTLY_NS ? functions[rootFunction] : undefined;
  if (site.reason === undefined) {
    if (fired !== undefined) return causedByTimer(firedSite);
    return root === undefined ? causedBySource("unknown") : causedByCallback(rootFunction);
  }
  // Of an awaited timer the source tells all there is to know.
  if (site.reason === "timer") return causedBySource("timer");
  const holder = functions[site.function];
  if (fired !== undefined && !isInterval(fired) && isPartOf(functions[fired.function], holder)) return causedByTimer(firedSite);
  if (root !== undefined && isTimeoutCallback(root) && isPartOf(root, holder)) return causedByCallback(rootFunction);
  return causedBySource(site.reason);
}

/** A suspendable call ends: tells the call that started it, if that one waits, and the call that follows it. */
export function noteChildFinished(child: Frame, time: number): void {
  const { parent, follower } = child;
  if (follower !== undefined) {
    follower.lasting[follower.lastingCount - 1].followedEndedAt = time;
    child.follower = undefined;
  }
  if (parent === undefined || parent.serial !== child.parentSerial || parent.state !== SUSPENDED) return;
  parent.childFunction = child.functionIndex;
  parent.childFinishedAt = time;
}

/** `read` of `Socket.prototype.read`, `#read` of `Socket.#read`. */
const lastName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
