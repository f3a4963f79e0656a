/** Calls that still waited when the recording ended: perhaps for something that never comes. */
import type { Analysis, FunctionSummary } from "../model.js";
import { causeText, isLeaf } from "./cause.js";
import { type Finding, place, shareOfRun, sitePlace } from "./finding.js";
import { countText, durationText, percentText } from "./words.js";

/** A call that was merely on its way when the recording ended is not stuck. */
const OPEN_SHARE_MIN = 0.1;

export function unfinishedCalls(analysis: Analysis): Finding[] {
  return analysis.summaries
    .filter(
      (summary) =>
        summary.unfinished > 0 &&
        summary.wait_ns >= summary.total_ns / 2 &&
        shareOfRun(analysis, summary.max_ns) >= OPEN_SHARE_MIN,
    )
    .flatMap((summary) => stuck(analysis, summary));
}

/** Only where the waiting is: its callers, which wait for this call, follow from it. */
function stuck(analysis: Analysis, summary: FunctionSummary): Finding[] {
  const row = summary.function;
  const waits = analysis.waits.flatMap((wait, index) =>
    wait.function === row.index && wait.unfinished > 0 && isLeaf(wait) ? [{ wait, index }] : [],
  );
  const [first, ...others] = waits.toSorted((a, b) => a.wait.unfinished_since_ns! - b.wait.unfinished_since_ns!);
  if (first === undefined) return [];
  const { wait, index } = first;
  const since_ns = wait.unfinished_since_ns!;
  // A thread can end before the run does.
  const time_ns = Math.min(wait.max_ns, analysis.duration_ns - since_ns);
  const share = shareOfRun(analysis, time_ns);
  // Its own waits were short: then it waits for one of its callees, and that one is stuck.
  if (share < OPEN_SHARE_MIN) return [];
  const count = waits.reduce((sum, each) => sum + each.wait.unfinished, 0);
  const elsewhere = others.reduce((sum, each) => sum + each.wait.unfinished, 0);
  const who = count === 1 ? `A call of ${row.name} was` : `${countText(count, "call")} of ${row.name} were`;
  return [
    {
      kind: "unfinished",
      title: `${who} still waiting when the recording ended, for ${causeText(analysis, wait)}: ${count === 1 ? "" : "the first "}since ${durationText(since_ns)} after the start`,
      explanation:
        `${count === 1 ? "It" : "The first of them"} had been waiting for ${durationText(time_ns)} by then. A server waits like this for its next request, and that is as it should be; ` +
        "anything else that never ends is stuck: a promise that nobody settles, an event that never comes, a lock that is never released.",
      evidence: [
        place("function", row),
        { label: "unfinished", value: `${count} of ${countText(summary.calls, "call")}` },
        {
          label: "waiting since",
          value: `${durationText(since_ns)} after the start, ${durationText(time_ns)} before the end: ${percentText(share)} of the run`,
        },
        sitePlace(analysis, "awaited", wait.site, row),
        ...(elsewhere === 0
          ? []
          : [{ label: "and", value: `${countText(elsewhere, "call")} at other awaits, or for something else` }]),
      ],
      share,
      time_ns,
      functions: [row],
      waits: wait.count === wait.unfinished ? [index] : [],
    },
  ];
}
