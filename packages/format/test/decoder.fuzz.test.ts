/**
 * Random and damaged bytes: the decoders give a result or say what is wrong, in bounded time, and do nothing else. A few hundred
 * rounds in every run; FUNCTRACE_FUZZ_ROUNDS=1000000 for a night.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeEvents,
  decodeHeader,
  encodeEvents,
  encodeHeader,
  EventsError,
  HEADER_BYTES,
  parseRecordingText,
  printRecordingText,
  RecordingTextError,
} from "@functrace/format";
import { eventsOfOneBlock, header, recording } from "./recordings.js";

const rounds = Number(process.env.FUNCTRACE_FUZZ_ROUNDS ?? 500);
const options = { numRuns: rounds, interruptAfterTimeLimit: Math.max(20_000, rounds * 10), markInterruptAsFailure: false };
const timeout = options.interruptAfterTimeLimit + 30_000;

const FAULTS = ["no magic", "checksum", "version", "out of bounds"];

/** `bytes` with a few of them changed, cut out or put in. */
const damaged = (bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      bytes,
      fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255), act: fc.constantFrom("set", "cut", "insert", "end") }), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([whole, damages]) => {
      const parts = [...whole];
      for (const { at, byte, act } of damages) {
        const position = parts.length === 0 ? 0 : at % parts.length;
        if (act === "set") parts[position] = byte;
        else if (act === "cut") parts.splice(position, (byte % 8) + 1);
        else if (act === "insert") parts.splice(position, 0, byte, byte ^ (at % 256));
        else parts.length = position;
      }
      return Uint8Array.from(parts);
    });

const anyPayload = fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged(eventsOfOneBlock.map(encodeEvents)));

test("decodeEvents", { timeout }, () => {
  fc.assert(
    fc.property(anyPayload, fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (payload, firstTime) => {
      try {
        let before = firstTime;
        for (const { time, word, extra } of decodeEvents(payload, firstTime)) {
          expect(Number.isSafeInteger(time) && time >= before && word >= 0 && word < 2 ** 31 && Number.isSafeInteger(extra)).toBe(
            true,
          );
          before = time;
        }
      } catch (error) {
        expect(error).toBeInstanceOf(EventsError);
        expect((error as EventsError).offset).toBeLessThanOrEqual(payload.length);
      }
    }),
    options,
  );
});

test("decodeHeader", { timeout }, () => {
  const whole = header.map((each) => {
    const bytes = new Uint8Array(HEADER_BYTES);
    encodeHeader(each, bytes);
    return bytes;
  });
  const anyHeader = fc.oneof(
    fc.uint8Array({ minLength: HEADER_BYTES, maxLength: 100 }),
    damaged(whole).filter((bytes) => bytes.length >= HEADER_BYTES),
  );
  fc.assert(
    fc.property(anyHeader, (bytes) => {
      const read = decodeHeader(bytes);
      if (typeof read === "string") expect(FAULTS).toContain(read);
      else expect(Number.isSafeInteger(read.firstTime) && Number.isSafeInteger(read.lastTime)).toBe(true);
    }),
    options,
  );
});

test("printRecordingText gives a text, and that text is a recording", { timeout }, () => {
  fc.assert(
    fc.property(damaged(recording), (bytes) => {
      const text = printRecordingText(bytes);
      expect(printRecordingText(parseRecordingText(text))).toBe(text.replaceAll(/^\/\/.*\n/gm, ""));
    }),
    { ...options, numRuns: Math.ceil(rounds / 5) },
  );
});

test("parseRecordingText gives a recording or says in which line it is none", { timeout }, () => {
  const word = fc.constantFrom(
    "recording",
    "stream",
    "functions",
    "events",
    "end",
    "1/0",
    "f1",
    "s1",
    "#1",
    "+5us",
    "1000",
    "enter",
    "start",
    "note",
    "lost",
    "sequence",
    '"',
    "{",
    "}",
    "{}",
    "sync",
    "1:1",
    "\n",
  );
  const anyText = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(word, { maxLength: 40 }).map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        parseRecordingText(text);
      } catch (error) {
        expect(error).toBeInstanceOf(RecordingTextError);
        expect((error as RecordingTextError).line).toBeLessThanOrEqual(text.split("\n").length);
      }
    }),
    options,
  );
});
