/**
 * Appends blocks to the recording. Every process and thread of a run appends to the same file, a whole block a write, in
 * append mode: the operating system puts each at the end, so no lock is needed.
 *
 * When the disk is full, or the file cannot be written any more, the recording ends and the program goes on.
 */
import { HEADER_BYTES, crc32, encodeHeader, type BlockHeader, type BlockKind, type Codec } from "@functrace/format";
import { createCompressor } from "./compressor.js";
import { closeSync, openSync, writeSync } from "node:fs";
import * as zlib from "node:zlib";

/** Payloads below this many bytes are stored as they are: compressing them costs more than it saves. */
const COMPRESS_BYTES_MIN = 128;

/** Of newer Nodes than the types know (≥ 22.2). */
const checksum = (zlib as unknown as { crc32?: (bytes: Uint8Array) => number }).crc32 ?? crc32;

export interface BlockContents {
  readonly kind: BlockKind;
  readonly thread: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly events?: number;
  readonly firstTime?: number;
  readonly lastTime?: number;
}

export class RecordingFile {
  readonly #path: string;
  readonly #compressor = createCompressor();
  /** Header and payload in one piece, so that a block is one write. */
  #buffer = new Uint8Array(128 * 1024);
  #fd: number | undefined;
  /** Why the recording ended before the program did. */
  fault: string | undefined;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#fd = openSync(path, "a");
    } catch (error) {
      this.#fail(error);
    }
  }

  #compress(payload: Uint8Array): { codec: Codec; stored: Uint8Array } {
    const stored = payload.length < COMPRESS_BYTES_MIN ? undefined : this.#compressor.compress(payload);
    return stored === undefined || stored.length >= payload.length
      ? { codec: "none", stored: payload }
      : { codec: this.#compressor.codec, stored };
  }

  /** Appends one block; false when the recording has ended. */
  append(contents: BlockContents): boolean {
    if (this.#fd === undefined) return false;
    const { codec, stored } = this.#compress(contents.payload);
    const header: BlockHeader = {
      kind: contents.kind,
      codec,
      process: process.pid,
      thread: contents.thread,
      sequence: contents.sequence,
      events: contents.events ?? 0,
      rawBytes: contents.payload.length,
      storedBytes: stored.length,
      firstTime: contents.firstTime ?? 0,
      lastTime: contents.lastTime ?? 0,
      payloadCrc: checksum(stored),
    };
    const blockBytes = HEADER_BYTES + stored.length;
    if (this.#buffer.length < blockBytes) this.#buffer = new Uint8Array(blockBytes);
    const bytes = this.#buffer.subarray(0, blockBytes);
    encodeHeader(header, bytes);
    bytes.set(stored, HEADER_BYTES);
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(this.#fd, bytes, written);
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #fail(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const what = code === "ENOSPC" || code === "EDQUOT" ? `the disk is full (${code})` : `it cannot be written (${code})`;
    this.fault = `${this.#path}: ${what}`;
    try {
      this.close();
    } catch {
      this.#fd = undefined;
    }
  }
}
