/** Numbers as people read them: three significant digits and a unit. Used by every text output. */

const UNITS: readonly { readonly ns: number; readonly name: string; readonly below: number }[] = [
  { ns: 1, name: "ns", below: 1_000 },
  { ns: 1e3, name: "µs", below: 1_000 },
  { ns: 1e6, name: "ms", below: 1_000 },
  { ns: 1e9, name: "s", below: 120 },
  { ns: 60e9, name: "min", below: 120 },
  { ns: 3600e9, name: "h", below: Number.POSITIVE_INFINITY },
];

/** `250 ms`, `1.24 s`, `618 µs`, `42 ns`. */
export function durationText(nanoseconds: number): string {
  for (const unit of UNITS) {
    const digits = unit.ns === 1 ? String(Math.round(nanoseconds)) : threeDigits(nanoseconds / unit.ns);
    // Compared after rounding: 999.7 µs is 1.00 ms, not 1000 µs.
    if (Number(digits) < unit.below) return `${digits} ${unit.name}`;
  }
  return `${nanoseconds} ns`;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return String(Math.round(value));
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** `98%`, `3.2%`, `<0.1%`. */
export function percentText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "<0.1%";
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)}%`;
}

/** `nearly all of the run`, `most of the run`, `23% of the run`. */
export function shareText(share: number): string {
  if (share >= 0.9) return "nearly all of the run";
  if (share >= 0.5) return `most of the run (${percentText(share)})`;
  return `${percentText(share)} of the run`;
}

/** `1 call`, `12 calls`, `1,234 calls`. */
export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${numberText(count)} ${count === 1 ? noun : plural}`;
}

/** `12`, `1,234,567`. Grouped by hand: the output must not change with the reader's locale. */
export function numberText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `once`, `twice`, `12 times`. */
export function timesText(count: number): string {
  if (count === 1) return "once";
  return count === 2 ? "twice" : `${numberText(count)} times`;
}

/** How often a second: `4/s`, `0.5/s`, `1,200/s`, `6/min`. Two significant digits at most below a hundred. */
export function rateText(perSecond: number): string {
  const short = (value: number): string => (value >= 100 ? numberText(value) : String(Number(value.toPrecision(2))));
  return perSecond < 0.5 ? `${short(perSecond * 60)}/min` : `${short(perSecond)}/s`;
}
