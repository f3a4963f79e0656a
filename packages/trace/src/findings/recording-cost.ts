/** To record a call takes some tens of nanoseconds. Where millions of calls do less than that, the recording is most of what it shows. */

const CALLS_MIN = 100_000;
const CALL_NS_MAX = 150;

/** Whether so many calls, in so much time, are too short for their time to be their own. */
export function isTiny(calls: number, time_ns: number): boolean {
  return calls >= CALLS_MIN && time_ns < CALL_NS_MAX * calls;
}

/** A sentence to go after others; nothing when no function is concerned. */
export function recordingCost(names: readonly string[]): string {
  if (names.length === 0) return "";
  const calls =
    names.length === 1 ? `The calls of ${names[0]} are` : `The calls of ${names.slice(0, -1).join(", ")} and ${names.at(-1)} are`;
  return ` ${calls} so many and so short that much of this time is the cost of recording each call: without the recording the program takes less. functrace run --exclude leaves files out.`;
}
