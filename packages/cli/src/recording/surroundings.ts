/** What Node lends to the reader: decompression and a native checksum. */
import { createRequire } from "node:module";
import * as zlib from "node:zlib";
import type { Surroundings } from "@functrace/trace";

/** Newer Nodes have these, the types we build against do not know them yet. */
interface NewerZlib {
  /** Node ≥ 20.15 and ≥ 22.2. */
  readonly crc32?: (bytes: Uint8Array) => number;
  /** Node ≥ 22.15 and ≥ 23.8. */
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number; chunkSize: number }) => Uint8Array;
}

const { crc32, zstdDecompressSync } = zlib as NewerZlib;

export const nodeSurroundings: Surroundings = {
  inflate(codec, bytes, rawBytes) {
    // Damaged input must not be able to ask for more memory than the block's header says.
    // One piece of output instead of pieces of 16 KB that are put together afterwards.
    const options = { maxOutputLength: Math.max(1, rawBytes), chunkSize: Math.max(64, rawBytes) };
    if (codec === "deflate") return zlib.inflateSync(bytes, options);
    if (codec === "brotli") return zlib.brotliDecompressSync(bytes, options);
    return zstdDecompressSync === undefined ? fallbackZstd(bytes, rawBytes) : zstdDecompressSync(bytes, options);
  },
  ...(crc32 !== undefined && { crc32: (bytes: Uint8Array) => crc32(bytes) }),
};

type Fzstd = typeof import("fzstd");
let fzstd: Fzstd | undefined;

/** Loaded when the first such block comes: most recordings read on an old Node were made on it, without zstd. */
function fallbackZstd(bytes: Uint8Array, rawBytes: number): Uint8Array {
  fzstd ??= createRequire(import.meta.url)("fzstd") as Fzstd;
  return fzstd.decompress(bytes, new Uint8Array(rawBytes));
}
