/** Where a new recording goes, and its first block. */
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { arch, cpus, platform, release, totalmem } from "node:os";
import { basename, dirname, extname, join, resolve } from "node:path";
import { encodePlainBlock, type RecordingInfo } from "@functrace/format";
import { CliError, systemCode } from "../errors.js";
import { ENDING, FOLDER } from "../recording/names.js";

const TRIES_MAX = 1_000;

/** `main-20211214-144932.ftrace` in `.functrace`, or what the user asked for: a path where it has a separator or the ending, else a name. */
export function newRecordingPath(asked: string | undefined, program: string, directory: string, now: Date): string {
  if (asked === undefined) return join(directory, FOLDER, `${basename(program, extname(program))}-${stamp(now)}${ENDING}`);
  if (/[\\/]/.test(asked) || asked.endsWith(ENDING)) return resolve(directory, asked);
  return join(directory, FOLDER, asked + ENDING);
}

function stamp(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}

/**
 * Makes the file with its `recording` block, and returns its path: with a number behind the name where a run of the same second has
 * it already. `replace`: the user chose the name, so an older recording of it goes. Throws CliError where it cannot be written.
 */
export function createRecording(wanted: string, replace: boolean, command: readonly string[], version: string): string {
  const info: RecordingInfo = {
    version,
    command,
    cwd: process.cwd(),
    startedAtMs: Date.now(),
    host: { os: platform(), release: release(), arch: arch(), cpus: cpus().length, memoryBytes: totalmem() },
  };
  const payload = new TextEncoder().encode(JSON.stringify(info));
  const bytes = encodePlainBlock({ kind: "recording", process: process.pid, thread: 0, sequence: 0 }, payload);
  try {
    mkdirSync(dirname(wanted), { recursive: true });
    const { path, file } = replace ? { path: wanted, file: openSync(wanted, "w") } : openNew(wanted);
    try {
      writeSync(file, bytes);
    } finally {
      closeSync(file);
    }
    return path;
  } catch (error) {
    throw new CliError(`cannot write the recording ${wanted}: ${reason(error)}; choose another place with --output PATH`);
  }
}

function openNew(wanted: string): { path: string; file: number } {
  for (let count = 1; ; count++) {
    const path = count === 1 ? wanted : `${wanted.slice(0, -ENDING.length)}-${count}${ENDING}`;
    try {
      return { path, file: openSync(path, "wx") };
    } catch (error) {
      if (systemCode(error) !== "EEXIST" || count === TRIES_MAX) throw error;
    }
  }
}

function reason(error: unknown): string {
  const code = systemCode(error);
  if (code === "EACCES" || code === "EPERM") return "you are not allowed to write there";
  if (code === "ENOSPC") return "the disk is full";
  if (code === "EROFS") return "the disk is read-only";
  if (code === "ENOTDIR" || code === "EEXIST") return "a part of the path is a file, not a folder";
  if (code === "EISDIR") return "it is a folder";
  return error instanceof Error ? error.message : String(error);
}
