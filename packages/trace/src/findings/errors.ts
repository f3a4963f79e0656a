/** Functions that throw in a notable part of their calls. Only where the error begins: callers that let it through are not news. */
import type { Analysis, FunctionSummary } from "../model.js";
import { type Finding, place, shareOfRun } from "./finding.js";
import { countText, durationText, numberText, percentText } from "./words.js";

/** A few errors count when they are a tenth of the calls; many when they are a hundredth. */
const FEW = { errors: 3, part: 0.1 };
const MANY = { errors: 20, part: 0.01 };

export function throwingFunctions(analysis: Analysis): Finding[] {
  const own = ownErrors(analysis);
  return analysis.summaries
    .filter((summary) => {
      const errors = own[summary.function.index]!;
      const part = errors / summary.calls;
      return (errors >= FEW.errors && part >= FEW.part) || (errors >= MANY.errors && part >= MANY.part);
    })
    .map((summary) => throwing(analysis, summary, own[summary.function.index]!));
}

/** Errors per function, less those of its callees: what is left began in it, or in code that is not traced. */
function ownErrors(analysis: Analysis): Float64Array {
  const { tree } = analysis;
  const below = new Float64Array(tree.count);
  for (let node = tree.count - 1; node > 0; node--) below[tree.parent[node]!]! += tree.errors[node]!;
  const own = new Float64Array(analysis.functions.length);
  for (let node = 1; node < tree.count; node++) own[tree.function[node]!]! += Math.max(0, tree.errors[node]! - below[node]!);
  return own;
}

function throwing(analysis: Analysis, summary: FunctionSummary, errors: number): Finding {
  const row = summary.function;
  const time_ns = (summary.total_ns * errors) / summary.calls;
  return {
    kind: "errors",
    title:
      errors === summary.calls
        ? `${row.name} threw in every one of its ${numberText(summary.calls)} calls`
        : `${row.name} threw in ${numberText(errors)} of its ${countText(summary.calls, "call")} (${percentText(errors / summary.calls)})`,
    explanation:
      "The errors begin here, or in code below it that is not traced. Whoever calls it may handle them; then they are a costly way to say no, and may hide a real failure.",
    evidence: [
      place("function", row),
      { label: "errors", value: `${numberText(errors)} of ${countText(summary.calls, "call")}` },
      { label: "time", value: `about ${durationText(time_ns)} in the calls that failed` },
    ],
    share: shareOfRun(analysis, time_ns),
    time_ns,
    functions: [row],
    waits: [],
  };
}
