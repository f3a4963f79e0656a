/** N+1: a function called many times by each call of its caller, where everything beside it is called about once. */
import type { Analysis, FunctionRow } from "../model.js";
import { waitsBeneath } from "./cause.js";
import { coveredPart, type Finding, place, shareOfRun } from "./finding.js";
import { childrenOf } from "./tree-children.js";
import { countText, durationText, numberText, shareText } from "./words.js";

const CALLS_PER_PARENT_MIN = 10;
const TIMES_THE_SIBLINGS_MIN = 5;
/** A function that waits less than this part of its time is work in a loop, which is what loops are for… */
const WAITING_PART_MIN = 0.3;
/** …unless each call is heavy and all of them weigh in the run. */
const HEAVY_CALL_NS_MIN = 100e3;
const HEAVY_SHARE_MIN = 0.1;

interface Pair {
  readonly parent: FunctionRow;
  readonly child: FunctionRow;
  parentCalls: number;
  calls: number;
  total_ns: number;
  wait_ns: number;
  siblings: number[];
}

export function repeatedCalls(analysis: Analysis): Finding[] {
  const pairs = new Map<string, Pair>();
  const { tree } = analysis;
  const children = childrenOf(tree);
  for (let node = 1; node < tree.count; node++) {
    const parent = tree.parent[node]!;
    const parentCalls = tree.calls[parent]!;
    if (parent === 0 || tree.calls[node]! < CALLS_PER_PARENT_MIN * parentCalls || isRecursive(analysis, node)) continue;
    const row = analysis.functions[tree.function[node]!]!;
    const key = `${tree.function[parent]} ${row.index}`;
    let pair = pairs.get(key);
    if (pair === undefined) {
      const of = analysis.functions[tree.function[parent]!]!;
      pair = { parent: of, child: row, parentCalls: 0, calls: 0, total_ns: 0, wait_ns: 0, siblings: [] };
      pairs.set(key, pair);
    }
    pair.parentCalls += parentCalls;
    pair.calls += tree.calls[node]!;
    pair.total_ns += tree.total[node]!;
    pair.wait_ns += tree.wait[node]!;
    for (const sibling of children(parent)) if (sibling !== node) pair.siblings.push(tree.calls[sibling]! / parentCalls);
  }
  return [...pairs.values()].filter((pair) => standsOut(analysis, pair)).map((pair) => repeatedCall(analysis, pair));
}

function isRecursive(analysis: Analysis, node: number): boolean {
  const { tree } = analysis;
  for (let above = tree.parent[node]!; above > 0; above = tree.parent[above]!) {
    if (tree.function[above] === tree.function[node]) return true;
  }
  return false;
}

function standsOut(analysis: Analysis, pair: Pair): boolean {
  // A loop around one call and nothing else is what the caller is for; the pattern is one odd call among others.
  if (pair.siblings.length === 0) return false;
  if (pair.calls / pair.parentCalls < TIMES_THE_SIBLINGS_MIN * usualCalls(pair)) return false;
  if (pair.wait_ns >= WAITING_PART_MIN * pair.total_ns && pair.wait_ns > 0) return true;
  return pair.total_ns / pair.calls >= HEAVY_CALL_NS_MIN && shareOfRun(analysis, pair.total_ns) >= HEAVY_SHARE_MIN;
}

/** Median calls of the siblings per call of the parent. */
function usualCalls(pair: Pair): number {
  const sorted = pair.siblings.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1]!;
}

function repeatedCall(analysis: Analysis, pair: Pair): Finding {
  const { parent, child } = pair;
  const each = pair.calls / pair.parentCalls;
  const waits = pair.wait_ns >= WAITING_PART_MIN * pair.total_ns;
  const part = coveredPart(analysis.waits.filter((wait) => wait.function === child.index));
  // Waits of calls that are made side by side count once.
  const share = shareOfRun(analysis, pair.total_ns - (1 - part) * pair.wait_ns);
  const sideBySide = waits && part < 0.9;
  const usual = usualCalls(pair);
  const beside = `What else ${parent.name} calls, it calls ${usual < 1.5 ? "about once" : `about ${usual.toFixed(0)} times`}.`;
  return {
    kind: "called in a loop",
    title: `${parent.name} calls ${child.name} ${numberText(each)} times${pair.parentCalls > 1 ? " in each call" : ""}, ${durationText(pair.total_ns / pair.calls)} each`,
    explanation:
      `${beside} ${!waits ? "Each of the repeated calls is work" : sideBySide ? "The repeated call spends its time waiting, several of them at a time" : "The repeated call spends its time waiting, so each one adds a round trip"}: ` +
      `this is the pattern of N+1 queries. ${waits ? "Ask for all of them in one go, or remember what was asked before." : "See whether one call can do the work of many."}`,
    evidence: [
      place("called", child),
      place("by", parent),
      { label: "calls", value: `${countText(pair.calls, "call")} in ${countText(pair.parentCalls, "call")} of ${parent.name}` },
      {
        label: "siblings",
        value: `${countText(pair.siblings.length, "other function")}, each called ${usual < 1.5 ? "about once" : `${usual.toFixed(0)} times`} (median)`,
      },
      {
        label: "time",
        value: `${durationText(pair.total_ns)}, of it waiting ${durationText(pair.wait_ns)}${sideBySide ? ", several at a time" : ""}: ${shareText(share)}`,
      },
    ],
    share,
    time_ns: pair.total_ns,
    functions: [child, parent],
    waits: waits ? waitsBeneath(analysis, [child.index]) : [],
    waits_ns: pair.wait_ns,
  };
}
