/** A run that hardly waits: what it needs is less work, or more cores. */
import type { Analysis } from "../model.js";
import { type Finding, place } from "./finding.js";
import { isTiny, recordingCost } from "./recording-cost.js";
import { countText, durationText, percentText } from "./words.js";

const RUNNING_SHARE_MIN = 0.5;
const FUNCTIONS_SHOWN_MAX = 5;
/** A function below this part of the running time does not help to understand it. */
const PART_SHOWN_MIN = 0.03;

export function mostlyRunning(analysis: Analysis): Finding[] {
  const threads_ns = analysis.streams.reduce((sum, stream) => sum + Math.max(0, stream.lastTime - stream.firstTime), 0);
  const running_ns = analysis.summaries.reduce((sum, summary) => sum + summary.self_ns, 0);
  const share = threads_ns > 0 ? Math.min(1, running_ns / threads_ns) : 0;
  if (share < RUNNING_SHARE_MIN) return [];
  const top = analysis.summaries
    .toSorted((a, b) => b.self_ns - a.self_ns)
    .slice(0, FUNCTIONS_SHOWN_MAX)
    .filter((summary) => summary.self_ns >= PART_SHOWN_MIN * running_ns);
  const first = top[0];
  if (first === undefined) return [];
  const tiny = top.filter((summary) => isTiny(summary.calls, summary.self_ns)).map((summary) => summary.function.name);
  const part = percentText(first.self_ns / running_ns);
  return [
    {
      kind: "mostly running",
      title: `The program was running, not waiting: ${first.function.name} itself took ${part} of that time`,
      explanation:
        `${percentText(share)} of the time of ${analysis.streams.length === 1 ? "its thread" : `its ${analysis.streams.length} threads`} went into running traced functions. ` +
        "Self time is what a function runs without its callees (but with code that is not traced, such as built-in functions and dependencies): these are the ones to make faster, or to call less often." +
        recordingCost(tiny),
      evidence: top.map((summary) => ({
        ...place("self", summary.function),
        value: `${durationText(summary.self_ns)} (${percentText(summary.self_ns / running_ns)}) in ${summary.function.name}, ${countText(summary.calls, "call")}`,
      })),
      share,
      time_ns: running_ns,
      functions: top.map((summary) => summary.function),
      waits: [],
    },
  ];
}
