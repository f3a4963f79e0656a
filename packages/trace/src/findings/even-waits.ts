/**
 * Waits of one function at one site that take the same time, whatever the recording says of each one's cause: on a busy machine a call goes
 * on a little after its timer fired, and that one wait is then not put down to the timer.
 */
import type { Analysis, WaitSummary } from "../model.js";
import { isLeaf, timerPlace } from "./cause.js";

/** A wait that is part of a group is this close to the group's own duration. */
const DIFFERENCE_MAX = 0.05;

/** A wait as most of its group know it, with the figures of all of them. */
export interface EvenWaits extends WaitSummary {
  /** Indexes of Analysis.waits. */
  readonly members: readonly number[];
}

/** Each wait of an analysis in one group, many alone in theirs. A wait that knows its timer takes in those that do not. */
export function groupEvenWaits(analysis: Analysis): EvenWaits[] {
  const taken = new Set<number>();
  const leaves = analysis.waits.flatMap((wait, index) => (isLeaf(wait) ? [index] : []));
  const leaders = leaves.toSorted((a, b) => Number(knowsTimer(analysis, b)) - Number(knowsTimer(analysis, a)));
  const bySite = new Map<string, number[]>();
  for (const index of leaves) {
    const key = siteOf(analysis.waits[index]!);
    bySite.set(key, [...(bySite.get(key) ?? []), index]);
  }
  return leaders.flatMap((leader) => {
    if (taken.has(leader)) return [];
    const wait = analysis.waits[leader]!;
    const members = bySite
      .get(siteOf(wait))!
      .filter((index) => index === leader || (!taken.has(index) && belongs(analysis, index, wait)));
    for (const member of members) taken.add(member);
    return [joined(analysis, wait, members)];
  });
}

const siteOf = (wait: WaitSummary): string => `${wait.function} ${wait.site}`;

function knowsTimer(analysis: Analysis, index: number): boolean {
  return timerPlace(analysis, analysis.waits[index]!) !== undefined;
}

function belongs(analysis: Analysis, index: number, leader: WaitSummary): boolean {
  const wait = analysis.waits[index]!;
  const period = leader.total_ns / leader.count;
  const other = timerPlace(analysis, wait);
  const ours = timerPlace(analysis, leader);
  const sameTimer = other === undefined || (other.file === ours?.file && other.line === ours?.line);
  return sameTimer && wait.min_ns >= (1 - DIFFERENCE_MAX) * period && wait.max_ns <= (1 + DIFFERENCE_MAX) * period;
}

function joined(analysis: Analysis, leader: WaitSummary, members: readonly number[]): EvenWaits {
  if (members.length === 1) return { ...leader, members };
  const waits = members.map((index) => analysis.waits[index]!);
  const count = waits.reduce((sum, wait) => sum + wait.count, 0);
  const total_ns = waits.reduce((sum, wait) => sum + wait.total_ns, 0);
  const mean = total_ns / count;
  const squares = waits.reduce(
    (sum, wait) => sum + wait.count * (wait.deviation_ns ** 2 + (wait.total_ns / wait.count - mean) ** 2),
    0,
  );
  return {
    ...leader,
    count,
    total_ns,
    min_ns: Math.min(...waits.map((wait) => wait.min_ns)),
    max_ns: Math.max(...waits.map((wait) => wait.max_ns)),
    deviation_ns: Math.sqrt(squares / count),
    // How those of different causes overlap is not known.
    covered_ns: Math.min(
      analysis.duration_ns,
      waits.reduce((sum, wait) => sum + wait.covered_ns, 0),
    ),
    unfinished: waits.reduce((sum, wait) => sum + wait.unfinished, 0),
    members,
  };
}
