/**
 * `npm run test262 -- --dir CHECKOUT`: does tracing change what a JavaScript program does? Each test of a checkout of tc39/test262 that
 * passes as it is must pass with trace calls in it. docs/conformance.md says how, and what the counts mean.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { makeBundle, ROOT } from "../bundles.mjs";
import { nodeBinary, NODE_MAJORS } from "../node-versions.mjs";
import { EXPECTED } from "./expected.mjs";
import { runAll } from "./pool.mjs";
import { Tally } from "./tally.mjs";

const USAGE = `usage: npm run test262 -- --dir CHECKOUT [options]
  --dir CHECKOUT       a checkout of tc39/test262
  --filter TEXT        only tests whose path has this in it; may be repeated
  --node 20|22|24      with this version of Node; else the one that runs this
  --jobs N             processes at a time; else one for each processor
  --timeout SECONDS    how long a process may be silent (30)
  --untouched          lists the valid files that were left as they are
  --out-of-scope       lists the tests that do not pass untraced
  --instrumenter FILE  a module with another instrument(), to see that the runner finds what is broken`;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`test262: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 2;
}

async function main() {
  const { values } = parseArgs({
    options: {
      dir: { type: "string" },
      filter: { type: "string", multiple: true, default: [] },
      node: { type: "string" },
      jobs: { type: "string", default: String(availableParallelism()) },
      timeout: { type: "string", default: "30" },
      untouched: { type: "boolean", default: false },
      "out-of-scope": { type: "boolean", default: false },
      instrumenter: { type: "string", default: join(ROOT, "packages/instrument/dist/index.js") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const checkout = resolve(values.dir ?? "");
  if (values.dir === undefined || !existsSync(join(checkout, "harness/assert.js")))
    throw new Error(`--dir must be a checkout of tc39/test262\n${USAGE}`);
  const major = NODE_MAJORS.find((known) => String(known) === values.node);
  if (values.node !== undefined && major === undefined) throw new Error(`--node must be one of ${NODE_MAJORS.join(", ")}`);
  const jobs = Number(values.jobs);
  const seconds = Number(values.timeout);
  if (!Number.isInteger(jobs) || jobs < 1 || !(seconds > 0)) throw new Error("--jobs and --timeout must be positive numbers");

  const { code } = await makeBundle({
    source: "scripts/test262/realm.mjs",
    file: "",
    format: "cjs",
    external: [],
    parts: ["runtime", "format"],
    libraries: [],
    gzipBytesMax: Infinity,
  });
  const paths = listTests(join(checkout, "test"), values.filter);
  if (paths.length === 0) throw new Error("no test has such a path");
  /** @type {import("./pool.mjs").Work} */
  const work = {
    node: major === undefined ? process.execPath : nodeBinary(major),
    checkout,
    tracing: code,
    instrumenter: resolve(values.instrumenter),
    jobs,
    silenceMs: seconds * 1000,
  };
  const tally = new Tally(paths.length);
  const report = () => tally.report({ expected: EXPECTED, untouched: values.untouched, outOfScope: values["out-of-scope"] });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
    process.once(signal, () => {
      console.log(`${report()}\n  ended by ${signal}: differences were not looked at again`);
      process.exit(2);
    });
  await runAll(paths, work, (path, result) => tally.add(path, result));
  // Once more, each in a process of its own: what then passes was the machine's doing, not tracing's.
  const again = tally.differing();
  await runAll(again, { ...work, jobs: 1 }, (path, result) => tally.addAgain(path, result), 1);
  console.log(report());
  return tally.unexpected(EXPECTED).length > 0 ? 1 : 0;
}

/**
 * @param {string} folder
 * @param {readonly string[]} filters
 * @returns {string[]} paths with `/`, in order
 */
function listTests(folder, filters) {
  return /** @type {string[]} */ (readdirSync(folder, { recursive: true }))
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path.endsWith(".js") && !path.includes("_FIXTURE"))
    .filter((path) => filters.length === 0 || filters.some((text) => path.includes(text)))
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => relative(folder, join(folder, path)).split(sep).join("/"))
    .sort();
}
