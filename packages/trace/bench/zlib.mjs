// What @functrace/trace borrows from its surroundings, as Node lends it.
import * as node from "node:zlib";

export const zlib = {
  inflate(codec, bytes, rawBytes) {
    const options = { maxOutputLength: Math.max(1, rawBytes), chunkSize: Math.max(64, rawBytes) };
    if (codec === "deflate") return node.inflateSync(bytes, options);
    if (codec === "brotli") return node.brotliDecompressSync(bytes, options);
    return node.zstdDecompressSync(bytes, options);
  },
  ...(node.crc32 && { crc32: (bytes) => node.crc32(bytes) }),
};
