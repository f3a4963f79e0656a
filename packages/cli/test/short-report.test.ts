/** What a person sees on stderr when their program has ended. */
import { expect, test, vi } from "vitest";
import { join } from "node:path";
import { printShortReport } from "../src/index.js";
import { ackTimeout, folderWith, mixed } from "./recordings.js";

async function shortReport(text: string): Promise<string> {
  vi.stubEnv("NO_COLOR", "1");
  let written = "";
  const stream = { isTTY: true, columns: 80, write: (part: string | Uint8Array) => (written += String(part)) !== "" };
  const folder = folderWith({ some: text });
  await printShortReport(join(folder, ".functrace/some.ftrace"), stream);
  vi.unstubAllEnvs();
  return written.replaceAll(folder, "FOLDER");
}

test("the slowest, the longest waiting, the first finding and what to type next, in 80 columns", async () => {
  const text = await shortReport(ackTimeout());
  expect(text).toMatchSnapshot();
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test("a run that never waits says nothing of waiting; one that was cut off says so", async () => {
  const text = await shortReport(mixed());
  expect(text).not.toContain("longest waiting");
  expect(text).toContain("ended without saying so");
});
