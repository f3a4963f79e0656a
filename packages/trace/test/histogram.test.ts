/** Percentiles are as near to the truth as the histogram claims. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { HISTOGRAM_ERROR, Histograms } from "../src/histogram.js";

const duration = fc.tuple(fc.integer({ min: 0, max: 52 }), fc.nat()).map(([bits, number]) => number % 2 ** bits);

test("every percentile is within HISTOGRAM_ERROR, whatever the order in which windows grow", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.oneof(duration, fc.maxSafeNat())), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (entries, share) => {
        const histograms = new Histograms(4);
        for (const [row, value] of entries) histograms.add(row, value);
        for (let row = 0; row < 4; row++) {
          const sorted = entries.filter((entry) => entry[0] === row).map((entry) => entry[1]);
          sorted.sort((a, b) => a - b);
          expect(histograms.count(row)).toBe(sorted.length);
          if (sorted.length === 0) continue;
          const exact = sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1]!;
          expect(Math.abs(histograms.percentile(row, share, sorted[0]!, sorted.at(-1)!) - exact)).toBeLessThanOrEqual(
            exact * HISTOGRAM_ERROR,
          );
        }
      },
    ),
  );
});

test("20,000 functions whose calls last about as long as each other take some megabytes", () => {
  const histograms = new Histograms(20_000);
  for (let row = 0; row < 20_000; row++) for (let turn = 0; turn < 8; turn++) histograms.add(row, 1000 + row + turn * 40);
  expect(histograms.counts.byteLength).toBeLessThan(20_000 * 64 * 2);
});

test("a bucket counts beyond what its cell holds, up and down again", () => {
  const histograms = new Histograms(2);
  for (let turn = 0; turn < 200_000; turn++) histograms.add(1, 1_000);
  for (let turn = 0; turn < 100_000; turn++) histograms.add(1, 2_000_000);
  expect(histograms.count(1)).toBe(300_000);
  expect(histograms.percentile(1, 0.66, 0, 3e6)).toBeCloseTo(1_000, -2);
  expect(histograms.percentile(1, 0.67, 0, 3e6)).toBeCloseTo(2_000_000, -5);
  for (let turn = 0; turn < 140_000; turn++) histograms.add(1, 1_000, -1);
  expect(histograms.count(1)).toBe(160_000);
  expect(histograms.count(0)).toBe(0);
});
