/** Waits that grow from one to the next within a call: something is tried again and again, each time after a longer pause. */
import type { Analysis, GrowthSummary } from "../model.js";
import { isLeaf, timerPlace } from "./cause.js";
import { type Finding, place, shareOfRun, sitePlace } from "./finding.js";
import { countText, durationText, shareText } from "./words.js";

/** Growing pauses shorter than this are jitter, not a policy. */
const LONGEST_NS_MIN = 2e6;

export function backOffs(analysis: Analysis): Finding[] {
  return analysis.growths
    .filter((growth) => growth.calls > 0 && Math.max(...growth.example_ns) >= LONGEST_NS_MIN && isPause(analysis, growth))
    .map((growth) => backOff(analysis, growth));
}

/** Waits for another traced call are that call's own; a growing one is explained where the waiting is. */
function isPause(analysis: Analysis, growth: GrowthSummary): boolean {
  const waits = waitsOf(analysis, growth);
  return waits.length === 0 || waits.some((index) => isLeaf(analysis.waits[index]!));
}

function waitsOf(analysis: Analysis, growth: GrowthSummary): number[] {
  return analysis.waits.flatMap((wait, index) => (wait.function === growth.function && wait.site === growth.site ? [index] : []));
}

function backOff(analysis: Analysis, growth: GrowthSummary): Finding {
  const waiter = analysis.functions[growth.function]!;
  const share = shareOfRun(analysis, growth.total_ns);
  const waits = waitsOf(analysis, growth);
  const timer = waits.map((index) => timerPlace(analysis, analysis.waits[index]!)).find((found) => found !== undefined);
  const steps = growth.example_ns;
  // The function that loops is the one with the await; the waiter may be a helper such as `sleep`.
  const site = analysis.sites[growth.site];
  const loops = site === undefined ? undefined : analysis.functions[site.function];
  const who = loops ?? waiter;
  const factor = (steps.at(-1)! / steps[0]!) ** (1 / (steps.length - 1));
  return {
    kind: "retry with back-off",
    title: `${who.name} tries again and again, and waits longer each time: ${shortSteps(steps)}`,
    explanation:
      `Each pause is about ${factor.toFixed(1)} times the one before, which is how a retry with back-off waits. ` +
      "The time goes into the pauses, not into the attempts: look at why the first attempts fail, or how soon a retry could succeed.",
    evidence: [
      place("function", who),
      { label: "calls", value: `${countText(growth.calls, "call")} that waited so` },
      { label: "pauses", value: shortSteps(steps) },
      { label: "together", value: `${durationText(growth.total_ns)}, ${shareText(share)}` },
      ...(timer === undefined ? [] : [timer]),
      ...(site === undefined ? [] : [sitePlace(analysis, "awaited", growth.site)]),
    ],
    share,
    time_ns: growth.total_ns,
    functions: who === waiter ? [who] : [who, waiter],
    waits,
  };
}

/** `100 ms, 200 ms, 400 ms`; a long row is cut in its middle, where it says nothing new. */
function shortSteps(steps: readonly number[]): string {
  const texts = steps.map(durationText);
  return texts.length <= 6 ? texts.join(", ") : `${texts.slice(0, 4).join(", ")}, … ${texts.at(-1)}`;
}
