/**
 * A recording is a row of blocks. Each begins with a header of 64 bytes, little-endian, that can be trusted alone:
 *
 *     0 magic 93 46 54 52   4 version  5 kind  6 codec  7 zero   8 process u32   12 thread u32   16 sequence u32
 *     20 events u32         24 raw bytes u32   28 stored bytes u32   32 first time u64   40 last time u64
 *     48 crc of the stored payload u32         52 zero u64           60 crc of bytes 0–59 u32
 *
 * The header's own checksum lets a reader step over a payload that is damaged; the magic lets it find the next block where
 * a header is. Many processes append whole blocks to one file, so the blocks of different streams are interleaved.
 */
import { crc32 } from "./crc32.js";
import { BLOCK_BYTES_MAX, BLOCK_EVENTS_MAX } from "./limits.js";

export const HEADER_BYTES = 64;
export const FORMAT_VERSION = 1;
export const MAGIC = 0x52544693;

export const BLOCK_KINDS = ["recording", "stream", "functions", "events", "mark", "skipped", "end"] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

export const CODECS = ["none", "deflate", "brotli", "zstd"] as const;
export type Codec = (typeof CODECS)[number];

export interface BlockHeader {
  readonly kind: BlockKind;
  readonly codec: Codec;
  readonly process: number;
  readonly thread: number;
  /** Counts the blocks of a stream from 0; a gap is a lost block. */
  readonly sequence: number;
  readonly events: number;
  readonly rawBytes: number;
  readonly storedBytes: number;
  /** Monotonic nanoseconds of the first and last event; 0 in blocks without events, but for the time at which an `end` block ends its stream. */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly payloadCrc: number;
}

/** What is wrong with bytes that should be a header: not one at all, or one that is damaged, or newer than this reader. */
export type HeaderFault = "no magic" | "checksum" | "version" | "out of bounds";

/** Writes `header` into the first 64 bytes of `target`. */
export function encodeHeader(header: BlockHeader, target: Uint8Array): void {
  const view = new DataView(target.buffer, target.byteOffset, HEADER_BYTES);
  view.setUint32(0, MAGIC, true);
  view.setUint8(4, FORMAT_VERSION);
  view.setUint8(5, BLOCK_KINDS.indexOf(header.kind));
  view.setUint8(6, CODECS.indexOf(header.codec));
  view.setUint8(7, 0);
  view.setUint32(8, header.process, true);
  view.setUint32(12, header.thread, true);
  view.setUint32(16, header.sequence, true);
  view.setUint32(20, header.events, true);
  view.setUint32(24, header.rawBytes, true);
  view.setUint32(28, header.storedBytes, true);
  setUint53(view, 32, header.firstTime);
  setUint53(view, 40, header.lastTime);
  view.setUint32(48, header.payloadCrc, true);
  view.setUint32(52, 0, true);
  view.setUint32(56, 0, true);
  view.setUint32(60, crc32(target.subarray(0, 60)), true);
}

/** Reads the header at the start of `bytes` (at least 64 of them), or says what is wrong with it. */
export function decodeHeader(bytes: Uint8Array): BlockHeader | HeaderFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (view.getUint32(0, true) !== MAGIC) return "no magic";
  if (crc32(bytes.subarray(0, 60)) !== view.getUint32(60, true)) return "checksum";
  if (view.getUint8(4) !== FORMAT_VERSION) return "version";
  const kind = BLOCK_KINDS[view.getUint8(5)];
  const codec = CODECS[view.getUint8(6)];
  const events = view.getUint32(20, true);
  const rawBytes = view.getUint32(24, true);
  const storedBytes = view.getUint32(28, true);
  if (kind === undefined || codec === undefined) return "version";
  const firstTime = getUint53(view, 32);
  const lastTime = getUint53(view, 40);
  if (events > BLOCK_EVENTS_MAX || rawBytes > BLOCK_BYTES_MAX || storedBytes > BLOCK_BYTES_MAX) return "out of bounds";
  if (!Number.isSafeInteger(firstTime) || !Number.isSafeInteger(lastTime)) return "out of bounds";
  return {
    kind,
    codec,
    process: view.getUint32(8, true),
    thread: view.getUint32(12, true),
    sequence: view.getUint32(16, true),
    events,
    rawBytes,
    storedBytes,
    firstTime,
    lastTime,
    payloadCrc: view.getUint32(48, true),
  };
}

function setUint53(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}

function getUint53(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}
