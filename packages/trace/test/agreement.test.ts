/** `analyze` and the plain reference agree to the nanosecond, on traces of all kinds. */
import type { TraceEvent } from "@functrace/format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { HISTOGRAM_ERROR, analyze, logEvents, type Analysis, type WaitCause } from "../src/index.js";
import { FUNCTIONS, SITES, illFormed, wellFormed } from "./arbitrary-trace.js";
import { open, recording } from "./recording.js";
import { isNested, pathOf, reference, type Reference, type Wait } from "./reference.js";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function cause(of: WaitCause): string {
  switch (of.kind) {
    case "timer":
      return `timer ${of.site}`;
    case "source":
      return `source ${of.reason}`;
    default:
      return `${of.kind} ${of.function}`;
  }
}

/** The time in which at least one of the waits was open. */
function union(waits: readonly Wait[]): number {
  let covered = 0;
  let until = -Infinity;
  for (const { begin, duration } of waits.toSorted((a, b) => a.begin - b.begin)) {
    covered += Math.max(0, begin + duration - Math.max(begin, until));
    until = Math.max(until, begin + duration);
  }
  return covered;
}

/** All that both sides say exactly, in one shape. */
function byAnalysis(analysis: Analysis): unknown {
  const { tree } = analysis;
  const paths: string[] = [""];
  for (let node = 1; node < tree.count; node++) {
    paths.push(tree.parent[node] === 0 ? `${tree.function[node]}` : `${paths[tree.parent[node]]}/${tree.function[node]}`);
  }
  return {
    tasks: analysis.tasks,
    lostExits: sum(analysis.losses.filter((loss) => loss.kind === "lost exits").map((loss) => loss.count)),
    functions: Object.fromEntries(
      analysis.summaries.map((row) => [
        row.function.index,
        [
          row.calls,
          row.total_ns,
          row.self_ns,
          row.wait_ns,
          row.max_ns,
          Math.round(row.avg_ns * row.calls),
          row.errors,
          row.unfinished,
        ],
      ]),
    ),
    tree: Object.fromEntries(
      paths
        .map(
          (path, node) =>
            [path, [tree.calls[node], tree.total[node], tree.self[node], tree.wait[node], tree.errors[node]]] as const,
        )
        .slice(1),
    ),
    waits: Object.fromEntries(
      analysis.waits.map((wait) => [
        `${wait.function} ${wait.site} ${cause(wait.cause)}`,
        [wait.count, wait.total_ns, wait.min_ns, wait.max_ns, wait.covered_ns, wait.unfinished, wait.unfinished_since_ns],
      ]),
    ),
    turns: Object.fromEntries(analysis.turns.map((turn) => [turn.function, [turn.count, turn.total_ns, turn.max_ns]])),
    growths: Object.fromEntries(
      analysis.growths.map((growth) => [`${growth.function} ${growth.site}`, [growth.total_ns, growth.example_ns.length]]),
    ),
  };
}

const group = <Item>(items: readonly Item[], key: (item: Item) => string | number): [string, Item[]][] => {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(`${key(item)}`, [...(groups.get(`${key(item)}`) ?? []), item]);
  return [...groups];
};

function byReference(plain: Reference): unknown {
  const duration = (call: Reference["calls"][number]): number => call.end - call.entry;
  return {
    tasks: plain.tasks,
    lostExits: plain.lostExits,
    functions: Object.fromEntries(
      group(plain.calls, (call) => call.fn).map(([key, calls]) => {
        const outermost = calls.filter((call) => !isNested(call));
        return [
          key,
          [
            calls.length,
            sum(outermost.map(duration)),
            sum(calls.map((call) => call.self)),
            sum(outermost.map((call) => call.wait)),
            Math.max(...calls.map(duration)),
            sum(calls.map(duration)),
            calls.filter((call) => call.threw).length,
            calls.filter((call) => call.unfinished).length,
          ],
        ];
      }),
    ),
    tree: Object.fromEntries(
      group(plain.calls, pathOf).map(([path, calls]) => [
        path,
        [
          calls.length,
          sum(calls.map(duration)),
          sum(calls.map((call) => call.self)),
          sum(calls.map((call) => call.wait)),
          calls.filter((call) => call.threw).length,
        ],
      ]),
    ),
    waits: Object.fromEntries(
      group(plain.waits, (wait) => `${wait.fn} ${wait.site} ${wait.cause}`).map(([key, waits]) => {
        const durations = waits.map((wait) => wait.duration);
        const unfinished = waits.filter((wait) => wait.unfinished);
        return [
          key,
          [
            waits.length,
            sum(durations),
            Math.min(...durations),
            Math.max(...durations),
            union(waits),
            unfinished.length,
            unfinished.length > 0 ? Math.min(...unfinished.map((wait) => wait.begin)) - plain.start : undefined,
          ],
        ];
      }),
    ),
    turns: Object.fromEntries(
      group(plain.turns, (turn) => turn.fn).map(([key, turns]) => {
        const durations = turns.map((turn) => turn.duration);
        return [key, [turns.length, sum(durations), Math.max(...durations)]];
      }),
    ),
    growths: Object.fromEntries(
      group(plain.growths, (growth) => `${growth.fn} ${growth.site}`).map(([key, growths]) => [
        key,
        [sum(growths.flatMap((growth) => growth.row)), Math.min(16, Math.max(...growths.map((growth) => growth.row.length)))],
      ]),
    ),
  };
}

/** The events in blocks of these sizes. */
function inBlocks(events: readonly TraceEvent[], sizes: readonly number[]): Uint8Array {
  const blocks: TraceEvent[][] = [];
  let at = 0;
  for (const size of sizes) blocks.push(events.slice(at, (at += size)));
  blocks.push(events.slice(at));
  return recording(FUNCTIONS, SITES, ...blocks.filter((block) => block.length > 0));
}

const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 });

for (const [name, traces] of [
  ["well-formed", wellFormed],
  ["ill-formed", illFormed],
] as const) {
  test(`${name} traces: the same calls, tree, waits, turns and growths as the reference`, () => {
    fc.assert(
      fc.property(traces, cuts, (events, sizes) => {
        const trace = open(inBlocks(events, sizes));
        const analysis = analyze(trace);
        const plain = reference(events, FUNCTIONS, SITES);
        expect(byAnalysis(analysis)).toEqual(byReference(plain));
        for (const row of analysis.summaries) {
          const durations = plain.calls.filter((call) => call.fn === row.function.index).map((call) => call.end - call.entry);
          durations.sort((a, b) => a - b);
          for (const [share, said] of [
            [0.5, row.p50_ns],
            [0.99, row.p99_ns],
          ] as const) {
            const exact = durations[Math.max(1, Math.ceil(durations.length * share)) - 1]!;
            expect(Math.abs(said - exact)).toBeLessThanOrEqual(exact * HISTOGRAM_ERROR);
            expect(said).toBeGreaterThanOrEqual(durations[0]!);
            expect(said).toBeLessThanOrEqual(durations.at(-1)!);
            if (durations.length === 1) expect(said).toBe(exact);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  test(`${name} traces: the plain form of the machine, which the log uses, sees the same calls`, () => {
    fc.assert(
      fc.property(traces, cuts, (events, sizes) => {
        const trace = open(inBlocks(events, sizes));
        const log = [...logEvents(trace)];
        const plain = reference(events, FUNCTIONS, SITES);
        expect(log.flatMap((line) => (line.kind === "enter" ? [[line.time, line.function]] : []))).toEqual(
          plain.calls.map((call) => [call.entry, call.fn]),
        );
        const ended = plain.calls.filter((call) => call.closed && !call.unfinished);
        expect(log.filter((line) => line.kind === "exit" && line.threw).length).toBe(ended.filter((call) => call.threw).length);
        for (let at = 1; at < log.length; at++) expect(log[at]!.time).toBeGreaterThanOrEqual(log[at - 1]!.time);
      }),
      { numRuns: 300 },
    );
  });
}
