/**
 * A process that runs a batch of tests: paths come on stdin as JSON, a line of JSON for each thing that happens goes to file descriptor 3,
 * written at once, so that the parent knows what was under way when this process hangs or dies.
 */
import { readFileSync, writeSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { attempt, variantsOf } from "./attempt.mjs";
import { readFrontmatter } from "./frontmatter.mjs";
import { openHarness, openTracing } from "./host.mjs";

/**
 * @typedef {object} Batch
 * @property {string} checkout
 * @property {readonly string[]} paths from the checkout's `test` folder
 * @property {string} tracing see realm.mjs
 * @property {string} instrumenter path of the module that exports `instrument`
 *
 * @typedef {object} Event
 * @property {number} index of the test in the batch
 * @property {import("./attempt.mjs").Variant | ""} variant "" for the test as a whole
 * @property {"begun" | "tracing" | "done" | "out" | "same" | "untouched" | "different" | "left"} kind
 * @property {string} [why]
 */

/** What an original may take: one that takes longer is out of scope. A traced run may take ten times as long. */
const ORIGINAL_MS = 1000;
const TRACED_MS = 10_000;

/** @type {Batch} */
const batch = JSON.parse(readFileSync(0, "utf8"));
/** @type {typeof import("@functrace/instrument")} */
const { instrument } = await import(pathToFileURL(batch.instrumenter).href);
const harness = openHarness(join(batch.checkout, "harness"));
const equip = openTracing(batch.tracing);

/** Since the last run of a test began: a test's own affair, as long as they are the same in both of its runs. */
const unhandled = { rejections: 0, exceptions: 0 };
process.on("unhandledRejection", () => unhandled.rejections++);
process.on("uncaughtException", () => unhandled.exceptions++);

for (const [index, path] of batch.paths.entries()) {
  tell({ index, variant: "", kind: "begun" });
  await runTest(index, join(batch.checkout, "test", path));
  tell({ index, variant: "", kind: "done" });
}
process.exit(0);

/** @param {Event} event */
function tell(event) {
  writeSync(3, `${JSON.stringify(event)}\n`);
}

/**
 * @param {number} index
 * @param {string} path
 */
async function runTest(index, path) {
  const source = readFileSync(path, "utf8");
  let frontmatter;
  try {
    frontmatter = readFrontmatter(source);
  } catch (error) {
    return tell({ index, variant: "", kind: "left", why: `its frontmatter: ${/** @type {Error} */ (error).message}` });
  }
  if (/\$262\.agent\b/.test(source) || frontmatter.includes.includes("atomicsHelper.js"))
    return tell({ index, variant: "", kind: "left", why: "it needs agents" });
  if (frontmatter.flags.has("CanBlockIsFalse"))
    return tell({ index, variant: "", kind: "left", why: "it needs a thread that must not block" });
  const test = { path, source, frontmatter };
  for (const variant of variantsOf(frontmatter)) tell({ index, variant, ...(await compare(index, test, variant)) });
}

/**
 * @param {number} index
 * @param {import("./attempt.mjs").Test} test
 * @param {import("./attempt.mjs").Variant} variant
 * @returns {Promise<Pick<Event, "kind" | "why">>}
 */
async function compare(index, test, variant) {
  const original = await attempt(test, variant, {
    prepare: (_path, text) => text,
    equip: () => {},
    harness,
    waitMs: ORIGINAL_MS,
  });
  const before = await unhandledSoFar();
  if (!original.passed) return { kind: "out", why: original.why };
  tell({ index, variant, kind: "tracing" });
  let touched = 0;
  /** @type {string[]} */
  const reasons = [];
  const traced = await attempt(test, variant, {
    prepare(path, text, format) {
      const result = instrument(text, { file: path, format });
      if (result.kind === "instrumented") {
        touched++;
        return result.code(1, 1);
      }
      reasons.push(
        `${relative(test.path, path) === "" ? "" : `${relative(batch.checkout, path).split(sep).at(-1)}: `}${result.reason}`,
      );
      return text;
    },
    equip,
    harness,
    waitMs: TRACED_MS,
  });
  const after = await unhandledSoFar();
  if (!traced.passed) return { kind: "different", why: [traced.why, ...reasons].join("; ") };
  if (after !== before) return { kind: "different", why: `unhandled are ${after}, untraced ${before}` };
  const isInvalid = test.frontmatter.negative !== undefined && test.frontmatter.negative.phase !== "runtime";
  if (touched === 0) return { kind: "untouched", why: isInvalid ? "" : reasons.join("; ") };
  return { kind: "same" };
}

/** Node tells of them at the end of a turn. */
async function unhandledSoFar() {
  await turn();
  const text = `${unhandled.rejections} rejections, ${unhandled.exceptions} exceptions`;
  unhandled.rejections = unhandled.exceptions = 0;
  return text;
}
