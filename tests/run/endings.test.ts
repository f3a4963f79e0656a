/** Every way in which a program can end, against what it had called until then. */
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { callsByName, folderWith, functraceRun, NODE_MAJORS, read, startRun } from "./harness.js";

/** Calls `tick` and says after each hundredth how often it has been called; `end` decides how it ends. */
const ticking = (end: string): string => `
const { writeSync } = require("node:fs");
let ticks = 0;
function tick() { ticks++; }
function batch() { for (let i = 0; i < 100; i++) tick(); writeSync(1, ticks + "\\n"); }
${end}
`;

/** Never returns to the event loop, and writes no faster than a pipe is read. */
const BUSY = "for (;;) { batch(); for (const end = performance.now() + 1; performance.now() < end; ); }";

const lastLine = (text: string): number => Number(text.trim().split("\n").at(-1));

describe.each(NODE_MAJORS)("however a program ends, no call is lost (Node %i)", (node) => {
  test.each([
    ["process.exit", "for (let i = 0; i < 30; i++) batch(); process.exit(7);", 7],
    ["process.exit within a call", "function last() { batch(); process.exit(3); } last();", 3],
    ["an uncaught exception", "for (let i = 0; i < 30; i++) batch(); throw new Error('out');", 1],
    ["an unhandled rejection", "for (let i = 0; i < 30; i++) batch(); Promise.reject(new Error('out'));", 1],
    ["its natural end, with calls in exit listeners", "process.on('exit', () => batch()); batch();", 0],
    ["process.exit in an exit listener", "process.on('exit', () => { batch(); process.exit(5); }); batch();", 5],
  ])("%s", (_, end, code) => {
    const folder = folderWith({ "main.cjs": ticking(end) });
    const ran = functraceRun(folder, ["main.cjs"], { node });
    expect(ran.code).toBe(code);
    expect(callsByName(read(ran.recording))["tick"]).toBe(lastLine(ran.stdout));
  });

  test.each([
    ["SIGTERM", "idle", "setInterval(batch, 1);"],
    ["SIGTERM", "in a synchronous loop", BUSY],
    ["SIGINT", "idle", "setInterval(batch, 1);"],
    ["SIGINT", "in a synchronous loop", BUSY],
  ] as const)("%s while %s, with no listener of its own", async (signal, _, end) => {
    const ran = await killed(
      folderWith({ "main.cjs": `process.stderr.write("pid " + process.pid + "\\n");` + ticking(end) }),
      node,
      signal,
    );
    expect(ran.signal).toBe(signal);
    // What it had said when the signal was sent: it may get a moment further before the signal arrives.
    expect(callsByName(read(ran.recording))["tick"]).toBeGreaterThanOrEqual(lastLine(ran.before));
  });

  test("a program that listens to SIGTERM ends as it likes", async () => {
    const own = `process.stderr.write("pid " + process.pid + "\\n"); process.on("SIGTERM", () => { batch(); process.exit(9); }); setInterval(batch, 1);`;
    const ran = await killed(folderWith({ "main.cjs": ticking(own) }), node, "SIGTERM");
    expect(ran.code).toBe(9);
    expect(callsByName(read(ran.recording))["tick"]).toBe(lastLine(ran.stdout));
  });

  // The bound is the writer's rhythm; a machine that does not let the writer run for longer can exceed it.
  test("SIGKILL loses at most the last 100 ms", { retry: 2 }, async () => {
    const stamping = `process.stderr.write("pid " + process.pid + "\\n");
      const { writeSync } = require("node:fs"); function tick() {}
      setInterval(() => { tick(); writeSync(1, process.hrtime.bigint() + "\\n"); }, 1);`;
    const ran = await killed(folderWith({ "main.cjs": stamping }), node, "SIGKILL");
    expect(ran.signal).toBe("SIGKILL");
    const { streams } = read(ran.recording);
    expect(lastLine(ran.before) - streams[0]!.lastTime).toBeLessThan(100e6);
  });
});

/** Runs main.cjs, which writes `pid N` on stderr, and sends it the signal once it has said how far it is. */
async function killed(folder: string, node: 20 | 22 | 24, signal: NodeJS.Signals) {
  const { child, recording } = startRun(folder, ["main.cjs"], { node });
  let stdout = "";
  let stderr = "";
  child.stderr!.on("data", (text) => (stderr += text));
  child.stdout!.on("data", (text) => (stdout += text));
  while (stdout.split("\n").length < 40) await once(child.stdout!, "data");
  const before = stdout.slice(0, stdout.lastIndexOf("\n"));
  process.kill(Number(/pid (\d+)/.exec(stderr)![1]), signal);
  const [code, endedBy] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { stdout, before, code, signal: endedBy, recording };
}
