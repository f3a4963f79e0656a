/**
 * The analysis once more, slow and plain: every call and every wait is an object that is kept, and all sums are made at the end. What
 * `analyze` must agree with to the nanosecond.
 */
import { CODE_MASK, type FunctionEntry, type SiteEntry, type TraceEvent } from "@functrace/format";

interface Call {
  readonly fn: number;
  readonly parent: Call | undefined;
  readonly entry: number;
  end: number;
  self: number;
  wait: number;
  threw: boolean;
  unfinished: boolean;
  closed: boolean;
  /** Of calls that can be suspended. */
  readonly frame?: number;
  /** The suspendable call that is nearest beneath it on the stack when it starts. */
  readonly starter?: Call | undefined;
  suspension?: Suspension | undefined;
  waits: Wait[];
  /** Of calls that can be suspended: the last child that it started; when it ended, and what its promise then seemed to follow. */
  lastStarted?: Call;
  closedAt: number;
  follows?: Call | undefined;
}

/** A call that has ended and lasts until the suspension does; `follows`: what was open of it. */
interface Lasting {
  readonly call: Call;
  readonly end: number;
  readonly follows?: Call | undefined;
}

interface Suspension {
  readonly site: number;
  readonly since: number;
  readonly lasting: Lasting[];
  readonly awaited?: { readonly call: Call; readonly byName: boolean };
  lastChild?: { readonly fn: number; readonly at: number };
}

export interface Wait {
  readonly fn: number;
  readonly site: number;
  readonly cause: string;
  readonly begin: number;
  readonly duration: number;
  readonly unfinished: boolean;
}

export interface Reference {
  readonly calls: readonly Call[];
  readonly waits: readonly Wait[];
  readonly start: number;
  readonly tasks: number;
  readonly lostExits: number;
  readonly turns: readonly { readonly fn: number; readonly duration: number }[];
  readonly growths: readonly { readonly fn: number; readonly site: number; readonly row: readonly number[] }[];
}

const DIRECTLY = 100_000;
const isCombinator = ({ callee, text }: SiteEntry): boolean =>
  text.startsWith("Promise.") && ["all", "allSettled", "race", "any"].includes(callee ?? "");

/** Function and site ids are from 1, in the order of the lists; those beyond are unknown, 0. */
export function reference(
  events: readonly TraceEvent[],
  functions: readonly FunctionEntry[],
  sites: readonly SiteEntry[],
): Reference {
  const calls: Call[] = [];
  const waits: Wait[] = [];
  const turns: { fn: number; duration: number }[] = [];
  const growths: { fn: number; site: number; row: number[] }[] = [];
  const stack: { call: Call; since: number; id: number }[] = [];
  let open: Call[] = [];
  let segments: { fn: number; duration: number }[] = [];
  let turnStart = 0;
  let tasks = 0;
  let lostExits = 0;
  let time = events[0]?.time ?? 0;
  let fired: { site: number; at: number } | undefined;
  /** What the event before did, unless it was ignored. */
  type Done = { exited?: Call; async?: Call; root?: Call; at: number };
  let before: Done | undefined;
  let ending = false;

  const fnOf = (id: number): number => (id >= 1 && id <= functions.length ? id : 0);
  const siteOf = (id: number): number => (id >= 1 && id <= sites.length ? id : 0);
  const siteAt = (site: number): SiteEntry => sites[site - 1] ?? { kind: "await", function: -1, line: 0, column: 0, text: "" };
  const ids = new Map<Call, number>();

  const newCall = (id: number, frame?: number): Call => {
    if (stack.length === 0) {
      tasks++;
      turnStart = time;
      segments = [];
      fired = undefined;
    }
    const starter = stack.findLast((entry) => entry.call.frame !== undefined)?.call;
    const call: Call = {
      fn: fnOf(id),
      parent: stack.at(-1)?.call,
      entry: time,
      end: time,
      self: 0,
      wait: 0,
      threw: false,
      unfinished: false,
      closed: false,
      closedAt: time,
      waits: [],
      ...(frame !== undefined && { frame, starter }),
    };
    ids.set(call, id);
    calls.push(call);
    stack.push({ call, since: time, id });
    if (frame !== undefined) open.push(call);
    if (frame !== undefined && starter) starter.lastStarted = call;
    return call;
  };

  const leaveStack = (): void => {
    const { call, since } = stack.pop()!;
    segments.push({ fn: call.fn, duration: time - since });
    if (stack.length > 0 || time - turnStart < 50e6) return;
    const deepest = segments.find((segment) => segment.duration >= 40e6 && segment.duration >= (time - turnStart) * 0.8);
    if (deepest) turns.push({ fn: deepest.fn, duration: time - turnStart });
  };

  const close = (call: Call, threw: boolean): void => {
    call.end = time;
    call.threw = threw;
    call.closed = true;
    call.closedAt = time;
    call.unfinished = ending;
    open = open.filter((other) => other !== call);
    if (call.starter?.suspension) call.starter.suspension.lastChild = { fn: call.fn, at: time };
    // Growing waits, site by site.
    for (const site of new Set(call.waits.map((wait) => wait.site))) {
      if (siteAt(site).kind !== "await") continue;
      let row: number[] = [];
      const end = (): void => {
        if (row.length >= 3) growths.push({ fn: call.fn, site, row });
        row = [];
      };
      for (const { duration } of call.waits.filter((wait) => wait.site === site)) {
        if (row.length > 0 && duration < row.at(-1)! * 1.3) end();
        if (duration >= 1e6) row.push(duration);
      }
      end();
    }
  };

  const unwind = (height: number): void => {
    while (stack.length > height) {
      if (!ending) lostExits++;
      const { call } = stack.at(-1)!;
      leaveStack();
      close(call, false);
    }
  };

  const suspendAbove = (height: number): void => {
    while (stack.length > height) {
      const { call } = stack.at(-1)!;
      const byHand = call.frame !== undefined && functions[call.fn - 1]?.end === 0;
      if (byHand) {
        leaveStack();
        call.suspension = { site: 0, since: time, lasting: [] };
      } else {
        unwind(stack.length - 1);
      }
    }
  };

  const endWait = (call: Call, resumed: boolean): void => {
    const suspension = call.suspension!;
    const { since, lasting, awaited, lastChild } = suspension;
    const site = siteAt(suspension.site);
    call.suspension = undefined;
    call.wait += time - since;
    const isNear = (before: number, begin: number): boolean => time - before <= DIRECTLY || (time - before) * 10 <= time - begin;
    const near = lastChild && isNear(lastChild.at, since);
    const outer = (): string => {
      const firedNow = resumed && fired !== undefined && time - fired.at <= DIRECTLY;
      // No function here lies within another one, and none is the callback of a timer.
      const isOwn = firedNow && site.reason !== "timer" && siteAt(fired!.site).function === site.function;
      if (site.reason !== undefined && !isOwn) return `source ${site.reason}`;
      if (firedNow) return `timer ${fired!.site}`;
      if (resumed && stack.length === 0 && before?.root && time - before.at <= DIRECTLY) return `callback ${before.root.fn}`;
      return "source unknown";
    };
    const cause = (): string => {
      if (site.kind === "yield") return "source yield";
      if (lasting[0]) return `call ${lasting[0].call.fn}`;
      if (awaited && (resumed ? awaited.call.closed && (awaited.byName || near) : !awaited.call.closed))
        return `call ${awaited.call.fn}`;
      if (near && (site.callee === undefined || isCombinator(site))) return `call ${lastChild!.fn}`;
      return outer();
    };
    const causeOfLasting = ({ call: ended, end, follows }: Lasting, next: Lasting | undefined): string => {
      if (next) return `call ${next.call.fn}`;
      if (ended.frame === undefined) return near ? `call ${lastChild!.fn}` : outer();
      if (follows && (resumed ? follows.closed && isNear(follows.closedAt, end) : !follows.closed)) return `call ${follows.fn}`;
      return outer();
    };
    const wait = { fn: call.fn, site: suspension.site, cause: cause(), begin: since, duration: time - since, unfinished: ending };
    waits.push(wait);
    call.waits.push(wait);
    lasting.forEach((each, index) => {
      const { call: ended, end } = each;
      ended.end = time;
      ended.wait += time - end;
      ended.unfinished = ending;
      waits.push({
        fn: ended.fn,
        site: suspension.site,
        cause: causeOfLasting(each, lasting[index + 1]),
        begin: end,
        duration: time - end,
        unfinished: ending,
      });
    });
  };

  /** `finished`, and those that finished right before it and that it follows, last until the suspension ends. */
  const outlast = (suspension: Suspension, finished: Call): void => {
    for (let call: Call | undefined = finished; call?.closed === true; call = call.follows) {
      suspension.lasting.push({ call, end: call.closedAt, follows: call.follows?.closed === false ? call.follows : undefined });
    }
  };

  const openFrame = (frame: number): Call | undefined => open.find((call) => call.frame === frame);
  const heightOf = (call: Call): number => stack.findIndex((entry) => entry.call === call) + 1;

  /** What the event did; undefined when it is ignored. */
  const apply = (code: number, payload: number, extra: number): Done | undefined => {
    const at = time;
    switch (code) {
      case 0:
        newCall(payload);
        return { at };
      case 1:
      case 2: {
        const index = stack.findLastIndex((entry) => entry.call.frame === undefined && entry.id === payload);
        if (index < 0) return undefined;
        unwind(index + 1);
        const { call } = stack.at(-1)!;
        leaveStack();
        close(call, code === 2);
        return { at, ...(code === 1 && { exited: call }), ...(stack.length === 0 && { root: call }) };
      }
      case 3: {
        const lost = openFrame(extra);
        if (lost?.suspension) {
          lostExits++;
          endWait(lost, false);
          close(lost, false);
        } else if (lost) {
          unwind(heightOf(lost) - 1);
        }
        newCall(payload, extra);
        return { at };
      }
      case 4: {
        const call = openFrame(Math.floor(extra / 2));
        const site = siteOf(payload);
        if (!call || call.suspension) return undefined;
        if (site !== 0 && call.fn !== 0 && siteAt(site).function + 1 !== call.fn) return undefined;
        const last = stack.at(-1)!.call === call ? before : undefined;
        suspendAbove(heightOf(call));
        const entry = siteAt(site);
        const child = last?.async?.starter === call && !isCombinator(entry) ? last.async : undefined;
        const byName = child !== undefined && entry.callee !== undefined && entry.callee === functions[child.fn - 1]?.name;
        const awaited = child && (byName || entry.reason === undefined) ? { call: child, byName } : undefined;
        const suspension: Suspension = {
          site,
          since: time,
          lasting: [],
          ...(awaited && { awaited }),
          ...(awaited?.call.closed && { lastChild: { fn: awaited.call.fn, at: time } }),
        };
        call.suspension = suspension;
        if (extra % 2 === 1 && entry.kind !== "yield" && last?.exited) {
          suspension.lasting.push({ call: last.exited, end: last.at });
        }
        if (byName && awaited && !awaited.call.threw && entry.kind === "await") outlast(suspension, awaited.call);
        leaveStack();
        return { at, async: call };
      }
      case 5: {
        const call = openFrame(extra);
        if (!call?.suspension || ids.get(call) !== payload) return undefined;
        endWait(call, true);
        if (stack.length === 0) {
          turnStart = time;
          segments = [];
        }
        stack.push({ call, since: time, id: payload });
        return { at };
      }
      case 6: {
        const call = openFrame(Math.floor(extra / 2));
        if (!call || ids.get(call) !== payload) return undefined;
        const waited = call.waits.length > 0 || call.suspension;
        if (call.suspension) {
          endWait(call, true);
        } else {
          const last = stack.at(-1)!.call === call ? before?.async : undefined;
          unwind(heightOf(call));
          const child = last?.starter === call && (!last.closed || last.follows) ? last : undefined;
          if (extra % 2 === 0) call.follows = child ?? (call.lastStarted?.closed === false ? call.lastStarted : undefined);
          leaveStack();
        }
        close(call, extra % 2 === 1);
        const awaiter = open.find(
          ({ suspension }) =>
            suspension?.lasting.at(-1)?.follows === call ||
            (suspension?.awaited?.call === call && suspension.awaited.byName && suspension.lasting.length === 0),
        );
        if (call.follows && awaiter?.suspension) outlast(awaiter.suspension, call);
        return { at, async: call, ...(stack.length === 0 && !waited && { root: call }) };
      }
      default:
        if (payload === 1) fired = { site: siteOf(extra), at: time };
        return { at };
    }
  };

  for (const event of events) {
    const top = stack.at(-1);
    if (top) top.call.self += event.time - time;
    time = event.time;
    before = apply(event.word & CODE_MASK, event.word >>> 3, event.extra);
  }
  ending = true;
  for (const call of open.filter((call) => call.suspension)) endWait(call, false);
  for (const call of open.slice()) if (!stack.some((entry) => entry.call === call)) close(call, false);
  unwind(0);
  return { calls, waits, start: events[0]?.time ?? 0, tasks, lostExits, turns, growths };
}

/** Whether a call of the same function is above it. */
export function isNested(call: Call): boolean {
  for (let above = call.parent; above; above = above.parent) if (above.fn === call.fn) return true;
  return false;
}

/** The functions from the root to the call. */
export function pathOf(call: Call): string {
  return call.parent ? `${pathOf(call.parent)}/${call.fn}` : `${call.fn}`;
}
