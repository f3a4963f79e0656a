/** The text form: what a person writes, what is printed, and what is said about a slip. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  crc32,
  decodeEvents,
  decodeHeader,
  encodePlainBlock,
  HEADER_BYTES,
  parseRecordingText,
  printRecordingText,
  RecordingTextError,
  type BlockHeader,
} from "@functrace/format";
import { recording } from "./recordings.js";

interface ReadBlock {
  readonly header: BlockHeader;
  readonly holds: unknown;
}

/** The blocks of a recording without damage. Sizes and checksums are left out: keys of an object may change places in print. */
function blocksOf(bytes: Uint8Array): ReadBlock[] {
  const blocks: ReadBlock[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = decodeHeader(bytes.subarray(at)) as BlockHeader;
    const payload = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + header.storedBytes);
    expect(crc32(payload)).toBe(header.payloadCrc);
    const holds: unknown =
      header.kind === "events" ? decodeEvents(payload, header.firstTime) : JSON.parse(new TextDecoder().decode(payload));
    blocks.push({ header: { ...header, payloadCrc: 0 }, holds });
    at += HEADER_BYTES + payload.length;
  }
  return blocks;
}

const SEED = `// A call that waits for an acknowledgement which only a timer brings.
recording
stream 100/0 {"role":"main"}
functions 100/0 ack.ts
  f1 async readResponse 10:3 @120-240
  f2 sync "get seq" 12:20 callback setTimeout timer
  s1 await f1 12:9 "sleep(250)" callee sleep reason child-process
  s2 for-await f1 14:5 lines independent s1 loop

events 100/0
  1000 enter f2
  +20 start f1 #1
  +5 suspend s1 #1 returned
  +250ms resume f1 #1
  +1.5us finish f1 #1 threw
  note fire s1
  note lost 12
  note 9 4
events 100/0 sequence 7
  +1s exit f2
mark 100/0 {"mark":1,"name":"a // b"}
end 100/0
`;

test("what a person writes, printed in full", () => {
  expect(printRecordingText(parseRecordingText(SEED))).toMatchSnapshot();
});

test("blocks, ids, times and flags as written", () => {
  const blocks = blocksOf(parseRecordingText(SEED));
  expect(blocks.map(({ header: { kind, process, thread, sequence } }) => [kind, process, thread, sequence])).toEqual([
    ["recording", 0, 0, 0],
    ["stream", 100, 0, 0],
    ["functions", 100, 0, 1],
    ["events", 100, 0, 2],
    ["events", 100, 0, 7],
    ["mark", 100, 0, 8],
    ["end", 100, 0, 9],
  ]);
  expect(blocks[2]!.holds).toEqual({
    file: "ack.ts",
    functionBase: 1,
    siteBase: 1,
    functions: [
      { name: "readResponse", kind: "async", line: 10, column: 3, start: 120, end: 240 },
      { name: "get seq", kind: "sync", line: 12, column: 20, start: 0, end: 0, callback: { of: "setTimeout", reason: "timer" } },
    ],
    sites: [
      { kind: "await", function: 0, line: 12, column: 9, text: "sleep(250)", callee: "sleep", reason: "child process" },
      { kind: "for await", function: 0, line: 14, column: 5, text: "lines", independentOf: [0], loop: true },
    ],
  });
  expect(blocks[3]!.holds).toEqual([
    { time: 1000, word: 16, extra: 0 },
    { time: 1020, word: 11, extra: 1 },
    { time: 1025, word: 12, extra: 3 },
    { time: 250001025, word: 13, extra: 1 },
    { time: 250002525, word: 14, extra: 3 },
    { time: 250002525, word: 15, extra: 1 },
    { time: 250002525, word: 23, extra: 12 },
    { time: 250002525, word: 79, extra: 4 },
  ]);
  expect(blocks[4]!.holds).toEqual([{ time: 1250002525, word: 17, extra: 0 }]);
});

test("print, then parse: the same blocks", () => {
  fc.assert(
    fc.property(recording, (bytes) => {
      const text = printRecordingText(bytes);
      const again = parseRecordingText(text);
      expect(blocksOf(again)).toEqual(blocksOf(bytes));
      expect(printRecordingText(again)).toBe(text);
    }),
  );
});

test("line ends of Windows", () => {
  expect(parseRecordingText(SEED.replaceAll("\n", "\r\n"))).toEqual(parseRecordingText(SEED));
});

test("damage becomes a comment, and the rest is printed", () => {
  const bytes = parseRecordingText("stream 1/0\nevents 1/0\n 5 enter f1\nend 1/0\n");
  const [stream, events, end] = printRecordingText(bytes).split(/^(?=\w)/m) as [string, string, string];
  const eventsAt = bytes.length - printedBytes(bytes, "end") - printedBytes(bytes, "events");

  const inPayload = bytes.slice();
  inPayload[eventsAt + HEADER_BYTES] = 9;
  expect(printRecordingText(inPayload)).toBe(
    `${stream}// the events block 1 of 1/0, at byte ${eventsAt}, is left out: its checksum does not hold\n${end.replace("1/0", "1/0 sequence 2")}`,
  );

  const inHeader = bytes.slice();
  inHeader[eventsAt + 9] = 9;
  expect(printRecordingText(inHeader)).toMatch(
    /^stream .*\n\/\/ bytes \d+–\d+ are no block: checksum\nend 1\/0 sequence 2 \{.*\}\n$/,
  );

  expect(printRecordingText(bytes.subarray(0, bytes.length - 1))).toMatch(`${stream}${events}// the end block 2 of 1/0`);
  expect(printRecordingText(bytes.subarray(0, eventsAt + 3))).toBe(
    `${stream}// bytes ${eventsAt}–${eventsAt + 2} are no block: cut off\n`,
  );
});

/** Bytes of the one block of this kind. */
function printedBytes(bytes: Uint8Array, kind: string): number {
  const found = blocksOf(bytes).find(({ header }) => header.kind === kind)!;
  return HEADER_BYTES + found.header.storedBytes;
}

test("a compressed block is printed by who can inflate it", () => {
  const bytes = encodePlainBlock({ kind: "mark", process: 1, thread: 0, sequence: 0 }, new TextEncoder().encode("packed"));
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint32(60, crc32(bytes.subarray(0, 60)), true);
  expect(printRecordingText(bytes)).toBe("// the mark block 0 of 1/0, at byte 0, is left out: compressed with deflate\n");
  expect(printRecordingText(bytes, () => new TextEncoder().encode('{"mark":1}'))).toBe('mark 1/0 {"mark":1}\n');
});

const FUNCTIONS = "functions 1/0 a.js\n";
const EVENTS = "events 1/0\n";

test.each([
  [
    "enter f1",
    "line 1: this line is in no block that has lines; begin a block with one of recording, stream, functions, events, mark, skipped, end",
  ],
  ["stream", "line 1: the block names no stream; write process/thread after stream, such as stream 100/0"],
  ["stream 1/4294967296", "line 1: 1/4294967296 is out of bounds; write numbers below 2^32"],
  ["stream 1/0 {} more", /^line 1: the JSON is not well-formed/],
  ["mark 1/0", "line 1: the block has no JSON; write what it holds: mark 100/0 {…}"],
  [
    "events 1/0 {}",
    "line 1: {} is more than this line takes; remove it, or put a comment on a line of its own that begins with //",
  ],
  [`${EVENTS}enter f1`, "line 2: the first event of a stream has no time; begin the line with one, such as 1000"],
  [`${EVENTS}+5 enter f1`, "line 2: +5 counts from an event before it and there is none; write an absolute time, such as 1000"],
  [`${EVENTS}5 enter f1\n4 exit f1`, "line 3: 4 is before the event above it (5); write the events in order of time"],
  [`${EVENTS}5.1 enter f1`, "line 2: 5.1 is no time; write one such as 1000, +20ns, +5us, +250ms or +1.5s"],
  [`${EVENTS}5 entr f1`, "line 2: entr is not an event; write one of enter, exit, throw, start, suspend, resume, finish, note"],
  [`${EVENTS}5 enter s1`, "line 2: s1 is not a function, such as f1; write a function, such as f1"],
  [`${EVENTS}5 enter f268435456`, "line 2: the id is out of bounds; write one up to 268435455"],
  [`${EVENTS}5 start f1`, "line 2: the line ends too early; write a frame, such as #1"],
  [
    `${EVENTS}5 start f1 #1 threw`,
    "line 2: threw is more than this line takes; remove it, or put a comment on a line of its own that begins with //",
  ],
  [`${EVENTS}5 note fir s1`, "line 2: fir is no note; write one of fire, lost, mark"],
  [`${FUNCTIONS}f1 sync a 1:1\nf3 sync b 2:1`, "line 3: f3 is out of turn; write f2: ids of a block are dense"],
  [`${FUNCTIONS}f1 asinc a 1:1`, /^line 2: asinc is not a kind of function; write one of sync, async, /],
  [`${FUNCTIONS}f1 sync a 1`, "line 2: 1 is no place; write a line and column, such as 10:3"],
])("a slip: %j", (text, message) => {
  expect(() => parseRecordingText(text)).toThrow(message);
  expect(() => parseRecordingText(text)).toThrow(RecordingTextError);
});
