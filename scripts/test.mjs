/**
 * `npm test`: build, checks, then every test, and as the last line the sum of it all: `N passed, N failed`. Under CI a skipped
 * test counts as failed: there, everything that can be tested has to be.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./bundles.mjs";
import { runChecks } from "./check.mjs";
import { fetchNodeBinaries } from "./node-versions.mjs";

const RESULTS = join(ROOT, "node_modules/.cache/functrace/vitest.json");
const sum = { passed: 0, failed: 0 };

const isBuilt =
  spawnSync(process.execPath, [join(ROOT, "scripts/build.mjs")], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] })
    .status === 0;
add({ passed: Number(isBuilt), failed: Number(!isBuilt) });
if (isBuilt) {
  add(await runChecks());
  if (hasNodeBinaries()) add(runTests(process.argv.slice(2)));
}

console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** @param {{ passed: number, failed: number }} counts */
function add(counts) {
  sum.passed += counts.passed;
  sum.failed += counts.failed;
}

/** Without them most of the suite would fail for the one reason that is printed here. */
function hasNodeBinaries() {
  try {
    fetchNodeBinaries();
    return true;
  } catch (error) {
    console.log(`test: ${/** @type {Error} */ (error).message}`);
    add({ passed: 0, failed: 1 });
    return false;
  }
}

/**
 * Runs vitest with `args` (names of tests, say) and counts. A file that could not be loaded, and an error outside of any test,
 * count as one failure each.
 *
 * @param {readonly string[]} args
 * @returns {{ passed: number, failed: number }}
 */
function runTests(args) {
  mkdirSync(dirname(RESULTS), { recursive: true });
  rmSync(RESULTS, { force: true });
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${RESULTS}`, ...args],
    { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (!existsSync(RESULTS)) return { passed: 0, failed: 1 };
  const results = JSON.parse(readFileSync(RESULTS, "utf8"));
  /** @type {{ status: string, assertionResults: unknown[] }[]} */
  const files = results.testResults;
  const unloaded = files.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const skipped = results.numPendingTests + results.numTodoTests;
  if (skipped > 0) console.log(`test: ${skipped} skipped${process.env.CI === "true" ? ", which counts as failed under CI" : ""}`);
  const failed = results.numFailedTests + unloaded + (process.env.CI === "true" ? skipped : 0);
  return { passed: results.numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed };
}
