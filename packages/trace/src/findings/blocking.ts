/** Long stretches in which a thread never came back to its event loop. */
import type { Analysis, TurnSummary } from "../model.js";
import { type Finding, place, shareOfRun } from "./finding.js";
import { countText, durationText, shareText, timesText } from "./words.js";

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
      "A synchronous call this long is best split into pieces, made asynchronous, or moved to a worker thread of its own.",
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
