/** decode(encode(x)) = x, for everything that the format encodes. */
import fc from "fast-check";
import { crc32 as zlibCrc32 } from "node:zlib";
import { expect, test } from "vitest";
import {
  crc32,
  decodeEvents,
  decodeHeader,
  encodeEvents,
  encodeHeader,
  HEADER_BYTES,
  varintBytes,
  writeVarint,
  type BlockHeader,
} from "@functrace/format";
import { eventsOfOneBlock, header } from "./recordings.js";

test("events", () => {
  fc.assert(
    fc.property(eventsOfOneBlock, (events) => {
      expect(decodeEvents(encodeEvents(events), events[0]?.time ?? 0)).toEqual(events);
    }),
  );
});

test("headers", () => {
  fc.assert(
    fc.property(header, (each) => {
      const bytes = new Uint8Array(HEADER_BYTES);
      encodeHeader(each, bytes);
      expect(decodeHeader(bytes)).toEqual(each);
    }),
  );
});

test("a header with any one bit turned is refused", () => {
  const bytes = new Uint8Array(HEADER_BYTES);
  encodeHeader(
    {
      kind: "events",
      codec: "none",
      process: 1,
      thread: 2,
      sequence: 3,
      events: 4,
      rawBytes: 5,
      storedBytes: 5,
      firstTime: 6,
      lastTime: 7,
      payloadCrc: 8,
    },
    bytes,
  );
  for (let bit = 0; bit < HEADER_BYTES * 8; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    expect(["no magic", "checksum"]).toContain(decodeHeader(damaged));
  }
});

test.each<[string, Partial<BlockHeader>]>([
  ["events", { events: 2 ** 20 + 1 }],
  ["raw bytes", { rawBytes: 2 ** 26 + 1 }],
  ["stored bytes", { storedBytes: 2 ** 26 + 1 }],
  ["a first time", { firstTime: 2 ** 53 }],
  ["a last time", { lastTime: 2 ** 60 }],
])("a header with %s beyond the limits is refused", (_what, beyond) => {
  const bytes = new Uint8Array(HEADER_BYTES);
  const within = {
    kind: "events",
    codec: "none",
    process: 1,
    thread: 0,
    sequence: 0,
    events: 0,
    rawBytes: 0,
    storedBytes: 0,
    payloadCrc: 0,
  } as const;
  encodeHeader({ ...within, firstTime: 0, lastTime: 0, ...beyond }, bytes);
  expect(decodeHeader(bytes)).toBe("out of bounds");
});

test("varints take the bytes they are said to take, and read back", () => {
  const edges = [0, 1, 127, 128, 2 ** 14 - 1, 2 ** 14, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 49, 2 ** 53 - 1];
  const value = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
  fc.assert(
    fc.property(value, (each) => {
      const bytes = new Uint8Array(9);
      const end = writeVarint(bytes, 0, each);
      expect(end).toBe(varintBytes(each));
      let read = 0n;
      for (let at = end - 1; at >= 0; at--) read = (read << 7n) | BigInt(bytes[at]! & 127);
      expect(read).toBe(BigInt(each));
      expect(bytes.subarray(0, end).findIndex((byte) => byte < 128)).toBe(end - 1);
    }),
  );
});

test("checksums of the published vectors", () => {
  expect(crc32(Buffer.from(""))).toBe(0);
  expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
  expect(crc32(Buffer.from("The quick brown fox jumps over the lazy dog"))).toBe(0x414fa339);
});

// node:zlib has crc32 from Node 22.2 and 20.15 on.
test("checksums are those of zlib", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    }),
  );
});
