/** Calls that last beyond their end, because the promise that they hand on is not settled: by example. */
import { expect, test } from "vitest";
import { analyze, type Analysis } from "../src/index.js";
import { Events, fn, open, recording, site } from "./recording.js";

const MS = 1_000_000;
const ACCEPT = 2;
const SEND = 3;
const functions = [
  fn("main", { kind: "async" }),
  fn("Socket.accept", { kind: "async", line: 2 }),
  fn("Socket.send", { kind: "async", line: 3 }),
  fn("log", { kind: "async", line: 4 }),
];
const sites = [
  site(0, { callee: "accept", text: "socket.accept()" }),
  site(2, { line: 3, callee: "once", text: "once(socket)", reason: "socket" }),
  site(2, { line: 4, kind: "timer", text: "setTimeout(give up, 250)" }),
  site(0, { line: 5, callee: "other", text: "other()" }),
  site(1, { line: 6, text: "this.ready" }),
  site(3, { line: 7, text: "file.write(line)", reason: "file" }),
];
const analysisOf = (events: Events): Analysis => analyze(open(recording(functions, sites, events.list)));
const call = (analysis: Analysis, name: string) => analysis.summaries.find((row) => row.function.name === name);
const waits = (analysis: Analysis): string[] =>
  analysis.waits
    .map(({ function: of, cause, total_ns }) => {
      const what =
        cause.kind === "timer" ? "a timer" : cause.kind === "source" ? cause.reason : functions[cause.function - 1]!.name;
      return `${functions[of - 1]!.name} waits ${total_ns / MS} ms for ${what}`;
    })
    .sort();

test("promise-of-an-open-call-handed-on: the call lasts until its awaiter goes on, and waits for that other call", () => {
  const events = new Events()
    .start(1, 0)
    .start(ACCEPT, 1)
    .after(500)
    .start(SEND, 2)
    .suspend(2, 2)
    .finish(ACCEPT, 1)
    .suspend(1, 0)
    .after(250 * MS)
    .resume(SEND, 2)
    .finish(SEND, 2)
    .resume(1, 0)
    .finish(1, 0);
  const analysis = analysisOf(events);
  expect(call(analysis, "Socket.accept")).toMatchObject({
    calls: 1,
    total_ns: 250 * MS + 500,
    wait_ns: 250 * MS,
    self_ns: 500,
    max_ns: 250 * MS + 500,
  });
  expect(waits(analysis)).toEqual([
    "Socket.accept waits 250 ms for Socket.send",
    "Socket.send waits 250 ms for socket",
    "main waits 250 ms for Socket.accept",
  ]);
});

test("promise-from-elsewhere-handed-on: the call waits for what the event loop shows", () => {
  const events = new Events()
    .start(1, 0)
    .start(ACCEPT, 1)
    .finish(ACCEPT, 1)
    .suspend(1, 0)
    .after(250 * MS)
    .fire(3)
    .resume(1, 0)
    .finish(1, 0);
  expect(waits(analysisOf(events))).toEqual(["Socket.accept waits 250 ms for a timer", "main waits 250 ms for Socket.accept"]);
});

test("promise-handed-on-twice: every call of the row lasts, each for the next", () => {
  const events = new Events()
    .start(1, 0)
    .start(ACCEPT, 1)
    .start(SEND, 2)
    .start(4, 3)
    .suspend(6, 3)
    .finish(SEND, 2)
    .finish(ACCEPT, 1)
    .suspend(1, 0)
    .after(9 * MS)
    .resume(4, 3)
    .finish(4, 3)
    .resume(1, 0)
    .finish(1, 0);
  expect(waits(analysisOf(events))).toEqual([
    "Socket.accept waits 9 ms for Socket.send",
    "Socket.send waits 9 ms for log",
    "log waits 9 ms for file",
    "main waits 9 ms for Socket.accept",
  ]);
});

test("promise-handed-on-after-an-await: what comes after the end is waiting as well", () => {
  const events = new Events()
    .start(1, 0)
    .start(ACCEPT, 1)
    .suspend(5, 1)
    .suspend(1, 0)
    .after(20 * MS)
    .resume(ACCEPT, 1)
    .start(SEND, 2)
    .suspend(2, 2)
    .finish(ACCEPT, 1)
    .after(30 * MS)
    .resume(SEND, 2)
    .finish(SEND, 2)
    .resume(1, 0)
    .finish(1, 0);
  const analysis = analysisOf(events);
  expect(call(analysis, "Socket.accept")).toMatchObject({ total_ns: 50 * MS, wait_ns: 50 * MS });
  expect(waits(analysis)).toContain("Socket.accept waits 30 ms for Socket.send");
});

test("promise-never-settled: caller and call are unfinished, and wait for the call that is stuck", () => {
  const events = new Events()
    .start(1, 0)
    .start(ACCEPT, 1)
    .start(SEND, 2)
    .suspend(2, 2)
    .finish(ACCEPT, 1)
    .suspend(1, 0)
    .after(70 * MS)
    .enter(4);
  const analysis = analysisOf(events);
  expect(call(analysis, "Socket.accept")).toMatchObject({ unfinished: 1, total_ns: 70 * MS });
  expect(waits(analysis)).toEqual([
    "Socket.accept waits 70 ms for Socket.send",
    "Socket.send waits 70 ms for socket",
    "main waits 70 ms for Socket.accept",
  ]);
});

test("finished-and-something-else-awaited: a call of another name is over when it is over", () => {
  const events = new Events()
    .start(1, 0)
    .start(ACCEPT, 1)
    .after(40)
    .finish(ACCEPT, 1)
    .suspend(4, 0)
    .after(250 * MS)
    .resume(1, 0)
    .finish(1, 0);
  const analysis = analysisOf(events);
  expect(call(analysis, "Socket.accept")).toMatchObject({ total_ns: 40, wait_ns: 0 });
  expect(waits(analysis)).toEqual(["main waits 250 ms for unknown"]);
});

test("started-and-left-alone: a child that outlives the wait is not what was waited for", () => {
  const events = new Events()
    .start(1, 0)
    .start(ACCEPT, 1)
    .start(SEND, 2)
    .suspend(2, 2)
    .finish(ACCEPT, 1)
    .suspend(1, 0)
    .after(4 * MS)
    .fire(3)
    .resume(1, 0)
    .finish(1, 0)
    .after(90 * MS)
    .resume(SEND, 2)
    .finish(SEND, 2);
  expect(waits(analysisOf(events))).toContain("Socket.accept waits 4 ms for a timer");
});

test("threw-at-once: its promise is rejected, and nothing more comes of it", () => {
  const events = new Events()
    .start(1, 0)
    .start(ACCEPT, 1)
    .after(40)
    .finish(ACCEPT, 1, 1)
    .suspend(1, 0)
    .after(5)
    .resume(1, 0)
    .finish(1, 0);
  expect(call(analysisOf(events), "Socket.accept")).toMatchObject({ errors: 1, total_ns: 40, wait_ns: 0 });
});
