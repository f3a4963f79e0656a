/**
 * What a timeout holds up: waits of other functions that last as long as a timer, over the same time. They tell why nobody answered, when
 * the answer had to come through them.
 */
import type { Analysis, WaitSummary } from "../model.js";
import { causeText, isLeaf, ownsTimer, timerPlace } from "./cause.js";
import { type Evidence, place } from "./finding.js";
import { durationText, timesText } from "./words.js";

/** Of a timer's period: a wait in step with it is this close. */
const STEP_DIFFERENCE_MAX = 0.05;

/**
 * Indexes of waits of other functions, not for a timer of their own, that are as long as this one and must have been at the same time: together they
 * are longer than the run, so they cannot have come one after the other.
 */
export function inStepWith(analysis: Analysis, wait: WaitSummary): number[] {
  const mean = wait.total_ns / wait.count;
  return analysis.waits.flatMap((other, index) => {
    const together = other.total_ns + wait.total_ns > 1.2 * analysis.duration_ns && wait.total_ns <= analysis.duration_ns;
    const asLong =
      Math.abs(other.p50_ns - mean) <= STEP_DIFFERENCE_MAX * mean && other.max_ns <= (1 + STEP_DIFFERENCE_MAX) * wait.max_ns;
    const asMany = Math.abs(other.count - wait.count) <= Math.max(2, 0.1 * wait.count);
    const another = other.function !== wait.function && isLeaf(other) && !hasOtherTimer(analysis, other, wait);
    return another && together && asLong && asMany ? [index] : [];
  });
}

/** What goes on right after a timer fired can look as if it had waited for it. */
function hasOtherTimer(analysis: Analysis, other: WaitSummary, wait: WaitSummary): boolean {
  const timer = timerPlace(analysis, other);
  const ours = timerPlace(analysis, wait);
  return timer !== undefined && (timer.file !== ours?.file || timer.line !== ours?.line || ownsTimer(analysis, other));
}

/** Such a wait as evidence. */
export function heldUp(analysis: Analysis, wait: WaitSummary): Evidence {
  const row = analysis.functions[wait.function]!;
  // That it went on when the timer fired says nothing about what it waited for.
  const reason = timerPlace(analysis, wait) === undefined ? `, for ${causeText(analysis, wait)}` : "";
  const value = `${row.name} waited ${timesText(wait.count)}, ${durationText(wait.p50_ns)} in the median${reason}`;
  return { ...place("meanwhile", row), value };
}
