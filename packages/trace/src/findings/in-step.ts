/**
 * What a timeout holds up: waits of other functions that last as long as a timer, over the same time. They tell why nobody answered, when
 * the answer had to come through them.
 */
import type { Analysis, FunctionRow, WaitSummary } from "../model.js";
import { causeText, isLeaf, ownsTimer, timerPlace } from "./cause.js";
import { type Evidence, overlap, place } from "./finding.js";
import { durationText, timesText } from "./words.js";

/** Of a timer's period: a wait in step with it is this close. */
const STEP_DIFFERENCE_MAX = 0.05;

/** Waits of another function at one site, whatever their causes. */
export interface HeldUp {
  readonly function: FunctionRow;
  /** Indexes of Analysis.waits, the most frequent first. */
  readonly members: readonly number[];
  readonly count: number;
}

/**
 * What waits as long as `wait`, as often, and at the same time: together the two are longer than the run, so they cannot have come one
 * after the other. Nothing that waits for a timer of its own.
 */
export function inStepWith(analysis: Analysis, wait: WaitSummary): HeldUp[] {
  const mean = wait.total_ns / wait.count;
  if (overlap(wait)) return [];
  return candidates(analysis, wait).filter(({ members, count }) => {
    const waits = members.map((index) => analysis.waits[index]!);
    const covered_ns = waits.reduce((sum, other) => sum + other.covered_ns, 0);
    const together = covered_ns + wait.covered_ns > 1.2 * analysis.duration_ns;
    const asLong = Math.abs(waits[0]!.p50_ns - mean) <= STEP_DIFFERENCE_MAX * mean;
    const noLonger = waits.every((other) => other.max_ns <= (1 + STEP_DIFFERENCE_MAX) * wait.max_ns);
    return together && asLong && noLonger && Math.abs(count - wait.count) <= Math.max(2, 0.1 * wait.count);
  });
}

function candidates(analysis: Analysis, wait: WaitSummary): HeldUp[] {
  const bySite = new Map<string, number[]>();
  analysis.waits.forEach((other, index) => {
    if (other.function === wait.function || !isLeaf(other) || hasOtherTimer(analysis, other, wait)) return;
    const key = `${other.function} ${other.site}`;
    bySite.set(key, [...(bySite.get(key) ?? []), index]);
  });
  return [...bySite.values()].map((indexes) => {
    const members = indexes.toSorted((a, b) => analysis.waits[b]!.count - analysis.waits[a]!.count);
    const count = members.reduce((sum, index) => sum + analysis.waits[index]!.count, 0);
    return { function: analysis.functions[analysis.waits[members[0]!]!.function]!, members, count };
  });
}

/** What goes on right after a timer fired can look as if it had waited for it. */
function hasOtherTimer(analysis: Analysis, other: WaitSummary, wait: WaitSummary): boolean {
  const timer = timerPlace(analysis, other);
  const ours = timerPlace(analysis, wait);
  return timer !== undefined && (timer.file !== ours?.file || timer.line !== ours?.line || ownsTimer(analysis, other));
}

/** Such waits as evidence. */
export function heldUpPlace(analysis: Analysis, held: HeldUp): Evidence {
  const most = analysis.waits[held.members[0]!]!;
  // That it went on when the timer fired says nothing about what it waited for.
  const reason = timerPlace(analysis, most) === undefined ? `, for ${causeText(analysis, most)}` : "";
  const value = `${held.function.name} waited ${timesText(held.count)}, ${durationText(most.p50_ns)} in the median${reason}`;
  return { ...place("meanwhile", held.function), value };
}
