/** Arbitrary events, headers and recordings: everything that a writer may write, extremes included. */
import fc from "fast-check";
import {
  BLOCK_BYTES_MAX,
  BLOCK_EVENTS_MAX,
  BLOCK_KINDS,
  CODECS,
  encodeEvents,
  encodePlainBlock,
  FIRST_CODE_WITH_EXTRA,
  FUNCTION_KINDS,
  FUNCTIONS_MAX,
  SITE_KINDS,
  WAIT_REASONS,
  word,
  type BlockHeader,
  type TraceEvent,
} from "@functrace/format";

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const time = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 52 }));

/** Events in order of time, as one block holds them. */
export const eventsOfOneBlock: fc.Arbitrary<TraceEvent[]> = fc
  .tuple(
    time,
    fc.array(
      fc.record({
        code: fc.nat(7),
        payload: fc.oneof(fc.nat(9), fc.integer({ min: 0, max: FUNCTIONS_MAX })),
        extra: fc.oneof(fc.nat(9), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
        delta: fc.oneof(fc.nat(2000), fc.nat({ max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 2 ** 45 })),
      }),
    ),
  )
  .map(([first, rows]) => {
    let now = first;
    return rows.map(({ code, payload, extra, delta }, index) => {
      if (index > 0) now += delta;
      return { time: now, word: word(code, payload), extra: code >= FIRST_CODE_WITH_EXTRA ? extra : 0 };
    });
  });

/** Any header whose numbers are within the limits. */
export const header: fc.Arbitrary<BlockHeader> = fc.record({
  kind: fc.constantFrom(...BLOCK_KINDS),
  codec: fc.constantFrom(...CODECS),
  process: uint32,
  thread: uint32,
  sequence: uint32,
  events: fc.integer({ min: 0, max: BLOCK_EVENTS_MAX }),
  rawBytes: fc.integer({ min: 0, max: BLOCK_BYTES_MAX }),
  storedBytes: fc.integer({ min: 0, max: BLOCK_BYTES_MAX }),
  firstTime: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  lastTime: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  payloadCrc: uint32,
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("f1", "//", "callback", "a b", '"', "{}", ""),
);
const place = { line: fc.nat(), column: fc.nat() };
const reason = fc.constantFrom(...WAIT_REASONS);
const bases = { file: text, functionBase: fc.integer({ min: 1, max: 1000 }), siteBase: fc.integer({ min: 1, max: 1000 }) };

const functionsInfo = fc.record({
  ...bases,
  functions: fc.array(
    fc.record(
      {
        name: text,
        kind: fc.constantFrom(...FUNCTION_KINDS),
        ...place,
        start: fc.nat(),
        end: fc.nat(),
        callback: fc.record({ of: text, reason }),
      },
      { requiredKeys: ["name", "kind", "line", "column", "start", "end"] },
    ),
    { maxLength: 4 },
  ),
  sites: fc.array(
    fc.record(
      {
        kind: fc.constantFrom(...SITE_KINDS),
        function: fc.nat(3),
        ...place,
        text,
        callee: text,
        reason,
        independentOf: fc.array(fc.nat(5), { maxLength: 3 }),
        loop: fc.constant(true as const),
      },
      { requiredKeys: ["kind", "function", "line", "column", "text"] },
    ),
    { maxLength: 4 },
  ),
});

/** A functions block with what this reader does not know of: it has to survive as well. */
const newerFunctionsInfo = functionsInfo.map((info) => ({ ...info, newer: true }));

const stream = { process: fc.nat(2), thread: fc.nat(2), sequence: fc.oneof(fc.nat(4), uint32) };

const eventsBlock = fc.record({ ...stream, events: eventsOfOneBlock }).map(({ events, ...place }) => {
  return encodePlainBlock({ ...place, kind: "events" }, encodeEvents(events), events);
});

const jsonBlock = fc
  .record({
    ...stream,
    kind: fc.constantFrom(...BLOCK_KINDS.filter((kind) => kind !== "events" && kind !== "functions")),
    json: fc.dictionary(text, fc.jsonValue()),
  })
  .map(({ json, ...place }) => encodePlainBlock(place, bytesOf(json)));

const functionsBlock = fc
  .record({
    ...stream,
    json: fc.oneof({ weight: 4, arbitrary: functionsInfo }, newerFunctionsInfo, fc.dictionary(text, fc.jsonValue())),
  })
  .map(({ json, ...place }) => encodePlainBlock({ ...place, kind: "functions" }, bytesOf(json)));

/** A recording of any blocks in any order: what they hold is not checked against each other. */
export const recording: fc.Arbitrary<Uint8Array> = fc
  .array(fc.oneof(eventsBlock, jsonBlock, functionsBlock), { maxLength: 8 })
  .map((blocks) => new Uint8Array(Buffer.concat(blocks)));

const bytesOf = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
