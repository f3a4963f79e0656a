/**
 * Text form → recording. A block begins with its kind; what is in it follows, one line each; indentation is for the reader's eye.
 *
 *     // a comment, on a line of its own
 *     recording {"version":"0.1.0", …}
 *     stream 100/0 {"role":"main", …}        process/thread, and the block's JSON
 *     functions 100/0 ack.ts                 or JSON
 *       f1 async readResponse 10:3
 *       s1 await f1 12:9 "sleep(250)"
 *     events 100/0
 *       1000 start f1 #1
 *       +5us suspend s1 #1
 *     end 100/0 sequence 9 {"events":2, …}   a sequence number other than the next: blocks 3–8 are lost
 *
 * Of a recording, stream and end block the JSON may be left out: EXAMPLES stands in for it.
 */
import { BLOCK_KINDS, type BlockKind } from "../block.js";
import { encodeEvents, type TraceEvent } from "../events-codec.js";
import { BLOCK_BYTES_MAX, BLOCK_EVENTS_MAX } from "../limits.js";
import type { EndInfo, RecordingInfo, StreamInfo } from "../metadata.js";
import { encodePlainBlock } from "../plain-block.js";
import { utf8 } from "../utf8.js";
import { RecordingTextError } from "./error.js";
import { parseEvent } from "./events.js";
import { parseFunctions, parseFunctionsHead, type FunctionsHead } from "./functions.js";
import { Tokens } from "./tokens.js";

/** What a block holds whose JSON a text leaves out. */
export const EXAMPLES: { readonly recording: RecordingInfo; readonly stream: StreamInfo; readonly end: EndInfo } = {
  recording: {
    version: "0.1.0",
    command: ["node", "app.js"],
    cwd: "/app",
    startedAtMs: 0,
    host: { os: "linux", release: "6.1.0", arch: "x64", cpus: 2, memoryBytes: 4294967296 },
  },
  stream: {
    parentProcess: 1,
    role: "main",
    language: "js",
    engine: "node v24.0.0",
    command: ["node", "app.js"],
    cwd: "/app",
    clock: { monotonicNs: "0", unixMs: 0 },
  },
  end: { events: 0, lost: 0, reason: "exit" },
};

/** A block while its lines are read. */
interface OpenBlock {
  readonly kind: BlockKind;
  readonly line: number;
  readonly stream: Stream;
  readonly sequence: number;
  readonly json: object | undefined;
  /** Of a functions block that is not written as JSON. */
  readonly head: FunctionsHead | undefined;
  readonly lines: Tokens[];
  readonly events: TraceEvent[];
}

/** What the blocks of one stream hand on to the next. */
interface Stream {
  readonly process: number;
  readonly thread: number;
  nextSequence: number;
  lastTime: number | undefined;
}

/** The recording that `text` describes, its blocks in the order of the text, not compressed. Throws RecordingTextError. */
export function parseRecordingText(text: string): Uint8Array {
  const streams = new Map<string, Stream>();
  const blocks: Uint8Array[] = [];
  let open: OpenBlock | undefined;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (/^\s*(\/\/|$)/.test(content)) continue;
    const tokens = new Tokens(content, line);
    if (BLOCK_KINDS.some((kind) => kind === tokens.peek())) {
      if (open !== undefined) blocks.push(closeBlock(open));
      open = openBlock(tokens, streams);
    } else if (open?.kind === "events") {
      open.events.push(parseEvent(tokens, open.events.at(-1)?.time ?? open.stream.lastTime, open.events.length === 0));
    } else if (open?.head !== undefined) {
      open.lines.push(tokens);
    } else {
      tokens.fail("this line is in no block that has lines", `begin a block with one of ${BLOCK_KINDS.join(", ")}`);
    }
  }
  if (open !== undefined) blocks.push(closeBlock(open));
  return joined(blocks);
}

function openBlock(tokens: Tokens, streams: Map<string, Stream>): OpenBlock {
  const kind = tokens.needOneOf(BLOCK_KINDS, "a kind of block");
  const stream = parseStream(tokens, kind, streams);
  const sequence = tokens.skip("sequence") ? tokens.needNumber("", "a sequence number, such as 7") : stream.nextSequence;
  if (sequence > 0xffffffff) tokens.fail(`${sequence} is no sequence number`, "write one below 2^32");
  stream.nextSequence = sequence + 1;
  const json = kind === "events" ? undefined : (tokens.takeJson() ?? exampleOf(kind));
  if (json === undefined && kind !== "events" && kind !== "functions")
    tokens.fail("the block has no JSON", `write what it holds: ${kind} 100/0 {…}`);
  const head = kind === "functions" && json === undefined ? parseFunctionsHead(tokens) : undefined;
  tokens.end();
  return { kind, line: tokens.line, stream, sequence, json, head, lines: [], events: [] };
}

const exampleOf = (kind: BlockKind): object | undefined =>
  kind in EXAMPLES ? EXAMPLES[kind as keyof typeof EXAMPLES] : undefined;

/** `100/0`; a recording block has none as a rule and counts as 0/0. */
function parseStream(tokens: Tokens, kind: BlockKind, streams: Map<string, Stream>): Stream {
  const token = tokens.peek();
  const match = token === undefined ? null : /^(\d+)\/(\d+)$/.exec(token);
  if (match === null && kind !== "recording")
    tokens.fail("the block names no stream", `write process/thread after ${kind}, such as ${kind} 100/0`);
  if (match !== null) tokens.take();
  const [process, thread] = match === null ? [0, 0] : [Number(match[1]), Number(match[2])];
  if (process > 0xffffffff || thread > 0xffffffff) tokens.fail(`${token} is out of bounds`, "write numbers below 2^32");
  const name = `${process}/${thread}`;
  const stream = streams.get(name) ?? { process, thread, nextSequence: 0, lastTime: undefined };
  streams.set(name, stream);
  return stream;
}

function closeBlock(block: OpenBlock): Uint8Array {
  const { kind, events, stream } = block;
  const info = block.json ?? (block.head === undefined ? undefined : parseFunctions(block.head, block.lines));
  const payload = info === undefined ? encodeEvents(events) : utf8(JSON.stringify(info));
  if (events.length > BLOCK_EVENTS_MAX)
    throw new RecordingTextError(block.line, `the block has ${events.length} events`, `write at most ${BLOCK_EVENTS_MAX}`);
  if (payload.length > BLOCK_BYTES_MAX)
    throw new RecordingTextError(block.line, "the block is too large", `write at most ${BLOCK_BYTES_MAX} bytes`);
  stream.lastTime = events.at(-1)?.time ?? stream.lastTime;
  const place = { kind, process: stream.process, thread: stream.thread, sequence: block.sequence };
  return encodePlainBlock(place, payload, events);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
