/** Blocks that cannot be read back are lost calls: what the compressor gives is what Node's own zlib reads, block after block. */
import { randomBytes } from "node:crypto";
import { brotliDecompressSync, inflateSync } from "node:zlib";
import * as zlib from "node:zlib";
import { expect, test } from "vitest";
import { createCompressor } from "../src/writer/compressor.ts";

const { zstdDecompressSync } = zlib as unknown as { zstdDecompressSync: (bytes: Uint8Array) => Uint8Array };

test("each block stands alone, also after one that did not get smaller", () => {
  const compressor = createCompressor();
  const read = {
    zstd: zstdDecompressSync,
    brotli: brotliDecompressSync,
    deflate: inflateSync,
    none: (bytes: Uint8Array) => bytes,
  }[compressor.codec];
  const regular = (length: number): Uint8Array => new Uint8Array(length).map((_, index) => index % 13);
  for (const payload of [regular(1000), randomBytes(60_000), regular(300_000), randomBytes(200), regular(129), regular(64_000)]) {
    const stored = compressor.compress(payload);
    if (stored !== undefined) expect(Buffer.compare(read(stored), payload)).toBe(0);
  }
  expect(compressor.compress(regular(64_000))!.length).toBeLessThan(2_000);
});
