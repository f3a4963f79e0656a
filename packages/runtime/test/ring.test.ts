/** What the hot path stores is what the writer reads, whatever the pace of the two: else calls are lost or made up. */
import { decodeEvents, NOTE, NOTE_FIRE, NOTE_LOST, word } from "@functrace/format";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRecorder, type Recorder } from "../src/recorder.ts";
import { CLOSED, createControl, createRing, WRITER } from "../src/ring.ts";
import { RingReader } from "../src/writer/drain.ts";

const SLOTS = 1 << 14;
const LOST_WORD = word(NOTE, NOTE_LOST);

interface Event {
  readonly word: number;
  readonly extra: number;
}

/** All that the reader has to give, as events; times must not go back. */
function drainAll(reader: RingReader): Event[] {
  const events: Event[] = [];
  for (let batch = reader.drain(); batch !== undefined; batch = reader.drain()) {
    const decoded = decodeEvents(batch.payload, batch.firstTime);
    expect(decoded.length).toBe(batch.events);
    expect(decoded.at(-1)!.time).toBe(batch.lastTime);
    for (const [index, { time }] of decoded.entries())
      if (index > 0) expect(time).toBeGreaterThanOrEqual(decoded[index - 1]!.time);
    for (const { word: code, extra } of decoded) events.push({ word: code, extra });
  }
  return events;
}

/** Does `step` to the recorder and says which event that is. */
function record(recorder: Recorder, step: number, frames: number[]): Event {
  const id = (step % 5000) + 1;
  switch (step % 6) {
    case 0:
      recorder.enter(id * 8);
      return { word: id * 8, extra: 0 };
    case 1:
      recorder.exit(id * 8 + 1, undefined);
      return { word: id * 8 + 1, extra: 0 };
    case 2: {
      const frame = recorder.start(id * 8 + 3);
      frames.push(frame);
      return { word: id * 8 + 3, extra: frame };
    }
    case 3: {
      const frame = frames.at(-1) ?? 1;
      recorder.suspend(frame, id * 8 + 4, "value");
      return { word: id * 8 + 4, extra: frame * 2 };
    }
    case 4: {
      const frame = frames.at(-1) ?? 1;
      recorder.resume(frame, id * 8 + 5, "value");
      return { word: id * 8 + 5, extra: frame };
    }
    default:
      recorder.fire(id);
      return { word: word(NOTE, NOTE_FIRE), extra: id };
  }
}

describe("a ring", () => {
  test("gives back every event, in order, however often it is drained", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ count: fc.integer({ min: 1, max: 5000 }), seed: fc.nat(9999) }), { maxLength: 12 }),
        (bursts) => {
          const ring = createRing(SLOTS);
          const recorder = createRecorder(ring, createControl(), "wait");
          const reader = new RingReader(ring.memory);
          const frames = [recorder.start(3)];
          const expected: Event[] = [{ word: 3, extra: 1 }];
          const seen: Event[] = [];
          for (const { count, seed } of bursts) {
            for (let index = 0; index < count; index++) expected.push(record(recorder, seed * 7 + index, frames));
            seen.push(...drainAll(reader));
          }
          seen.push(...drainAll(reader));
          expect(seen).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("that is full drops and counts, and goes on once there is room", () => {
    const ring = createRing(SLOTS);
    const recorder = createRecorder(ring, createControl(), "drop");
    const reader = new RingReader(ring.memory);
    const total = SLOTS + 1234;
    for (let index = 0; index < total; index++) recorder.enter(8);
    const kept = drainAll(reader);
    expect(kept.length).toBe(SLOTS);
    // The first event after there is room again says how many are missing.
    for (let index = 0; index < 10; index++) recorder.exit(9);
    const later = drainAll(reader);
    const lost = later.filter((event) => event.word === LOST_WORD);
    expect(lost).toHaveLength(1);
    expect(kept.length + lost[0]!.extra + later.length - 1).toBe(total + 10);
  });

  test("whose writer has closed never holds the program up", () => {
    const control = createControl();
    control[WRITER] = CLOSED;
    const ring = createRing(SLOTS);
    const recorder = createRecorder(ring, control, "wait");
    for (let index = 0; index < 3 * SLOTS; index++) recorder.enter(8);
    expect(drainAll(new RingReader(ring.memory))).toHaveLength(SLOTS);
  });

  test("gives frame numbers out again, so that they stay small", () => {
    const recorder = createRecorder(createRing(SLOTS), createControl(), "wait");
    const first = recorder.start(3);
    const second = recorder.start(3);
    recorder.finish(first, 6, 0);
    expect(recorder.start(3)).toBe(first);
    expect(second).not.toBe(first);
  });

  test("tells an await of the very promise that the last plain call returned", () => {
    const ring = createRing(SLOTS);
    const recorder = createRecorder(ring, createControl(), "wait");
    const reader = new RingReader(ring.memory);
    const promise = Promise.resolve();
    const frame = recorder.start(3);
    recorder.exit(9, promise);
    expect(recorder.suspend(frame, 12, promise)).toBe(promise);
    recorder.exit(9, 5);
    recorder.suspend(frame, 12, 5);
    recorder.exit(9, promise);
    recorder.suspend(frame, 12, Promise.resolve());
    const flags = drainAll(reader)
      .filter((event) => event.word === 12)
      .map((event) => event.extra & 1);
    expect(flags).toEqual([1, 0, 0]);
  });
});
