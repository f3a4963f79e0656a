/** The union of intervals: exact where it is said to be, and never beyond what is possible. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Coverage } from "../src/coverage.js";

type Interval = readonly [begin: number, end: number];

function coverageOf(intervals: readonly Interval[]): number {
  const coverage = new Coverage();
  for (const [begin, end] of intervals) coverage.add(begin, end);
  return coverage.covered();
}

/** The union, one nanosecond after another. */
function plain(intervals: readonly Interval[]): number {
  const covered = new Set<number>();
  for (const [begin, end] of intervals) for (let at = begin; at < end; at++) covered.add(at);
  return covered.size;
}

test("intervals that overlap, touch, contain each other and come in any order count once", () => {
  expect(coverageOf([])).toBe(0);
  expect(
    coverageOf([
      [0, 10],
      [20, 30],
    ]),
  ).toBe(20);
  expect(
    coverageOf([
      [0, 10],
      [5, 15],
      [15, 20],
    ]),
  ).toBe(20);
  expect(
    coverageOf([
      [40, 50],
      [0, 10],
      [5, 45],
    ]),
  ).toBe(50);
  expect(
    coverageOf([
      [3, 3],
      [3, 3],
    ]),
  ).toBe(0);
});

test("a few dozen intervals are exact in any order", () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 60 }))
    .map(([begin, length]): Interval => [begin, begin + length]);
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 100, size: "max" }), (intervals) => {
      expect(coverageOf(intervals)).toBe(plain(intervals));
    }),
  );
});

test("any number of waits one after another are exact, and so is one that was open all the time", () => {
  const turns = Array.from({ length: 10_000 }, (_, turn): Interval => [turn * 10, turn * 10 + 7]);
  expect(coverageOf(turns)).toBe(70_000);
  expect(coverageOf([...turns, [0, 100_000]])).toBe(100_000);
});

test("one that began in the middle of thousands is close", () => {
  const turns = Array.from({ length: 10_000 }, (_, turn): Interval => [turn * 10, turn * 10 + 7]);
  expect(Math.abs(coverageOf([...turns, [33_333, 100_000]]) - (66_667 + 3_334 * 7))).toBeLessThan(10);
});
