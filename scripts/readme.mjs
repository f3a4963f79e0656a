/**
 * Puts the output of real runs into README.md: behind each line `<!-- output: NAME -->` the block of that name, at 100 columns. Run it after a
 * change of what the commands print: `npm run build && node scripts/readme.mjs`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./bundles.mjs";
import { nodeBinary } from "./node-versions.mjs";

const CLI = join(ROOT, "packages/cli/bin/functrace.js");
const README = join(ROOT, "README.md");
const folder = mkdtempSync(join(tmpdir(), "functrace-readme-"));

/**
 * What a user sees of `functrace ...words`, typed in a folder that has the examples.
 *
 * @param {readonly string[]} words
 */
function functrace(...words) {
  const { stdout, stderr } = spawnSync(nodeBinary(24), [CLI, ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, COLUMNS: "100", NO_COLOR: "1", TZ: "UTC" },
  });
  return block(`functrace ${words.join(" ")}`, stdout + stderr);
}

/** @param {string} command @param {string} output */
const block = (command, output) => ["```", `$ ${command}`, output.trimEnd(), "```"].join("\n");

/**
 * The first lines of a block, and that there are more.
 *
 * @param {string} text
 * @param {number} lines
 */
function head(text, lines) {
  const all = text.split("\n");
  return all.length <= lines + 2 ? text : [...all.slice(0, lines + 1), "…", "```"].join("\n");
}

try {
  cpSync(join(ROOT, "examples"), join(folder, "examples"), { recursive: true });
  /** @type {Record<string, string>} */
  const blocks = {
    run: functrace("run", "examples/ack-timeout/main.ts"),
    why: functrace("why"),
    tree: head(functrace("tree"), 20),
    log: head(functrace("log", "--function", "NetlinkSocket"), 12),
  };
  const text = readFileSync(README, "utf8").replace(
    /<!-- output: (\w+) -->\n(?:\n```\n[\s\S]*?\n```\n)?/g,
    (_, name) => `<!-- output: ${name} -->\n\n${blocks[name]}\n`,
  );
  writeFileSync(README, text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
