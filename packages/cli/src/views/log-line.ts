/**
 * The log's line, that of the original functrace:
 *
 *     2021/12/14 14:32:49.684598 g[01]:\t->main.Send
 *     2021/12/14 14:32:49.687203 g[01]:\t<-main.Send 2.605ms
 */

/** `2021/12/14 14:32:49.684598`, in local time. `unixNs` is split, because nanoseconds since 1970 do not fit a number exactly. */
export class TimeText {
  private second = Number.NaN;
  private text = "";

  /** `unixMs` whole milliseconds, and `ns` nanoseconds beyond them. */
  of(unixMs: number, ns: number): string {
    const micros = Math.floor(ns / 1000);
    const ms = unixMs + Math.floor(micros / 1000);
    const second = Math.floor(ms / 1000);
    // Most lines share their second with the one before; the calendar is asked once for it.
    if (second !== this.second) {
      this.second = second;
      this.text = calendar(second * 1000);
    }
    const fraction = (ms - second * 1000) * 1000 + (((micros % 1000) + 1000) % 1000);
    return `${this.text}.${String(fraction).padStart(6, "0")}`;
  }
}

function calendar(unixMs: number): string {
  const date = new Date(unixMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A duration as Go's `time.Duration` prints it: `2.605ms`, `1m2.5s`, `840ns`; from a millisecond on in whole microseconds. */
export function goDuration(nanoseconds: number): string {
  const ns = Math.round(nanoseconds);
  if (ns === 0) return "0s";
  if (ns < 1e3) return `${ns}ns`;
  if (ns < 1e6) return `${trimmed(ns / 1e3, 3)}µs`;
  const micros = Math.round(ns / 1e3);
  if (micros < 1e6) return `${trimmed(micros / 1e3, 3)}ms`;
  const hours = Math.floor(micros / 3600e6);
  const minutes = Math.floor(micros / 60e6) % 60;
  const seconds = `${trimmed((micros % 60e6) / 1e6, 6)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function trimmed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/\.?0+$/, "");
}
