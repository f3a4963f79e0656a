/**
 * Waits that all take the same time: work varies, a timer does not. Where something else is held up for just as long over the same time,
 * it is named too: a timeout runs out because the one that should have answered could not.
 */
import type { Analysis, WaitSummary } from "../model.js";
import { causeText, ownsTimer, timerPlace } from "./cause.js";
import { type EvenWaits, groupEvenWaits } from "./even-waits.js";
import { type Evidence, type Finding, place, overlap, shareOfWaits, sitePlace, sumOfWaits } from "./finding.js";
import { heldUpPlace, inStepWith } from "./in-step.js";
import { countText, durationText, numberText, percentText, rateText, timesText } from "./words.js";

const WAITS_MIN = 3;
const MEAN_NS_MIN = 1e6;
/** Deviation by mean. A timer of a busy loop fires a little late; where no timer is seen, the durations alone must convince. */
const SPREAD_OF_TIMER_MAX = 0.15;
const SPREAD_OF_UNKNOWN_MAX = 0.03;
/** Below this, waits for the network or a disk can be as even as a timer. */
const MEAN_NS_OF_UNKNOWN_MIN = 20e6;

export function constantWaits(analysis: Analysis): Finding[] {
  const found: { readonly finding: Finding; readonly order: number }[] = [];
  for (const wait of groupEvenWaits(analysis)) {
    const timer = timerPlace(analysis, wait);
    if (!isConstant(wait, timer !== undefined)) continue;
    // A wait in step with a timer is as even as the timer: the one that made the timer explains both.
    const order = timer === undefined ? 2 : ownsTimer(analysis, wait) ? 0 : 1;
    found.push({ finding: constantWait(analysis, wait, timer), order });
  }
  return found.toSorted((a, b) => a.order - b.order).map(({ finding }) => finding);
}

function isConstant(wait: WaitSummary, timer: boolean): boolean {
  if (wait.count < WAITS_MIN) return false;
  const mean = wait.total_ns / wait.count;
  const spread = wait.deviation_ns / mean;
  return timer
    ? mean >= MEAN_NS_MIN && spread <= SPREAD_OF_TIMER_MAX
    : mean >= MEAN_NS_OF_UNKNOWN_MIN && spread <= SPREAD_OF_UNKNOWN_MAX;
}

function constantWait(analysis: Analysis, wait: EvenWaits, timer: Evidence | undefined): Finding {
  const waiter = analysis.functions[wait.function]!;
  const calls = analysis.summaries.find((summary) => summary.function.index === wait.function)?.calls ?? 0;
  const mean = wait.total_ns / wait.count;
  const each = durationText(mean);
  const share = shareOfWaits(analysis, wait);
  const overlaps = overlap(wait);
  const rate = rateText(1e9 / mean);
  const site = analysis.sites[wait.site];
  const why = `All ${countText(wait.count, "wait")} took ${each}, give or take ${percentText(wait.deviation_ns / mean)}. Work takes now longer, now shorter; a timer does not.`;
  const what =
    timer === undefined
      ? `The recording shows no timer for it (it waits for ${causeText(analysis, wait)}), so it runs out somewhere else: in a library, or on the other side.`
      : `So it sits out a timer each time: either a timeout, and what it waits for never comes, or a fixed pause.`;
  const allows = `As long as its calls run one after another, no more than ${rate} are possible, however fast the machine is.`;
  const held = timer === undefined ? [] : inStepWith(analysis, wait);
  const meanwhile =
    held[0] === undefined
      ? ""
      : `Meanwhile ${held[0].function.name} was held up just as often and just as long: if the answer has to come through it, each waits for the other, and only the timer ends it.`;
  return {
    kind: "constant wait",
    title: `${waiter.name} waited ${timesText(wait.count)}, about ${each} each, ${timer === undefined ? "always the same time" : "for a timer"}: a timeout, not work`,
    explanation: [why, what, meanwhile, overlaps ? "Several of the waits were at the same time." : allows]
      .filter((sentence) => sentence !== "")
      .join(" "),
    evidence: [
      place("function", waiter),
      { label: "calls", value: numberText(calls) },
      { label: "waits", value: sumOfWaits(analysis, wait) },
      {
        label: "each",
        value: `about ${each} (${durationText(wait.min_ns)} to ${durationText(wait.max_ns)}, standard deviation ${durationText(wait.deviation_ns)})`,
      },
      ...(timer === undefined ? [{ label: "waiting for", value: causeText(analysis, wait) }] : [timer]),
      ...(site === undefined ? [] : [sitePlace(analysis, "awaited", wait.site, waiter)]),
      ...held.map((other) => heldUpPlace(analysis, other)),
      ...(overlaps ? [] : [{ label: "allows", value: `at most ${rate}, one after another` }]),
    ],
    share,
    time_ns: wait.total_ns,
    functions: [waiter, ...held.map((other) => other.function)],
    waits: [...wait.members, ...held.flatMap((other) => other.members)],
  };
}
