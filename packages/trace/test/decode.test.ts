/** The fast reader of events, within the machine, reads what the plain one of the format reads. */
import { FUNCTIONS_MAX, decodeEvents, encodeEvents, word, type TraceEvent } from "@functrace/format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyze, logEvents } from "../src/index.js";
import { open, recording } from "./recording.js";

/** Numbers of every length in bytes. */
const ofAnyLength = (bits: number): fc.Arbitrary<number> =>
  fc.tuple(fc.integer({ min: 0, max: bits }), fc.nat()).map(([length, number]) => number % 2 ** length);

test("words, times and extras of every length", () => {
  const pairs = fc.array(
    fc.record({
      id: fc.oneof(ofAnyLength(28), fc.constantFrom(1, 15, 16, 2047, 2048, FUNCTIONS_MAX)),
      frame: fc.oneof(fc.constant(undefined), ofAnyLength(30)),
      before: fc.oneof(
        ofAnyLength(31),
        fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 21 - 1, 2 ** 21, 2 ** 28, 2 ** 35, 2 ** 42, 2 ** 47),
      ),
      lasts: fc.oneof(ofAnyLength(31), fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 45)),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(pairs, (calls) => {
      let time = 1;
      const events: TraceEvent[] = [];
      for (const { id, frame, before, lasts } of calls) {
        events.push({ time: (time += before), word: word(frame === undefined ? 0 : 3, id), extra: frame ?? 0 });
        events.push({
          time: (time += lasts),
          word: word(frame === undefined ? 1 : 6, id),
          extra: frame === undefined ? 0 : frame * 2,
        });
      }
      const trace = open(recording([], [], ...(events.length > 0 ? [events] : [])));
      const plain = events.length > 0 ? decodeEvents(encodeEvents(events), events[0]!.time) : [];
      expect([...logEvents(trace)].map((line) => line.time)).toEqual(plain.map((event) => event.time));
      const analysis = analyze(trace);
      expect(analysis.losses.filter((loss) => loss.kind !== "unknown function")).toEqual([]);
      expect(analysis.calls).toBe(calls.length);
      expect(analysis.events).toBe(events.length);
      if (calls.length > 0) expect(analysis.summaries[0]!.max_ns).toBe(Math.max(...calls.map((call) => call.lasts)));
    }),
    { numRuns: 500 },
  );
});
