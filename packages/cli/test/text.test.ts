/** Text on a terminal: nothing wider than it is, nothing that drives it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fit, padLeft, padRight, printable, textWidth, wrap } from "../src/terminal/width.js";
import { ClockText, goDuration } from "../src/views/log-line.js";

test("a name that is too long keeps both its ends", () => {
  expect(fit("NetlinkSocket.readResponse", 15)).toBe("Netlink…esponse");
});

test("wide characters and emoji never push a line over the edge", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.integer({ min: 0, max: 30 }), (text, width) => {
      expect(textWidth(fit(text, width))).toBeLessThanOrEqual(
        Math.max(width, textWidth(text) <= width ? textWidth(text) : width),
      );
    }),
  );
  expect(fit("読み込み応答を待つ関数", 9)).toBe("読み…関数");
});

test("columns stay aligned with wide names", () => {
  expect([textWidth(padRight("応答", 8)), textWidth(padLeft("é", 8))]).toEqual([8, 8]);
});

test("a function cannot clear your screen by its name", () => {
  expect(printable("a\u001b[2Jb\u0007\u202e")).toBe("a␛[2Jb␇\ufffd");
});

test("prose breaks at its spaces", () => {
  expect(wrap("one two three four", 9)).toEqual(["one two", "three", "four"]);
});

test("log durations are written as Go writes them", () => {
  expect([0, 840, 12_500, 2_605_000, 2_605_123, 1_234_567_000, 62.5e9, 3_600e9].map(goDuration)).toEqual([
    "0s",
    "840ns",
    "12.5µs",
    "2.605ms",
    "2.605ms",
    "1.234567s",
    "1m2.5s",
    "1h0m0s",
  ]);
});

test("log times have microseconds and carry over into the next second", () => {
  const clock = new ClockText();
  const at = new Date(2021, 11, 14, 14, 32, 49, 684).getTime() * 1000;
  expect(clock.text(at + 598)).toBe("2021/12/14 14:32:49.684598");
  expect(clock.text(at + 316_000)).toBe("2021/12/14 14:32:50.000000");
  expect(clock.text(at - 684_001)).toBe("2021/12/14 14:32:48.999999");
});
