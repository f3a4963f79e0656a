/**
 * Compression of blocks, with one context and one buffer for the whole run: zstd where Node has it (≥ 22.15), else brotli at its
 * fastest.
 *
 * Node's own one-call functions make and free a context of a megabyte each time, which at hundreds of blocks a second leaves tens
 * of megabytes of torn memory in the traced process. This drives the stream's handle instead, as Node's zlib does for those very
 * functions, and falls back to them where the handle is not as expected.
 */
import type { Codec } from "@functrace/format";
import * as zlib from "node:zlib";

/** Compressed bytes, valid until the next call, or undefined when they would not fit into as many bytes as the input has. */
export interface Compressor {
  readonly codec: Codec;
  compress(payload: Uint8Array): Uint8Array | undefined;
}

interface Handle {
  writeSync(flush: number, from: Uint8Array, at: number, length: number, to: Uint8Array, toAt: number, room: number): void;
  reset?(): void;
}

interface Engine {
  readonly _handle?: Handle;
  /** [room left in the output, bytes left of the input] after a write. */
  readonly _writeState?: Uint32Array;
  on(event: "error", listener: () => void): unknown;
}

type OneCall = (payload: Uint8Array) => Uint8Array;

/** Of newer Nodes than the types know. */
const { createZstdCompress, zstdCompressSync } = zlib as unknown as {
  createZstdCompress?: (options: { params: Record<number, number> }) => Engine;
  zstdCompressSync?: (payload: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;
};

/** ZSTD_c_compressionLevel and ZSTD_c_windowLog: level 1, and a window of 128 KiB, more than a block of events has. */
const ZSTD_PARAMETERS = { 100: 1, 101: 17 };
const ZSTD_END = 2;

const BROTLI_PARAMETERS = { [zlib.constants.BROTLI_PARAM_QUALITY]: 1, [zlib.constants.BROTLI_PARAM_LGWIN]: 17 };

export function createCompressor(): Compressor {
  if (createZstdCompress !== undefined && zstdCompressSync !== undefined) {
    const oneCall: OneCall = (payload) => zstdCompressSync(payload, { params: ZSTD_PARAMETERS });
    const engine = createZstdCompress({ params: ZSTD_PARAMETERS });
    return { codec: "zstd", compress: throughHandle(engine, ZSTD_END) ?? oneCall };
  }
  // A brotli stream cannot be begun anew without its context being made anew: here the one call is as good.
  return { codec: "brotli", compress: (payload) => zlib.brotliCompressSync(payload, { params: BROTLI_PARAMETERS }) };
}

/** A function that compresses by the engine's handle; undefined where it does not do what Node's own code expects of it. */
function throughHandle(engine: Engine, end: number): Compressor["compress"] | undefined {
  const { _handle: handle, _writeState: state } = engine;
  if (typeof handle?.writeSync !== "function" || !(state instanceof Uint32Array)) return undefined;
  engine.on("error", () => {});
  let output = new Uint8Array(64 * 1024);
  const compress = (payload: Uint8Array): Uint8Array | undefined => {
    if (output.length < payload.length) output = new Uint8Array(payload.length * 2);
    handle.writeSync(end, payload, 0, payload.length, output, 0, payload.length);
    const written = payload.length - state[0]!;
    // Out of room: there is more to come, so this context is in the middle of a frame that nobody wants.
    if (state[0] === 0 || state[1] !== 0) {
      handle.reset?.();
      return undefined;
    }
    return output.subarray(0, written);
  };
  return isSound(compress) ? compress : undefined;
}

function isSound(compress: Compressor["compress"]): boolean {
  const { zstdDecompressSync } = zlib as unknown as { zstdDecompressSync: OneCall };
  try {
    const regular = new Uint8Array(4096).map((_, index) => index % 11);
    // A linear congruential generator's high bits (Knuth): there is nothing in them to compress.
    let state32 = 1;
    const noise = new Uint8Array(512).map(() => (state32 = (Math.imul(state32, 1664525) + 1013904223) >>> 0) >>> 24);
    const reads = (bytes: Uint8Array, compressed: Uint8Array | undefined): boolean =>
      compressed !== undefined && Buffer.compare(zstdDecompressSync(compressed), bytes) === 0;
    // Again after another, and after one that did not get smaller: a frame depends on none before it.
    return (
      reads(regular, compress(regular)) &&
      reads(regular.subarray(100), compress(regular.subarray(100))) &&
      compress(noise) === undefined &&
      reads(regular, compress(regular))
    );
  } catch {
    return false;
  }
}
