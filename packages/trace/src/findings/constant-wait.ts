/**
 * Waits for a timer that all take the same time. Equal durations alone prove nothing: equal work takes equal time. Where something else is
 * held up for just as long over the same time, it is named too: a timeout runs out because the one that should have answered could not.
 */
import type { Analysis, WaitSummary } from "../model.js";
import { isDrivenElsewhere, ownsTimer, timerPlace } from "./cause.js";
import { type EvenWaits, groupEvenWaits } from "./even-waits.js";
import { type Evidence, type Finding, place, overlap, shareOfWaits, sitePlace, sumOfWaits } from "./finding.js";
import { heldUpPlace, inStepWith } from "./in-step.js";
import { countText, durationText, numberText, percentText, rateText, timesText } from "./words.js";

const WAITS_MIN = 3;
const MEAN_NS_MIN = 1e6;
/** Deviation by mean. A timer of a busy loop fires a little late. */
const SPREAD_MAX = 0.15;

export function constantWaits(analysis: Analysis): Finding[] {
  const even = groupEvenWaits(analysis).flatMap((wait) => {
    const timer = timerPlace(analysis, wait);
    return timer !== undefined && isConstant(wait) ? [{ wait, timer }] : [];
  });
  // A wait in step with a timer is as even as the timer: the one that made the timer explains both.
  const own = even.filter(({ wait }) => ownsTimer(analysis, wait));
  const driven = even.filter(({ wait }) => isDrivenElsewhere(analysis, wait));
  return [
    ...own.map(({ wait, timer }) => constantWait(analysis, wait, timer)),
    ...driven.map(({ wait, timer }) => drivenWait(analysis, wait, timer)),
  ];
}

function isConstant(wait: WaitSummary): boolean {
  if (wait.count < WAITS_MIN) return false;
  const mean = wait.total_ns / wait.count;
  return mean >= MEAN_NS_MIN && wait.deviation_ns / mean <= SPREAD_MAX;
}

function constantWait(analysis: Analysis, wait: EvenWaits, timer: Evidence): Finding {
  const waiter = analysis.functions[wait.function]!;
  const calls = analysis.summaries.find((summary) => summary.function.index === wait.function)?.calls ?? 0;
  const mean = wait.total_ns / wait.count;
  const each = durationText(mean);
  const share = shareOfWaits(analysis, wait);
  const overlaps = overlap(wait);
  const rate = rateText(1e9 / mean);
  const site = analysis.sites[wait.site];
  const why = `All ${countText(wait.count, "wait")} took ${each}, give or take ${percentText(wait.deviation_ns / mean)}. Work takes now longer, now shorter; a timer does not.`;
  const what = `So it sits out a timer each time: either a timeout, and what it waits for never comes, or a fixed pause.`;
  const allows = `As long as its calls run one after another, no more than ${rate} are possible, however fast the machine is.`;
  const held = inStepWith(analysis, wait);
  const meanwhile =
    held[0] === undefined
      ? ""
      : `Meanwhile ${held[0].function.name} was held up just as often and just as long: if the answer has to come through it, each waits for the other, and only the timer ends it.`;
  return {
    kind: "constant wait",
    title: `${waiter.name} waited ${timesText(wait.count)}, about ${each} each, for a timer: a timeout, not work`,
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
      timer,
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

/** The rhythm is the timer's, but it is not this function's timer: perhaps it is an idle consumer, and that is as it should be. */
function drivenWait(analysis: Analysis, wait: EvenWaits, timer: Evidence): Finding {
  const waiter = analysis.functions[wait.function]!;
  const mean = wait.total_ns / wait.count;
  const each = durationText(mean);
  return {
    kind: "long wait",
    title: `${waiter.name} waited ${timesText(wait.count)}, about ${each} each, for something that a timer elsewhere drives`,
    explanation:
      `Its waits ended right after a timer went off that ${waiter.name} did not set, so their rhythm is that timer's. ` +
      "A consumer waits like this for its next job, and that is as it should be; if it should have had its answer earlier, look at what sets the timer.",
    evidence: [
      place("function", waiter),
      { label: "waits", value: sumOfWaits(analysis, wait) },
      {
        label: "each",
        value: `about ${each} (${durationText(wait.min_ns)} to ${durationText(wait.max_ns)}, standard deviation ${durationText(wait.deviation_ns)})`,
      },
      timer,
      sitePlace(analysis, "awaited", wait.site, waiter),
    ],
    share: shareOfWaits(analysis, wait),
    time_ns: wait.total_ns,
    functions: [waiter],
    waits: wait.members,
    weight: 0.5,
  };
}
