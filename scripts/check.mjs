/**
 * `npm run check`: everything about the project that can be seen without running it. A check prints one line when it holds, and
 * what it found when it does not.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./bundles.mjs";
import { tidy } from "./tidy.mjs";
import { findBrokenWalls } from "./walls.mjs";

/** The tree has more imports than this. A checker that sees fewer has gone blind, and its silence means nothing. */
const EDGES_MIN = 450;
/** As above, for the files that tidy looks at. */
const FILES_MIN = 200;

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => Promise<{ passed: boolean, text: string }>} run
 */

/** @type {readonly Check[]} */
export const CHECKS = [
  { name: "lint", run: () => runProgram("oxlint/bin/oxlint", ["--deny-warnings"]) },
  { name: "format", run: () => runProgram("oxfmt/bin/oxfmt", ["--check", "--no-error-on-unmatched-pattern"]) },
  {
    name: "types of tests and scripts",
    run: () => runProgram("typescript/bin/tsc", ["-p", "tsconfig.tests.json", "--pretty", "false"]),
  },
  { name: "walls", run: checkWalls },
  { name: "tidy", run: checkTidy },
];

/**
 * Runs all checks at once and prints them in order.
 *
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks() {
  const counts = { passed: 0, failed: 0 };
  const started = CHECKS.map(({ run }) => run().catch((/** @type {Error} */ error) => ({ passed: false, text: error.message })));
  for (const [index, { name }] of CHECKS.entries()) {
    const result = await started[index];
    if (result === undefined) continue;
    if (!result.passed) console.log(result.text);
    console.log(`check: ${name} ${result.passed ? `holds${result.text === "" ? "" : ` (${result.text})`}` : "FAILED"}`);
    counts[result.passed ? "passed" : "failed"]++;
  }
  return counts;
}

/**
 * @param {string} program path in node_modules
 * @param {readonly string[]} args
 * @returns {Promise<{ passed: boolean, text: string }>}
 */
function runProgram(program, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, "node_modules", program), ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += part));
    child.on("error", (error) => resolve({ passed: false, text: error.message }));
    child.on("close", (status) => resolve({ passed: status === 0, text: status === 0 ? "" : text.trim() }));
  });
}

async function checkWalls() {
  const { edges, broken } = findBrokenWalls(ROOT);
  if (broken.length > 0) {
    return {
      passed: false,
      text: broken.map(({ rule, from, to }) => `${from} imports ${to}: ${rule}, see .dependency-cruiser.cjs`).join("\n"),
    };
  }
  if (edges < EDGES_MIN)
    return { passed: false, text: `only ${edges} imports were seen, of ${EDGES_MIN} or more: the checker has gone blind` };
  return { passed: true, text: `${edges} imports` };
}

async function checkTidy() {
  const { files, faults } = tidy();
  if (faults.length > 0) return { passed: false, text: faults.join("\n") };
  if (files < FILES_MIN)
    return { passed: false, text: `only ${files} files were seen, of ${FILES_MIN} or more: the checker has gone blind` };
  return { passed: true, text: `${files} files` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks();
  process.exitCode = failed === 0 ? 0 : 1;
}
