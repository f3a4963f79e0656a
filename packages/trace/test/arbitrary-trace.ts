/** Random traces: well-formed ones, as a program could make them, and ill-formed ones, of events in any order. */
import { word, type FunctionEntry, type SiteEntry, type TraceEvent } from "@functrace/format";
import fc from "fast-check";
import { fn, site } from "./recording.js";

export const FUNCTIONS: readonly FunctionEntry[] = [
  fn("plain"),
  fn("other", { line: 2 }),
  fn("outer", { line: 3, kind: "async" }),
  fn("inner", { line: 4, kind: "async" }),
  fn("each", { line: 5, kind: "generator" }),
  fn("by hand", { line: 6, kind: "async", end: 0 }),
];

/** Sites by the function that holds them, from 0. */
export const SITES: readonly SiteEntry[] = [
  site(2, { line: 10, callee: "inner", text: "inner()" }),
  site(2, { line: 11, callee: "all", text: "Promise.all([inner(), inner()])" }),
  site(2, { line: 12, text: "p" }),
  site(2, { line: 13, callee: "read", text: "read()", reason: "file" }),
  site(3, { line: 14, callee: "plain", text: "plain()" }),
  site(3, { line: 15, callee: "elsewhere", text: "elsewhere()" }),
  site(4, { line: 16, kind: "yield", text: "1" }),
  site(0, { line: 17, kind: "timer", text: "setTimeout(resolve)" }),
  site(3, { line: 18, callee: "inner", text: "inner()" }),
];
/** By the id of the function that holds it: the site that awaits inner by its name. */
const AWAITS_INNER: Readonly<Record<number, number>> = { 3: 1, 4: 9 };
const INNER = 4;

const elapsed = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 300 }) },
  fc.constantFrom(0, 60_000, 100_000, 100_001, 2_000_000, 3_000_000, 45_000_000, 60_000_000, 5_000_000_000),
);

/** Events in any order, of few functions, frames and sites, so that they meet. */
export const illFormed: fc.Arbitrary<readonly TraceEvent[]> = fc
  .array(
    fc.record({
      elapsed,
      code: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7),
      id: fc.constantFrom(1, 2, 3, 3, 4, 4, 5, 6, 6, 9),
      site: fc.integer({ min: 1, max: 10 }),
      frame: fc.integer({ min: 0, max: 3 }),
      flag: fc.boolean(),
    }),
    { maxLength: 80, size: "max" },
  )
  .map((steps) => {
    let time = 1_000;
    return steps.map((step) => {
      time += step.elapsed;
      if (step.code === 7) return { time, word: word(7, 1), extra: step.site };
      const payload = step.code === 4 ? step.site : step.id;
      const extra = step.code < 3 ? 0 : step.code === 4 || step.code === 6 ? step.frame * 2 + Number(step.flag) : step.frame;
      return { time, word: word(step.code, payload), extra };
    });
  });

/** Events as a program makes them: a stack, suspended calls, frames given out again; it may end at any moment. */
export const wellFormed: fc.Arbitrary<readonly TraceEvent[]> = fc
  .array(fc.record({ elapsed, choice: fc.noBias(fc.nat()), other: fc.noBias(fc.nat()) }), { maxLength: 120, size: "max" })
  .map((steps) => {
    const events: TraceEvent[] = [];
    const stack: { id: number; frame: number }[] = [];
    const suspended: { id: number; frame: number }[] = [];
    const used = new Set<number>();
    let time = 1_000;
    let exited = false;
    /** The function of the call that was suspended or finished right before, beneath which its caller goes on. */
    let handed = 0;
    const pick = <Item>(items: readonly Item[], number: number): Item => items[number % items.length]!;
    for (const { elapsed: nanoseconds, choice, other } of steps) {
      const top = stack.at(-1);
      const moves = ["enter", "enter", "start", "start"];
      if (top) moves.push(...(top.frame < 0 ? ["exit", "exit", "throw"] : ["suspend", "suspend", "suspend", "finish"]));
      // Often a caller awaits, or hands on, the promise that it has just got.
      if (handed > 0 && top && top.frame >= 0 && other % 4 > 0) moves.splice(0, moves.length, "suspend", "finish", "finish");
      if (suspended.length > 0) moves.push("resume", "resume", "reject");
      if (!top) moves.push("fire");
      const move = pick(moves, choice);
      const push = (code: number, payload: number, extra = 0): void =>
        void events.push({ time, word: word(code, payload), extra });
      time += nanoseconds;
      if (move === "enter") {
        const id = 1 + (other % 2);
        stack.push({ id, frame: -1 });
        push(0, id);
      } else if (move === "start") {
        const call = { id: choice % 3 > 0 ? INNER : 3 + (other % 3), frame: 0 };
        while (used.has(call.frame)) call.frame++;
        used.add(call.frame);
        stack.push(call);
        push(3, call.id, call.frame);
      } else if (move === "exit" || move === "throw") {
        push(move === "exit" ? 1 : 2, stack.pop()!.id);
      } else if (move === "suspend") {
        const call = stack.pop()!;
        const here = SITES.flatMap((entry, index) => (entry.function + 1 === call.id ? [index + 1] : []));
        suspended.push(call);
        const byName = handed === INNER && choice % 5 > 0 ? AWAITS_INNER[call.id] : undefined;
        push(4, byName ?? pick(here, other), call.frame * 2 + Number(exited && other % 3 > 0));
      } else if (move === "finish") {
        const call = stack.pop()!;
        used.delete(call.frame);
        push(6, call.id, call.frame * 2 + (other % 2));
      } else if (move === "resume" || move === "reject") {
        const [call] = suspended.splice(other % suspended.length, 1);
        if (move === "resume") {
          stack.push(call!);
          push(5, call!.id, call!.frame);
        } else {
          used.delete(call!.frame);
          push(6, call!.id, call!.frame * 2 + 1);
        }
      } else {
        push(7, 1, 8);
      }
      exited = move === "exit";
      handed = move === "suspend" || move === "finish" ? top!.id : 0;
    }
    return events;
  });
