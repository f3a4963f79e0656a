/** Ctrl-C while a long recording is read: the progress line goes, and the command ends as by a signal. */
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { crc32, encodeEvents, encodeHeader, HEADER_BYTES, word } from "@functrace/format";
import { expect, onTestFinished, test } from "vitest";
import { folderWith, mixed } from "./recordings.js";
import { BIN } from "./run-functrace.js";

/** A hundred million events in a small file: one block of them, again and again. */
function longRecording(): string {
  const folder = folderWith({ long: mixed() });
  const events = Array.from({ length: 1 << 18 }, (_, index) => ({ time: index * 100, word: word(index % 2, 2), extra: 0 }));
  const payload = encodeEvents(events);
  const stored = deflateSync(payload);
  const block = new Uint8Array(HEADER_BYTES + stored.length);
  encodeHeader(
    {
      kind: "events",
      codec: "deflate",
      process: 100,
      thread: 0,
      sequence: 0,
      events: events.length,
      rawBytes: payload.length,
      storedBytes: stored.length,
      firstTime: 0,
      lastTime: events.at(-1)!.time,
      payloadCrc: crc32(stored),
    },
    block,
  );
  block.set(stored, HEADER_BYTES);
  appendFileSync(join(folder, ".functrace/long.ftrace"), Buffer.concat(Array.from({ length: 400 }, () => block)));
  return folder;
}

test("the progress line is taken away, and the signal ends the command", async () => {
  const terminal = "data:text/javascript,process.stderr.isTTY=true";
  const child = spawn(process.execPath, ["--import", terminal, BIN, "report"], {
    cwd: longRecording(),
    env: { ...process.env, TERM: "xterm" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (!stderr.includes("reading")) setTimeout(() => child.kill("SIGINT"), 150);
    stderr += text;
  });
  const signal = await new Promise((resolve) => child.on("close", (_, by) => resolve(by)));
  expect(signal).toBe("SIGINT");
  expect(stderr).toMatch(/reading ━*─+ \d+%/);
  expect(stderr.endsWith("%\r\u001b[K")).toBe(true);
});
