/** Awaits that stand one after another though none needs the result of the one before: they could wait together. */
import type { Analysis, SequenceSummary } from "../model.js";
import { awaitedAt, waitsBeneath } from "./cause.js";
import { coveredPart, type Evidence, type Finding, place, shareOfRun, sitePlace } from "./finding.js";
import { durationText, numberText, percentText } from "./words.js";

/** Sites listed as evidence; more would only repeat the pattern. */
const SITES_SHOWN_MAX = 6;

export function sequences(analysis: Analysis): Finding[] {
  return analysis.sequences
    .filter((sequence) => !awaitsEvents(analysis, sequence))
    .filter((sequence) => sequence.calls > 0 && sequence.waits >= 2 * sequence.calls && sequence.total_ns > sequence.together_ns)
    .map((sequence) => inSequence(analysis, sequence));
}

/** Events come when they come: who waits for all of them at once does not get them sooner. */
function awaitsEvents(analysis: Analysis, { sites }: SequenceSummary): boolean {
  return sites.every((site) => analysis.sites[site]?.reason === "event");
}

function inSequence(analysis: Analysis, sequence: SequenceSummary): Finding {
  const row = analysis.functions[sequence.function]!;
  const saved = sequence.total_ns - sequence.together_ns;
  const here = analysis.waits.filter((wait) => wait.function === sequence.function && sequence.sites.includes(wait.site));
  // Calls that run side by side save their time side by side.
  const share = shareOfRun(analysis, saved * coveredPart(here));
  const perCall = sequence.waits / sequence.calls;
  const awaits = sequence.loop
    ? `awaits ${text(analysis, sequence.sites[0])} in a loop, turn after turn`
    : `makes ${numberText(sequence.sites.length)} awaits one after another`;
  const sites: Evidence[] = sequence.sites
    .slice(0, SITES_SHOWN_MAX)
    .map((site, index) => sitePlace(analysis, index === 0 ? (sequence.loop ? "awaited in a loop" : "awaited") : "then", site));
  const remedy = sequence.loop
    ? "Start the turns together and await them with Promise.all (with a limit, where there are many)."
    : "Start them together and await them with Promise.all.";
  return {
    kind: "awaits one after another",
    title: `${row.name} ${awaits}; they could take ${durationText(saved)} less, if they do not depend on each other`,
    explanation:
      `In the source none of these awaits uses what the one before gave${sequence.loop ? ": no turn of the loop feeds the next" : ""}, yet each waits until the one before is done. ` +
      `Together they waited ${durationText(sequence.total_ns)}; side by side it would have been about ${durationText(sequence.together_ns)}. ${remedy} ` +
      "That holds if they do not depend on each other in a way that the source does not show, such as a shared connection.",
    evidence: [
      place("function", row),
      { label: "calls", value: numberText(sequence.calls) },
      {
        label: "awaits",
        value: `${numberText(sequence.waits)}${sequence.calls > 1 ? `, ${perCall.toFixed(perCall < 10 ? 1 : 0)} a call` : ""}, ${durationText(sequence.total_ns)} one after another`,
      },
      {
        label: "together",
        value: `about ${durationText(sequence.together_ns)}, ${durationText(saved)} less: ${percentText(share)} of the run`,
      },
      ...sites,
      ...(sequence.sites.length > SITES_SHOWN_MAX
        ? [{ label: "and", value: `${sequence.sites.length - SITES_SHOWN_MAX} more awaits` }]
        : []),
    ],
    share,
    time_ns: saved,
    functions: [row],
    waits: waitsBeneath(analysis, awaitedAt(analysis, sequence.sites)),
    waits_ns: sequence.total_ns,
  };
}

function text(analysis: Analysis, site: number | undefined): string {
  return (site === undefined ? undefined : analysis.sites[site]?.text) ?? "the same thing";
}
