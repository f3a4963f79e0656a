/** A recording's file as a ByteSource: one buffer that slides over the file, so that memory does not grow with it. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { ByteSource } from "@functrace/trace";
import { CliError, systemCode } from "../errors.js";

const BUFFER_BYTES = 4 << 20;

export interface FileSource extends ByteSource {
  /** Takes in what has been appended since. */
  refresh(): void;
  close(): void;
}

/** Opens `path` for reading. Throws CliError. */
export function openFileSource(path: string): FileSource {
  const file = open(path);
  let { size } = fstatSync(file);
  let buffer = new Uint8Array(0);
  /** The part of the file that the buffer holds. */
  let from = 0;
  let to = 0;
  return {
    get size() {
      return size;
    },
    refresh() {
      size = fstatSync(file).size;
    },
    read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      if (offset < from || offset + wanted > to) {
        const room = Math.max(wanted, Math.min(BUFFER_BYTES, size));
        if (room > buffer.length) buffer = new Uint8Array(room);
        from = offset;
        to = offset + fill(path, file, buffer, offset);
      }
      return buffer.subarray(offset - from, Math.min(to, offset + wanted) - from);
    },
    close: () => closeSync(file),
  };
}

function open(path: string): number {
  try {
    const file = openSync(path, "r");
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
  } catch (error) {
    throw new CliError(`cannot open ${path}: ${reason(error)}`);
  }
  throw new CliError(`${path} is not a file`);
}

/** Fills `buffer` from `offset` of the file, as far as the file goes. */
function fill(path: string, file: number, buffer: Uint8Array, offset: number): number {
  let filled = 0;
  try {
    while (filled < buffer.length) {
      const bytes = readSync(file, buffer, filled, buffer.length - filled, offset + filled);
      if (bytes === 0) break;
      filled += bytes;
    }
  } catch (error) {
    throw new CliError(`cannot read ${path}: ${reason(error)}`);
  }
  return filled;
}

function reason(error: unknown): string {
  const code = systemCode(error);
  if (code === "EACCES" || code === "EPERM") return "you are not allowed to read it";
  if (code === "ENOENT") return "it does not exist";
  if (code === "EMFILE" || code === "ENFILE") return "too many files are open";
  return error instanceof Error ? error.message : String(error);
}
