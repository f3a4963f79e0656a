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
  const waits = analysis.waits.flatMap((wait, index) => (wait.function === row.index && isLeaf(wait) ? [index] : []));
  const longest = waits.toSorted((a, b) => analysis.waits[b]!.max_ns - analysis.waits[a]!.max_ns)[0];
  if (longest === undefined) return [];
  const wait = analysis.waits[longest]!;
  const time_ns = wait.max_ns;
  const share = shareOfRun(analysis, time_ns);
  // Its own waits were short: then it waits for one of its callees, and that one is stuck.
  if (share < OPEN_SHARE_MIN) return [];
  const one = summary.unfinished === 1;
  return [
    {
      kind: "unfinished",
      title: `${one ? `A call of ${row.name} was` : `${countText(summary.unfinished, "call")} of ${row.name} were`} still waiting when the recording ended, for ${causeText(analysis, wait)}`,
      explanation:
        `${one ? "It" : "The longest of them"} had been waiting for ${durationText(time_ns)}. A server waits like this for its next request, and that is as it should be; ` +
        "anything else that never ends is stuck: a promise that nobody settles, an event that never comes, a lock that is never released.",
      evidence: [
        place("function", row),
        { label: "unfinished", value: `${summary.unfinished} of ${countText(summary.calls, "call")}` },
        { label: "waiting since", value: `${durationText(time_ns)} before the end, ${percentText(share)} of the run` },
        sitePlace(analysis, "awaited", wait.site, row),
      ],
      share,
      time_ns,
      functions: [row],
      waits: wait.count <= summary.unfinished ? [longest] : [],
    },
  ];
}
