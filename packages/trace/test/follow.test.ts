/** A recording that is read while it is written: block by block, with some of it left out, and with marks in it. */
import type { TraceEvent } from "@functrace/format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TraceFollower, analyze, logEvents, type ByteSource, type LogEvent } from "../src/index.js";
import { FUNCTIONS, SITES, illFormed, wellFormed } from "./arbitrary-trace.js";
import { Events, RecordingBuilder, fn, open, recording, surroundings } from "./recording.js";

/** A source that is as long as it is told. */
function growing(bytes: Uint8Array): ByteSource & { size: number } {
  return { size: 0, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Bytes of a recording with these blocks, and where each of its blocks ends. */
function blocksOf(blocks: readonly (readonly TraceEvent[])[]): { readonly bytes: Uint8Array; readonly ends: readonly number[] } {
  const builder = new RecordingBuilder()
    .json("stream", { role: "main" })
    .json("functions", { file: "/app/main.ts", functionBase: 1, siteBase: 1, functions: FUNCTIONS, sites: SITES });
  for (const events of blocks) builder.events(events);
  let end = 0;
  return { bytes: builder.bytes(), ends: builder.blocks.map((block) => (end += block.length)) };
}

const cut = (events: readonly TraceEvent[], size: number): TraceEvent[][] =>
  Array.from({ length: Math.ceil(events.length / size) }, (_, at) => events.slice(at * size, (at + 1) * size));

for (const [name, traces] of [
  ["well-formed", wellFormed],
  ["ill-formed", illFormed],
] as const) {
  test(`${name} traces: whatever is left out, the lines that are shown are those of the whole log`, () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: 1, max: 20 }), fc.array(fc.boolean(), { maxLength: 40 }), (events, size, skips) => {
        const { bytes, ends } = blocksOf(cut(events, size));
        const whole = [...logEvents(open(bytes))];
        const source = growing(bytes);
        const follower = new TraceFollower(source, surroundings);
        let at = 0;
        ends.forEach((end, index) => {
          source.size = end;
          if (skips[index]) {
            at += follower.skip() ?? 0;
            return;
          }
          const lines = [...follower.read()];
          expect(lines).toEqual(whole.slice(at, at + lines.length));
          at += lines.length;
        });
        expect(at).toBe(whole.length);
      }),
      { numRuns: 300 },
    );
  });
}

const told = (line: LogEvent): unknown =>
  line.kind === "mark" ? [line.mark?.name, line.mark?.data, line.task, line.depth] : line.kind;

test("marks are lines of their own, at the depth of a call made there", () => {
  const builder = new RecordingBuilder()
    .json("stream", {})
    .json("functions", {
      file: "/a.ts",
      functionBase: 1,
      siteBase: 1,
      functions: [fn("main"), fn("leaf", { line: 2 })],
      sites: [],
    })
    .json("mark", { mark: 1, name: "cache miss", data: { key: 7 } })
    .json("mark", { mark: 2, name: "idle" })
    .events(new Events().enter(1).enter(2).mark(1).exit(2).mark(9).exit(1).mark(2).list);
  const trace = open(builder.bytes());
  expect([...logEvents(trace)].map(told)).toEqual([
    "enter",
    "enter",
    ["cache miss", { key: 7 }, 1, 2],
    "exit",
    [undefined, undefined, 1, 1],
    "exit",
    ["idle", undefined, 0, 0],
  ]);
  expect(analyze(trace).marks).toBe(3);
  const filtered = [...logEvents(trace, { filter: { function: /leaf/ } })].map(told);
  expect(filtered).toEqual(["enter", ["cache miss", { key: 7 }, 1, 1], "exit"]);
});

test("a mark whose description makes no sense is lost by itself", () => {
  const builder = new RecordingBuilder().json("stream", {}).json("mark", { name: "no number" }).events(new Events().mark(1).list);
  const trace = open(builder.bytes());
  expect([...logEvents(trace)].map(told)).toEqual([[undefined, undefined, 0, 0]]);
  expect(trace.losses.map((loss) => loss.kind)).toEqual(["damaged block", "unfinished stream"]);
});

test("blocks of many events are read a few at a time", () => {
  const events = Array.from({ length: 60_000 }, (_, call) => new Events(call * 100).enter(1).after(5).exit(1).list).flat();
  const bytes = recording([fn("main")], [], ...cut(events, 10_000));
  const source = growing(bytes);
  source.size = bytes.length;
  const follower = new TraceFollower(source, surroundings);
  const first = [...follower.next()!].length;
  expect(first).toBeLessThanOrEqual(2 ** 18 + 10_000);
  let left = 0;
  for (let lines = follower.skip(); lines !== undefined; lines = follower.skip()) left += lines;
  expect(first + left).toBe(120_000);
});
