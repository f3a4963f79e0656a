/**
 * Where the blocks of a recording are: bytes → block references, reading headers only and stepping over payloads.
 *
 * A header that is damaged is not the end: the scan looks for the next magic whose header's checksum holds. Bytes missing
 * from the middle of a payload shift all that follows, so after a damaged header the search begins within the payload before it.
 */
import { HEADER_BYTES, MAGIC, decodeHeader, type BlockHeader } from "@functrace/format";
import type { ByteSource } from "./model.js";

/** A whole block: its header, and where its payload begins. */
export interface BlockRef {
  readonly header: BlockHeader;
  readonly payloadAt: number;
}

export type Scanned =
  | { readonly kind: "block"; readonly block: BlockRef; readonly next: number }
  /** No sound header here. `newer`: it is sound, but of a later version. */
  | { readonly kind: "damaged"; readonly newer: boolean }
  /** The bytes end within a block that begins here, or may: cut off, or still being written. */
  | { readonly kind: "incomplete" }
  | { readonly kind: "end" };

const CHUNK_BYTES = 1 << 20;

/** What is at `from`, where a block should begin. */
export function scanBlock(source: ByteSource, from: number): Scanned {
  if (from >= source.size) return { kind: "end" };
  if (from + HEADER_BYTES > source.size) return { kind: "incomplete" };
  const header = decodeHeader(source.read(from, HEADER_BYTES));
  if (typeof header === "string") return { kind: "damaged", newer: header === "version" };
  const payloadAt = from + HEADER_BYTES;
  const next = payloadAt + header.storedBytes;
  return next > source.size ? { kind: "incomplete" } : { kind: "block", block: { header, payloadAt }, next };
}

/** The position of the next sound header at or after `from`, or the size when there is none. */
export function findBlock(source: ByteSource, from: number): number {
  const first = MAGIC & 255;
  for (let chunkAt = from; chunkAt + HEADER_BYTES <= source.size;) {
    const chunk = source.read(chunkAt, CHUNK_BYTES).slice();
    let at = chunk.indexOf(first);
    for (; at >= 0 && at + HEADER_BYTES <= chunk.length; at = chunk.indexOf(first, at + 1)) {
      if (typeof decodeHeader(chunk.subarray(at, at + HEADER_BYTES)) !== "string") return chunkAt + at;
    }
    if (chunkAt + chunk.length >= source.size) break;
    chunkAt += chunk.length - HEADER_BYTES + 1;
  }
  return source.size;
}
