/** The payload of a block: checked against its checksum and decompressed; or what is wrong with it. */
import { crc32 } from "@functrace/format";
import type { ByteSource, Surroundings } from "./model.js";
import type { BlockRef } from "./scan.js";

/** The raw bytes (valid until the source is read again), or the fault in words. */
export function readPayload(source: ByteSource, surroundings: Surroundings, block: BlockRef): Uint8Array | string {
  const { header, payloadAt } = block;
  const stored = source.read(payloadAt, header.storedBytes);
  if (stored.length !== header.storedBytes) return "it is cut off";
  if ((surroundings.crc32 ?? crc32)(stored) !== header.payloadCrc) return "its checksum does not hold";
  if (header.codec === "none") return stored.length === header.rawBytes ? stored : "its length is not what its header says";
  try {
    const raw = surroundings.inflate(header.codec, stored, header.rawBytes);
    return raw.length === header.rawBytes ? raw : "its length is not what its header says";
  } catch (error) {
    return `it cannot be decompressed (${header.codec}: ${error instanceof Error ? error.message : String(error)})`;
  }
}
