/** Long stretches in which a thread never came back to its event loop. */
import type { Analysis, TurnSummary } from "../model.js";
import { type Finding, place, shareOfRun } from "./finding.js";
import { durationText, shareText, timesText } from "./words.js";

export function blockingCalls(analysis: Analysis): Finding[] {
  return analysis.turns.filter((turn) => turn.count > 0).map((turn) => blockingCall(analysis, turn));
}

function blockingCall(analysis: Analysis, turn: TurnSummary): Finding {
  const row = analysis.functions[turn.function]!;
  const share = shareOfRun(analysis, turn.total_ns);
  const longest = durationText(turn.max_ns);
  const manyThreads = analysis.streams.length > 1;
  return {
    kind: "blocked event loop",
    title: `${row.name} blocked the event loop ${turn.count === 1 ? `for ${longest}` : `${timesText(turn.count)}, up to ${longest}`}`,
    explanation:
      `While ${row.name} ran, nothing else could: no timer fired, no request was answered, no data was read. ` +
      "A synchronous call this long is best split into pieces, made asynchronous, or moved to a worker thread.",
    evidence: [
      place("function", row),
      {
        label: "blocked",
        value: `${timesText(turn.count)}, ${turn.count === 1 ? `for ${longest}` : `${durationText(turn.total_ns)} together`}: ${shareText(share)}`,
      },
      ...(turn.count === 1 ? [] : [{ label: "longest", value: longest }]),
      ...(manyThreads ? [{ label: "where", value: `process ${turn.process}, thread ${turn.thread}` }] : []),
    ],
    share,
    time_ns: turn.total_ns,
    functions: [row],
    waits: [],
  };
}
