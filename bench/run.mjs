/**
 * `npm run bench`: what tracing costs, side by side with what it is compared to, in one run on one machine. Prints a table and writes
 * it, with the machine it came from, to bench/README.md. `--node 22,24` chooses the Nodes (default: 20, 22, 24).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, release, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { tracedEnvironment } from "../packages/cli/dist/run/environment.js";
import { nodeBinary } from "../scripts/node-versions.mjs";
import { median, nanoseconds } from "./figures.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { node: { type: "string", default: "20,22,24" } } });
const folder = mkdtempSync(join(tmpdir(), "functrace-bench-"));
const TYPESCRIPT = join(HERE, "../node_modules/typescript/lib/_tsc.js");

/** One traced run of a program: its output, its recording. */
function traced(node, name, args, hooks = {}) {
  const recording = join(folder, `${name}.ftrace`);
  rmSync(recording, { force: true });
  const environment = tracedEnvironment(
    { ...process.env, NODE_OPTIONS: "" },
    { recording, behind: "wait", hooks: { include: [], exclude: ["**/bare.cjs"], deps: false, ...hooks } },
  );
  return { stdout: spawn(node, args, environment), recording, bytes: statSync(recording).size };
}

function spawn(node, args, environment) {
  const result = spawnSync(node, args, { env: environment, encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.status !== 0)
    throw new Error(`${args.join(" ")} ended with ${result.status ?? result.signal}: ${result.stderr.slice(0, 500)}`);
  return result.stdout;
}

const program = (name) => join(HERE, "programs", name);
const untraced = { ...process.env, NODE_OPTIONS: "" };

function hotPath(node) {
  const run = traced(node, "fib", [program("fib.cjs")]);
  const { calls, times } = JSON.parse(run.stdout);
  const per = (name) => median(times[name]) / calls;
  const ratio = median(times.traced.map((time, round) => time / times.bare[round]));
  return [row("traced fib call ÷ two bare process.hrtime.bigint()", ratio.toFixed(2), "≤ 1.15", ratio <= 1.15, detail())];
  function detail() {
    return `${nanoseconds(per("traced"))} against ${nanoseconds(per("bare"))}; untraced ${nanoseconds(per("plain"))}`;
  }
}

function awaited(node) {
  const { calls, times } = JSON.parse(traced(node, "awaited", [program("awaited.cjs")]).stdout);
  const added = median(times.traced.map((time, round) => time - times.plain[round])) / calls;
  return [
    row(
      "added to an awaited call",
      nanoseconds(added),
      "≤ 300 ns",
      added <= 300,
      `untraced ${nanoseconds(median(times.plain) / calls)}`,
    ),
  ];
}

function atRest(node) {
  const rows = [];
  const programs = [
    ["fib", [program("fib.cjs")], {}],
    ["awaited", [program("awaited.cjs")], {}],
    [
      "tsc",
      [TYPESCRIPT, "--noEmit", "--ignoreConfig", "--target", "es2022", join(HERE, "programs/empty.cjs"), "--allowJs"],
      { deps: ["typescript"] },
    ],
  ];
  for (const [name, args, hooks] of programs) {
    const { recording, bytes } = traced(node, name, args, hooks);
    const { events, perSecond } = JSON.parse(spawn(node, [join(HERE, "decode.mjs"), recording], untraced));
    rows.push(
      row(
        `bytes an event on disk, ${name}`,
        (bytes / events).toFixed(2),
        "≤ 4",
        bytes / events <= 4,
        `${(events / 1e6).toFixed(1)} M events`,
      ),
    );
    rows.push(
      row(
        `events read a second, ${name}`,
        `${(perSecond / 1e6).toFixed(1)} M`,
        "≥ 20 M",
        perSecond >= 20e6,
        "decoding and all of report",
      ),
    );
  }
  return rows;
}

function memory(node) {
  const plain = JSON.parse(spawn(node, [program("long.cjs")], untraced));
  const recorded = JSON.parse(traced(node, "long", [program("long.cjs")]).stdout);
  const added = recorded.maxRssMb - plain.maxRssMb;
  const growth = recorded.rssMb.at(-1) - recorded.rssMb[2];
  return [
    row(
      "resident memory added, 10⁸ events",
      `${added.toFixed(0)} MB`,
      "≤ 64 MB",
      added <= 64,
      `untraced ${plain.maxRssMb.toFixed(0)} MB`,
    ),
    row("growth from the 3rd to the 10th ten million", `${growth.toFixed(1)} MB`, "constant", growth < 8, ""),
  ];
}

function startUp(node) {
  return ["empty.cjs", "empty.mjs"].map((name) => {
    const times = { plain: [], traced: [] };
    for (let round = -1; round < 21; round++) {
      for (const [kind, run] of [
        ["plain", () => spawn(node, [program(name)], untraced)],
        ["traced", () => traced(node, "empty", [program(name)])],
      ]) {
        const begin = performance.now();
        run();
        if (round >= 0) times[kind].push(performance.now() - begin);
      }
    }
    const added = median(times.traced) - median(times.plain);
    return row(
      `added to the start and end of ${name}`,
      `${added.toFixed(0)} ms`,
      "≤ 60 ms on 22+",
      added <= 60,
      `untraced ${median(times.plain).toFixed(0)} ms`,
    );
  });
}

function row(what, value, goal, met, note) {
  return { what, value, goal, met, note };
}

const sections = [];
try {
  for (const major of values.node.split(",").map(Number)) {
    const node = nodeBinary(major);
    const rows = [...hotPath(node), ...awaited(node), ...atRest(node), ...memory(node), ...startUp(node)];
    const version = spawn(node, ["-p", "process.version"], untraced).trim();
    sections.push({ version, rows });
    console.log(table(version, rows));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
writeFileSync(join(HERE, "README.md"), page());

function table(version, rows) {
  const lines = rows.map(
    ({ what, value, goal, met, note }) => `| ${what} | ${value} | ${goal} | ${met ? "yes" : "**no**"} | ${note} |`,
  );
  return [
    `## Node ${version}`,
    "",
    "| measured | figure | goal | met | beside it |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
}

function page() {
  return [
    "# Figures",
    "",
    "Written by `npm run bench`; medians of rounds that alternate between the two sides of each comparison. Absolute times are those of one",
    "shared machine; the ratios carry further.",
    "",
    `Machine: ${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${platform()} ${release()} ${arch()}, ${new Date().toISOString().slice(0, 10)}.`,
    "",
    ...sections.map(({ version, rows }) => table(version, rows)),
  ].join("\n");
}
