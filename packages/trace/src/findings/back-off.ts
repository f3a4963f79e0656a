/**
 * Waits that grow from one to the next within a call. Where something beneath that call failed as often, it is a retry with back-off;
 * otherwise they are just that, waits that grow.
 */
import type { Analysis, FunctionRow, GrowthSummary, WaitSummary } from "../model.js";
import { isLeaf, isUnnamed, ownsTimer, timerPlace } from "./cause.js";
import { coveredPart, type Evidence, type Finding, place, shareOfRun, sitePlace } from "./finding.js";
import { durationText, numberText, shareText, timesText } from "./words.js";

/** Growing pauses shorter than this are jitter, not a policy. */
const LONGEST_NS_MIN = 2e6;

export function backOffs(analysis: Analysis): Finding[] {
  return analysis.growths
    .filter((growth) => growth.calls > 0 && Math.max(...growth.example_ns) >= LONGEST_NS_MIN)
    .map((growth) => ({ growth, waits: pausesOf(analysis, growth) }))
    .filter(({ growth, waits }) => waits.length > 0 && isRegular(growth.example_ns) && isUsual(analysis, growth, waits))
    .map(({ growth, waits }) => backOff(analysis, growth, waits));
}

/** Growth by about one factor (or in even steps), as a rule makes it. A few waits grow by chance, but not so; jitter is forgiven a longer row. */
function isRegular(steps: readonly number[]): boolean {
  const factors = steps.slice(1).map((step, index) => step / steps[index]!);
  return Math.max(...factors) / Math.min(...factors) <= (steps.length > 3 ? 2.5 : 1.5);
}

/** Growing waits that are a small part of the waits of their kind grew by chance. A back-off with an upper bound has more than its growth. */
function isUsual(analysis: Analysis, growth: GrowthSummary, waits: readonly number[]): boolean {
  return growth.total_ns >= 0.3 * waits.reduce((sum, index) => sum + analysis.waits[index]!.total_ns, 0);
}

/** How many helpers may stand between the loop and the timer: `retry` awaits `pause`, which awaits `sleep`. */
const HELPERS_MAX = 3;
/** Of the time of the growing waits, so much must be found in the waits that explain them. */
const PART_MIN = 0.8;

/**
 * Indexes of the waits behind a growth: those at its site or, where a traced helper is awaited there, the timers that the helper waits for.
 * None for an awaited call that waits for anything else: its growing time is its own affair, such as ever larger inputs.
 */
function pausesOf(analysis: Analysis, growth: GrowthSummary): number[] {
  const atSite = analysis.waits.flatMap((wait, index) => (wait.site === growth.site ? [index] : []));
  const leaves = atSite.filter((index) => isLeaf(analysis.waits[index]!));
  if (leaves.length > 0) return leaves.filter((index) => isPause(analysis, analysis.waits[index]!));
  const helpers = new Set<number>();
  let callees = atSite.map((index) => analysis.waits[index]!.cause);
  for (let depth = 0; depth < HELPERS_MAX; depth++) {
    for (const cause of callees) if (cause.kind === "call") helpers.add(cause.function);
    callees = analysis.waits.filter((wait) => helpers.has(wait.function)).map((wait) => wait.cause);
  }
  const leavesOf = analysis.waits.flatMap((wait, index) => (helpers.has(wait.function) && isLeaf(wait) ? [index] : []));
  const known = leavesOf.filter((index) => ownsTimer(analysis, analysis.waits[index]!));
  const atTimers = new Set(known.map((index) => placeOf(analysis.waits[index]!)));
  // On a busy machine a call goes on a little after its timer fired, and that one wait is then not put down to it.
  const timers = leavesOf.filter((index) => {
    const wait = analysis.waits[index]!;
    return known.includes(index) || (isUnnamed(analysis, wait) && atTimers.has(placeOf(wait)));
  });
  const found_ns = timers.reduce((sum, index) => sum + analysis.waits[index]!.total_ns, 0);
  return found_ns >= PART_MIN * growth.total_ns ? timers : [];
}

const placeOf = (wait: WaitSummary): string => `${wait.function} ${wait.site}`;

/** Answers from a socket or a disk that come later and later are nobody's pauses. */
function isPause(analysis: Analysis, wait: WaitSummary): boolean {
  return timerPlace(analysis, wait) !== undefined || isUnnamed(analysis, wait);
}

function backOff(analysis: Analysis, growth: GrowthSummary, waits: readonly number[]): Finding {
  // The one that tries is the one with the await; the waiting itself may be that of a helper such as `sleep`.
  const who = analysis.functions[analysis.sites[growth.site]?.function ?? growth.function]!;
  // Calls that try at the same time wait at the same time.
  const part = coveredPart(waits.map((index) => analysis.waits[index]!));
  const share = shareOfRun(analysis, growth.total_ns * part);
  const failed = failingAttempt(analysis, who.index, growth);
  const timer = waits.map((index) => timerPlace(analysis, analysis.waits[index]!)).find((found) => found !== undefined);
  const steps = growth.example_ns;
  const helpers = new Set(waits.map((index) => analysis.functions[analysis.waits[index]!.function]!));
  const factor = (steps.at(-1)! / steps[0]!) ** (1 / (steps.length - 1));
  return {
    ...(failed === undefined ? merelyGrowing(who, factor, steps) : retrying(who, factor, steps)),
    evidence: [
      place("function", who),
      ...(failed === undefined ? [] : [failed]),
      { label: "calls", value: `${numberText(growth.calls)} that waited so` },
      { label: "pauses", value: shortSteps(steps) },
      { label: "together", value: `${durationText(growth.total_ns)}, ${shareText(share)}` },
      ...(timer === undefined ? [] : [timer]),
      sitePlace(analysis, "awaited", growth.site),
    ],
    share,
    time_ns: growth.total_ns,
    functions: [who, ...[...helpers].filter((helper) => helper !== who)],
    waits,
    waits_ns: growth.total_ns,
  };
}

type Wording = Pick<Finding, "kind" | "title" | "explanation" | "weight">;

function retrying(who: FunctionRow, factor: number, steps: readonly number[]): Wording {
  return {
    kind: "retry with back-off",
    title: `${who.name} tries again and again, and waits longer each time: ${shortSteps(steps)}`,
    explanation:
      `Each pause is about ${factor.toFixed(1)} times the one before, which is how a retry with back-off waits. ` +
      "The time goes into the pauses, not into the attempts: look at why the first attempts fail, or how soon a retry could succeed.",
  };
}

function merelyGrowing(who: FunctionRow, factor: number, steps: readonly number[]): Wording {
  return {
    kind: "growing waits",
    title: `${who.name} waits longer each time: ${shortSteps(steps)}`,
    explanation:
      `Each pause is about ${factor.toFixed(1)} times the one before. A retry with back-off waits like this, but no traced call beneath ${who.name} threw as often, ` +
      "so the recording does not tell whether something was tried again. If so, look at why the first attempts fail.",
    weight: 0.4,
  };
}

/** The function that threw most often beneath the one that waits, if that was between all the waits of a row, or of the shortest rows of all calls. */
function failingAttempt(analysis: Analysis, who: number, growth: GrowthSummary): Evidence | undefined {
  const { tree } = analysis;
  const beneath = new Uint8Array(tree.count);
  const errors = new Map<number, number>();
  for (let node = 1; node < tree.count; node++) {
    const parent = tree.parent[node]!;
    if (beneath[parent] === 0 && tree.function[parent] !== who) continue;
    beneath[node] = 1;
    if (tree.errors[node]! > 0) errors.set(tree.function[node]!, (errors.get(tree.function[node]!) ?? 0) + tree.errors[node]!);
  }
  const [most] = [...errors].toSorted((a, b) => b[1] - a[1]);
  if (most === undefined || most[1] < Math.max(growth.example_ns.length - 1, 2 * growth.calls)) return undefined;
  const row = analysis.functions[most[0]]!;
  return { ...place("failed", row), value: `${row.name}, ${timesText(most[1])}` };
}

/** `100 ms, 200 ms, 400 ms`; a long row is cut in its middle, where it says nothing new. */
function shortSteps(steps: readonly number[]): string {
  const texts = steps.map(durationText);
  return texts.length <= 6 ? texts.join(", ") : `${texts.slice(0, 4).join(", ")}, … ${texts.at(-1)}`;
}
