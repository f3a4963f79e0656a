/** Whatever happens to a recording: it opens or is said to be none, and what is whole is kept. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { NotARecording, TraceFollower, analyze, logEvents, type Analysis } from "../src/index.js";
import { FUNCTIONS, SITES } from "./arbitrary-trace.js";
import { Events, RecordingBuilder, open, recording, sourceOf, surroundings } from "./recording.js";

const BLOCKS = 6;
const bytes = (() => {
  const blocks = Array.from({ length: BLOCKS }, (_, block) => {
    const events = new Events(1_000_000 + block * 1000);
    for (let call = 0; call < 3; call++)
      events.enter(1).after(5).start(3, 0).suspend(1, 0).after(300).exit(1).resume(3, 0).finish(3, 0);
    return events.list;
  });
  return recording(FUNCTIONS, SITES, ...blocks);
})();

/** The analysis, or undefined when there is none to be had. */
function read(damaged: Uint8Array): Analysis | undefined {
  try {
    const trace = open(damaged);
    const analysis = analyze(trace);
    expect([...logEvents(trace)].length).toBeLessThanOrEqual(2 * analysis.calls + analysis.marks);
    return analysis;
  } catch (error) {
    expect(error).toBeInstanceOf(NotARecording);
    return undefined;
  }
}

/** Where each block ends. */
const ends = (() => {
  const found: number[] = [];
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length;) found.push((at += 64 + view.getUint32(at + 28, true)));
  return found;
})();

test("cut off at any byte: the blocks before are whole, and the loss is said", () => {
  for (let length = 0; length < bytes.length; length++) {
    const analysis = read(bytes.subarray(0, length));
    const whole = ends.filter((end) => end <= length).length;
    if (whole === 0) {
      expect(analysis).toBeUndefined();
      continue;
    }
    expect(analysis!.calls).toBe(6 * Math.max(0, Math.min(BLOCKS, whole - 2)));
    expect(analysis!.losses.some((loss) => loss.kind === "cut off")).toBe(!ends.includes(length));
    expect(analysis!.losses.some((loss) => loss.kind === "unfinished stream")).toBe(true);
  }
});

test("any byte changed: only its own block is lost, and that is said", () => {
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at]! ^= 0x41;
    const analysis = read(damaged)!;
    expect(analysis.losses.length, `byte ${at}`).toBeGreaterThan(0);
    expect(analysis.calls, `byte ${at}`).toBeGreaterThanOrEqual(6 * (BLOCKS - 1));
  }
});

test("bytes missing, doubled or changed anywhere: never an error but NotARecording", () => {
  const change = fc.record({
    at: fc.nat(bytes.length - 1),
    length: fc.integer({ min: 0, max: 200 }),
    put: fc.uint8Array({ maxLength: 100 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let damaged: Uint8Array = bytes;
      for (const { at, length, put } of changes) {
        damaged = new Uint8Array([...damaged.subarray(0, at), ...put, ...damaged.subarray(at + length)]);
      }
      read(damaged);
    }),
    { numRuns: 300 },
  );
});

test("bytes missing from a payload: the blocks that moved into it are found", () => {
  const at = ends[3]! - 10;
  const damaged = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 7)]);
  expect(read(damaged)!.calls).toBe(6 * (BLOCKS - 1));
});

test("payloads of any bytes under a sound header: events up to the fault count", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }), (payloads) => {
      const builder = new RecordingBuilder()
        .json("stream", {})
        .json("functions", { file: "/a.ts", functionBase: 1, siteBase: 1, functions: FUNCTIONS, sites: SITES });
      for (const payload of payloads) builder.block("events", payload, [{ time: 5, word: 0, extra: 0 }]);
      expect(read(builder.bytes())).toBeDefined();
    }),
    { numRuns: 500 },
  );
});

test("descriptions of any JSON: a loss at most", () => {
  const kinds = fc.constantFrom("recording", "stream", "functions", "skipped", "end", "mark" as const);
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          kinds,
          fc.oneof(
            fc.jsonValue(),
            fc.record({
              functionBase: fc.nat(5),
              siteBase: fc.nat(5),
              functions: fc.array(fc.jsonValue()),
              sites: fc.array(fc.jsonValue()),
            }),
          ),
        ),
      ),
      (blocks) => {
        const builder = new RecordingBuilder().json("stream", {});
        for (const [kind, json] of blocks) builder.json(kind, json);
        expect(read(builder.events(new Events().enter(1).start(2, 0).suspend(1, 0).exit(1).list).bytes())).toBeDefined();
      },
    ),
    { numRuns: 300 },
  );
});

test("what is no recording says what it is, and what to do", () => {
  expect(() => open(new Uint8Array())).toThrow(/empty \(0 bytes\).*run it again/);
  expect(() => open(new TextEncoder().encode("#!/bin/sh\n"))).toThrow(/not a recording: none of its 10 bytes/);
  const newer = bytes.slice(0, ends[0]);
  newer[4] = 2;
  expect(() => open(newer)).toThrow(NotARecording);
});

test("a growing file: the follower says each event once, as soon as its block is whole", () => {
  const whole = [...logEvents(open(bytes))];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 })), (steps) => {
      const source = { ...sourceOf(bytes), size: 0 };
      const follower = new TraceFollower(source, surroundings);
      const seen = [];
      for (const step of [...steps, bytes.length]) {
        source.size = Math.min(bytes.length, source.size + step);
        seen.push(...follower.read());
      }
      expect(seen).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});
