/** The longest waits, for when no other rule can say more about them. */
import type { Analysis, WaitSummary } from "../model.js";
import { causeText, isLeaf, isUnnamed, ownsTimer, timerPlace } from "./cause.js";
import { type Finding, place, overlap, shareOfWaits, sitePlace, sumOfWaits } from "./finding.js";
import { durationText, percentText, timesText } from "./words.js";

/** A wait below this share of the run is not what the run was about. */
const SHARE_MIN = 0.1;
const FINDINGS_MAX = 3;

export function longWaits(analysis: Analysis): Finding[] {
  return analysis.waits
    .map((wait, index) => ({ wait, index }))
    .filter(({ wait }) => isLeaf(wait) && shareOfWaits(analysis, wait) >= SHARE_MIN)
    .sort((a, b) => b.wait.covered_ns - a.wait.covered_ns || b.wait.total_ns - a.wait.total_ns)
    .slice(0, FINDINGS_MAX)
    .map(({ wait, index }) => longWait(analysis, wait, index));
}

/** Equal work takes equal time, so this is no more than a hint. */
const EVEN = " They always took about the same time: a fixed delay somewhere else, or equal work.";
const EVEN_WAITS_MIN = 5;
const EVEN_SPREAD_MAX = 0.03;

function isEven(wait: WaitSummary): boolean {
  return wait.count >= EVEN_WAITS_MIN && wait.deviation_ns * wait.count <= EVEN_SPREAD_MAX * wait.total_ns;
}

function longWait(analysis: Analysis, wait: WaitSummary, index: number): Finding {
  const waiter = analysis.functions[wait.function]!;
  const cause = causeText(analysis, wait);
  const share = shareOfWaits(analysis, wait);
  const timer = timerPlace(analysis, wait);
  const part = share >= 0.9 ? "Nearly all of the run" : share >= 0.5 ? "Most of the run" : `${percentText(share)} of the run`;
  const even = isEven(wait) && isUnnamed(analysis, wait) ? EVEN : "";
  return {
    kind: "long wait",
    title: overlap(wait)
      ? `${waiter.name} waited ${timesText(wait.count)} for ${cause}, ${durationText(wait.total_ns / wait.count)} on average, several at a time`
      : `${part} was spent waiting for ${cause}, in ${waiter.name}`,
    explanation:
      wait.count === 1
        ? `${waiter.name} was suspended once, for ${durationText(wait.total_ns)}, and did nothing in that time.`
        : `${waiter.name} was suspended ${timesText(wait.count)}, ${durationText(wait.total_ns / wait.count)} on average, and did nothing in that time.${even}`,
    evidence: [
      place("function", waiter),
      { label: "waits", value: sumOfWaits(analysis, wait) },
      ...(wait.count === 1
        ? []
        : [
            {
              label: "each",
              value: `${durationText(wait.min_ns)} to ${durationText(wait.max_ns)}, half of them within ${durationText(wait.p50_ns)}`,
            },
          ]),
      ...(timer !== undefined && ownsTimer(analysis, wait) ? [timer] : []),
      sitePlace(analysis, "awaited", wait.site, waiter),
    ],
    share,
    time_ns: wait.total_ns,
    functions: [waiter],
    waits: [index],
  };
}
