/**
 * Recording → text form, such that `parseRecordingText` makes the same blocks of it. What cannot be read becomes a comment
 * that says so, and the text goes on with the next block.
 */
import { decodeHeader, HEADER_BYTES, MAGIC, type BlockHeader } from "../block.js";
import { crc32 } from "../crc32.js";
import { decodeEvents, EventsError } from "../events-codec.js";
import type { FunctionsInfo } from "../metadata.js";
import { fromUtf8 } from "../utf8.js";
import { RecordingTextError } from "./error.js";
import { printEvent } from "./events.js";
import { parseFunctions, parseFunctionsHead, printFunctions } from "./functions.js";
import { Tokens } from "./tokens.js";

/** Gives back the `rawBytes` bytes that were compressed; throws on damaged input. */
export type Inflate = (codec: "deflate" | "brotli" | "zstd", bytes: Uint8Array, rawBytes: number) => Uint8Array;

/** The text form of a recording. Without `inflate`, a compressed block becomes a comment. */
export function printRecordingText(bytes: Uint8Array, inflate?: Inflate): string {
  const lines: string[] = [];
  const sequences = new Map<string, number>();
  let at = 0;
  while (at < bytes.length) {
    const header = bytes.length - at < HEADER_BYTES ? "cut off" : decodeHeader(bytes.subarray(at));
    if (typeof header === "string") {
      const next = findMagic(bytes, at + 1);
      lines.push(`// bytes ${at}–${next - 1} are no block: ${header}`);
      at = next;
      continue;
    }
    const name = `${header.process}/${header.thread}`;
    const stored = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + header.storedBytes);
    const read = readPayload(header, stored, inflate);
    if (typeof read === "string") {
      lines.push(`// the ${header.kind} block ${header.sequence} of ${name}, at byte ${at}, is left out: ${read}`);
    } else {
      const sequence = header.sequence === (sequences.get(name) ?? 0) ? "" : ` sequence ${header.sequence}`;
      const [first, ...rest] = read;
      const stream = header.kind === "recording" && name === "0/0" ? "" : ` ${name}`;
      lines.push(`${header.kind}${stream}${sequence}${first === "" ? "" : ` ${first}`}`, ...rest.map((line) => `  ${line}`));
      sequences.set(name, header.sequence + 1);
    }
    at += HEADER_BYTES + stored.length;
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** The position of the next magic number at or after `from`, or the end. */
function findMagic(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 <= bytes.length; at++) {
    if (bytes[at] === (MAGIC & 255) && (bytes[at + 1]! | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16)) === MAGIC >>> 8)
      return at;
  }
  return bytes.length;
}

/** What follows the stream on the block's first line, and its other lines; or why there is nothing to print. */
function readPayload(header: BlockHeader, stored: Uint8Array, inflate: Inflate | undefined): string[] | string {
  if (stored.length < header.storedBytes) return "cut off";
  if (crc32(stored) !== header.payloadCrc) return "its checksum does not hold";
  if (header.codec !== "none" && inflate === undefined) return `compressed with ${header.codec}`;
  try {
    const raw = header.codec === "none" ? stored : inflate!(header.codec, stored, header.rawBytes);
    if (header.kind === "events") return printEvents(header, raw);
    const json = JSON.parse(fromUtf8(raw)) as unknown;
    if (typeof json !== "object" || json === null || Array.isArray(json)) return "its payload is no JSON object";
    return (header.kind === "functions" ? functionLines(json) : undefined) ?? [JSON.stringify(json)];
  } catch (error) {
    return (error as Error).message.split("\n", 1)[0]!;
  }
}

function printEvents(header: BlockHeader, raw: Uint8Array): string[] {
  const events = decodeEvents(raw, header.firstTime);
  if (events.length !== header.events)
    throw new EventsError(`the header counts ${header.events} events, there are ${events.length}`, raw.length);
  return ["", ...events.map((event, index) => printEvent(event, events[index - 1]?.time))];
}

/** The lines of a functions block, or undefined where lines cannot say all that is in it (a newer writer's field, say). */
function functionLines(json: object): string[] | undefined {
  try {
    const lines = printFunctions(json as FunctionsInfo);
    const [head, ...entries] = lines.map((line, index) => new Tokens(line, index + 1));
    return canonical(parseFunctions(parseFunctionsHead(head!), entries)) === canonical(json) ? lines : undefined;
  } catch (error) {
    if (error instanceof RecordingTextError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** JSON with the keys of every object in order, so that two values can be compared. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
