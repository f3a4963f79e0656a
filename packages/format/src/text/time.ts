/** Times in the text form: `1000`, `20ns`, `250.003us`, `250ms`, `1.5s`; exact to the nanosecond both ways. */

const DECIMALS = { ns: 0, us: 3, ms: 6, s: 9 } as const;
type Unit = keyof typeof DECIMALS;

/** Nanoseconds, or undefined when `text` is no time, is finer than a nanosecond or is 2^53 or more. A bare number is nanoseconds. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+)(?:\.(\d+))?(ns|us|ms|s)?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = "", fraction = "", unit = "ns"] = match;
  const decimals = DECIMALS[unit as Unit];
  if (fraction.length > decimals) return undefined;
  const nanoseconds = Number(whole + fraction.padEnd(decimals, "0"));
  return Number.isSafeInteger(nanoseconds) ? nanoseconds : undefined;
}

/** `nanoseconds` in the largest unit of which it has one or more, with as many decimals as it needs. */
export function printDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return "0";
  const unit: Unit = nanoseconds >= 1e9 ? "s" : nanoseconds >= 1e6 ? "ms" : nanoseconds >= 1e3 ? "us" : "ns";
  const digits = String(nanoseconds);
  const point = digits.length - DECIMALS[unit];
  const fraction = digits.slice(point).replace(/0+$/, "");
  return digits.slice(0, point) + (fraction === "" ? "" : `.${fraction}`) + unit;
}
