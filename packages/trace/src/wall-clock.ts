/** Times of events → times of day. */
import type { StreamInfo } from "@functrace/format";

/** Unix time, in microseconds, of a monotonic time in nanoseconds of this stream; whole, and exact until the year 2255. */
export function monotonicToUnixUs({ clock }: Pick<StreamInfo, "clock">, time: number): number {
  return clock.unixMs * 1000 + Math.floor((time - Number(clock.monotonicNs)) / 1000);
}
