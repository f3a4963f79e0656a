/**
 * Batches of tests → processes of the chosen Node, some at a time. A process that says nothing for long is killed, one that dies is
 * mourned: either is counted against the test that was under way, and the rest of the batch goes on in a new process.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { ROOT } from "../bundles.mjs";

/**
 * @typedef {import("./worker.mjs").Event} Event
 *
 * @typedef {object} Work
 * @property {string} node path of the binary
 * @property {string} checkout
 * @property {string} tracing
 * @property {string} instrumenter
 * @property {number} jobs
 * @property {number} silenceMs
 *
 * @typedef {Pick<Event, "variant" | "kind" | "why">} Result of one variant of one test
 */

const BATCH = 300;
const FLAGS = ["--experimental-vm-modules", "--no-warnings", "--stack-size=900"];

/** Those at work: a hanging one would outlive this process. @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));

/**
 * @param {readonly string[]} paths
 * @param {Work} work
 * @param {(path: string, result: Result) => void} onResult
 * @param {number} [batchSize]
 */
export async function runAll(paths, work, onResult, batchSize = BATCH) {
  const size = Math.max(1, Math.min(batchSize, Math.ceil(paths.length / work.jobs)));
  let next = 0;
  const lane = async () => {
    while (next < paths.length) {
      let rest = paths.slice(next, (next += size));
      while (rest.length > 0) rest = await runBatch(rest, work, onResult);
    }
  };
  await Promise.all(Array.from({ length: work.jobs }, lane));
}

/**
 * Runs what it can of a batch in one process.
 *
 * @param {readonly string[]} paths
 * @param {Work} work
 * @param {(path: string, result: Result) => void} onResult
 * @returns {Promise<string[]>} what is left
 */
async function runBatch(paths, work, onResult) {
  const { checkout, tracing, instrumenter } = work;
  const child = spawn(work.node, [...FLAGS, join(ROOT, "scripts/test262/worker.mjs")], {
    cwd: checkout,
    stdio: ["pipe", "ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  children.add(child);
  child.on("close", () => children.delete(child));
  let silent = false;
  const kill = () => {
    silent = true;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(kill, work.silenceMs);
  /** @type {Event | undefined} */
  let last;
  let done = 0;
  const lines = createInterface({ input: /** @type {import("node:stream").Readable} */ (child.stdio[3]) });
  lines.on("line", (line) => {
    clearTimeout(timer);
    timer = setTimeout(kill, work.silenceMs);
    /** @type {Event} */
    const event = JSON.parse(line);
    last = event;
    if (event.kind === "done") done = event.index + 1;
    else if (event.kind !== "begun" && event.kind !== "tracing") onResult(/** @type {string} */ (paths[event.index]), event);
  });
  let complaint = "";
  child.stderr?.on("data", (part) => (complaint = (complaint + part).slice(0, 2000)));
  child.stdin?.on("error", () => {});
  child.stdin?.end(JSON.stringify({ checkout, paths, tracing, instrumenter }));
  const ended = new Promise((resolve) => child.on("close", (status, signal) => resolve(signal ?? status)));
  await new Promise((resolve) => lines.on("close", resolve));
  const status = await ended;
  clearTimeout(timer);
  if (done === paths.length) return [];
  if (last === undefined) throw new Error(`a process of ${work.node} did not start (${status}): ${complaint.trim()}`);
  const fault = silent ? `it does not end within ${work.silenceMs / 1000} s` : `its process dies (${status})`;
  const kind = last.kind === "tracing" ? "different" : "out";
  const cause = /FATAL ERROR.*|^#.*\S.*|\w*Error: .*/m.exec(complaint)?.[0];
  const why = cause === undefined ? fault : `${fault}: ${cause}`;
  onResult(/** @type {string} */ (paths[done]), { variant: last.index === done ? last.variant : "", kind, why });
  return paths.slice(done + 1);
}
