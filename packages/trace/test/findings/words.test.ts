/** Numbers as people read them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { durationText, numberText, percentText, rateText } from "../../src/findings/words.js";

test("durations have three significant digits and the unit that keeps them short", () => {
  expect([0, 42, 618_000, 250e6, 1.24e9, 12.4e6, 5e6, 130e9, 2 * 3600e9].map(durationText)).toEqual([
    "0 ns",
    "42 ns",
    "618 µs",
    "250 ms",
    "1.24 s",
    "12.4 ms",
    "5.00 ms",
    "2.17 min",
    "2.00 h",
  ]);
});

test("a duration that rounds up to the next unit is written in it", () => {
  expect([999.6, 999_700, 999_960_000].map(durationText)).toEqual(["1.00 µs", "1.00 ms", "1.00 s"]);
});

test("no duration is off by more than a two-hundredth", () => {
  const units: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (ns) => {
      const [number, unit] = durationText(ns).split(" ");
      expect(Math.abs(Number(number) * units[unit!]! - ns) / ns).toBeLessThanOrEqual(0.005);
    }),
  );
});

test("counts are grouped, shares never claim 0% of something, rates are short", () => {
  expect([0, 999, 1000, 1234567].map(numberText)).toEqual(["0", "999", "1,000", "1,234,567"]);
  expect([0, 0.0004, 0.032, 0.984, 1].map(percentText)).toEqual(["0%", "<0.1%", "3.2%", "98%", "100%"]);
  expect([3.99, 0.5, 0.25, 1234].map(rateText)).toEqual(["4/s", "0.5/s", "15/min", "1,234/s"]);
});
