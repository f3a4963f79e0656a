/** `npm run demo`: records examples/ack-timeout and explains it, with the very commands that a user would type. */
import { spawnSync } from "node:child_process";
import { join, relative } from "node:path";
import { ROOT } from "./bundles.mjs";

const CLI = join(ROOT, "packages/cli/bin/functrace.js");

for (const words of [["run", "examples/ack-timeout/main.ts"], ["why"]]) {
  console.log(`\n$ functrace ${words.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, [relative(process.cwd(), CLI), ...words], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
