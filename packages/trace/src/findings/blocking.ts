/** Long stretches in which a thread never came back to its event loop. */
import type { Analysis, TurnSummary } from "../model.js";
import { type Finding, place, shareOfRun } from "./finding.js";
import { isTiny, recordingCost } from "./recording-cost.js";
import { countText, durationText, shareText, timesText } from "./words.js";

/** Of the time beneath a call: below this, what recording adds is not what made it long. */
const TINY_PART_MIN = 0.1;
const TINY_SHOWN_MAX = 3;

export function blockingCalls(analysis: Analysis): Finding[] {
  // A function that blocks four worker threads is one thing to know, not four.
  const byFunction = new Map<number, TurnSummary[]>();
  for (const turn of analysis.turns) byFunction.set(turn.function, [...(byFunction.get(turn.function) ?? []), turn]);
  return [...byFunction.values()].map((turns) => blockingCall(analysis, turns));
}

function blockingCall(analysis: Analysis, turns: readonly TurnSummary[]): Finding {
  const [first] = turns;
  const row = analysis.functions[first!.function]!;
  const count = turns.reduce((sum, turn) => sum + turn.count, 0);
  const total_ns = turns.reduce((sum, turn) => sum + turn.total_ns, 0);
  const longest = durationText(Math.max(...turns.map((turn) => turn.max_ns)));
  const share = shareOfRun(analysis, total_ns);
  const where = turns.length === 1 ? `process ${first!.process}, thread ${first!.thread}` : countText(turns.length, "thread");
  return {
    kind: "blocked event loop",
    title: `${row.name} blocked the event loop ${count === 1 ? `for ${longest}` : `${timesText(count)}, up to ${longest}`}`,
    explanation:
      `While ${row.name} ran, nothing else ${turns.length === 1 ? "could" : "on its thread could"}: no timer fired, no request was answered, no data was read. ` +
      "A synchronous call this long is best split into pieces, made asynchronous, or moved to a worker thread of its own." +
      recordingCost(tinyBeneath(analysis, row.index)),
    evidence: [
      place("function", row),
      {
        label: "blocked",
        value:
          turns.length > 1
            ? `${timesText(count)}, ${durationText(total_ns)} together`
            : `${timesText(count)}, ${count === 1 ? `for ${longest}` : `${durationText(total_ns)} together`}: ${shareText(share)}`,
      },
      ...(count === 1 ? [] : [{ label: "longest", value: longest }]),
      ...(analysis.streams.length > 1 ? [{ label: "where", value: where }] : []),
    ],
    share,
    time_ns: total_ns,
    functions: [row],
    waits: [],
  };
}

/** The functions that a call spends a notable part of its time on, in calls too short to be worth recording. */
function tinyBeneath(analysis: Analysis, of: number): string[] {
  const { tree } = analysis;
  const beneath = new Uint8Array(tree.count);
  const byFunction = new Map<number, { calls: number; self_ns: number }>();
  let self_ns = 0;
  for (let node = 1; node < tree.count; node++) {
    const parent = tree.parent[node]!;
    const index = tree.function[node]!;
    if (index !== of && beneath[parent] === 0) continue;
    beneath[node] = 1;
    self_ns += tree.self[node]!;
    const sum = byFunction.get(index) ?? { calls: 0, self_ns: 0 };
    byFunction.set(index, { calls: sum.calls + tree.calls[node]!, self_ns: sum.self_ns + tree.self[node]! });
  }
  return [...byFunction]
    .filter(([, sum]) => isTiny(sum.calls, sum.self_ns) && sum.self_ns >= TINY_PART_MIN * self_ns)
    .toSorted(([, a], [, b]) => b.self_ns - a.self_ns)
    .slice(0, TINY_SHOWN_MAX)
    .map(([index]) => analysis.functions[index]!.name);
}
