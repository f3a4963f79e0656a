/** Waits: always the same, in a row, long, without an end. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { evidence, findingsOf, recording } from "./analysis-of.js";
import { findings } from "../../src/index.js";
import { analysisOf } from "./analysis-of.js";

const CLIENT = `
  f1 async main 1:1
  f2 sync readResponse 10:1
  s1 await f1 3:3 "readResponse(seq)" callee readResponse
  s2 timer f2 12:5 "setTimeout(give up, 250)" reason timer`;

/** main awaits readResponse for each of these many microseconds; the promise is settled by the timer at s2, or by who knows what. */
function client(waits_us: readonly number[], settledBy: "timer" | "nothing known"): string {
  const turns = waits_us.flatMap((us) => [
    "+10us enter f2",
    "+5us exit f2",
    "suspend s1 #1 returned",
    ...(settledBy === "timer" ? [`+${us}us note fire s2`, "+2us resume f1 #1"] : [`+${us}us resume f1 #1`]),
  ]);
  return recording(CLIENT, ["0 start f1 #1", ...turns, "+10us finish f1 #1"]);
}

const even = Array.from({ length: 12 }, (_, index) => 250_300 + (index % 3) * 200);

test("a timeout that is hit each time is named, with its function, count, duration, timer and throughput", () => {
  const [finding, ...others] = findingsOf(client(even, "timer"), "constant wait");
  expect(others).toEqual([]);
  expect(finding!.title).toBe("readResponse waited 12 times, about 251 ms each, for a timer: a timeout, not work");
  expect(finding!.functions.map(({ name }) => name)).toEqual(["readResponse"]);
  expect(finding!.share).toBeGreaterThan(0.99);
  expect(evidence(finding, "timer created")).toEqual({ value: "setTimeout(give up, 250)", place: "/app/client.ts:12" });
  expect(evidence(finding, "awaited")).toEqual({ value: "readResponse(seq), in main", place: "/app/client.ts:3" });
  expect(evidence(finding, "calls")?.value).toBe("12");
  expect(evidence(finding, "waits")?.value).toContain("nearly all of the run");
  expect(evidence(finding, "allows")?.value).toBe("at most 4/s, one after another");
});

const HELD_UP = `${CLIENT}
  f3 async deliver 40:1
  s3 await f3 44:5 "taken"`;

/** As client, and beside it `deliver` is suspended over each of these waits, or only ever for a moment. */
function heldUp(waits_us: readonly number[], whole: boolean, after_us = 900): string {
  const turns = waits_us.flatMap((us) => [
    "+10us enter f2",
    "+5us exit f2",
    "suspend s1 #1 returned",
    "+1us start f3 #2",
    "suspend s3 #2",
    ...(whole ? [] : ["+100us resume f3 #2", "+1us finish f3 #2"]),
    `+${us}us note fire s2`,
    "+2us resume f1 #1",
    ...(whole ? [`+${after_us}us resume f3 #2`, "+1us finish f3 #2"] : []),
  ]);
  return recording(HELD_UP, ["0 start f1 #1", ...turns, "+10us finish f1 #1"]);
}

test("what is held up for as long as a timeout lasts is named with it, and not a second time", () => {
  const [finding] = findingsOf(heldUp(even, true), "constant wait");
  expect(finding!.functions.map(({ name }) => name)).toEqual(["readResponse", "deliver"]);
  expect(finding!.explanation).toContain("Meanwhile deliver was held up just as often and just as long");
  expect(evidence(finding, "meanwhile")?.place).toBe("/app/client.ts:40");
  expect(findings(analysisOf(heldUp(even, true))).map(({ kind }) => kind)).toEqual(["constant wait"]);
});

test("what is held up is told from what times out, even when it goes on in the same moment", () => {
  const all = findings(analysisOf(heldUp(even, true, 9)));
  expect(all.map(({ kind, functions }) => [kind, functions.map(({ name }) => name)])).toEqual([
    ["constant wait", ["readResponse", "deliver"]],
  ]);
});

test("what is held up is found whatever the recording makes of each single wait's cause", () => {
  let turn = 0;
  const text = heldUp(even, true).replaceAll("+900us resume", () => (turn++ % 3 === 0 ? "+9us resume" : "+900us resume"));
  const all = findings(analysisOf(text));
  expect(all.map(({ kind, functions }) => [kind, functions.map(({ name }) => name)])).toEqual([
    ["constant wait", ["readResponse", "deliver"]],
  ]);
  expect(evidence(all[0], "meanwhile")?.value).toContain("deliver waited 12 times");
});

test("what waits for a moment beside a timeout has nothing to do with it", () => {
  const [finding] = findingsOf(heldUp(even, false), "constant wait");
  expect(finding!.functions.map(({ name }) => name)).toEqual(["readResponse"]);
});

test("a timeout is not reported a second time as a long wait", () => {
  expect(findingsOf(client(even, "timer"), "long wait")).toEqual([]);
});

test("waits of all lengths are a long wait, and no timeout", () => {
  const uneven = [80_000, 250_000, 31_000, 140_000, 410_000];
  expect(findingsOf(client(uneven, "timer"), "constant wait")).toEqual([]);
  const [finding] = findingsOf(client(uneven, "nothing known"), "long wait");
  expect(finding!.title).toMatch(/^Nearly all of the run was spent waiting for .*, in readResponse$/);
});

test("waits that go on a little late after the timer are counted with it", () => {
  const late = client(even, "timer").split("\n");
  // Every fourth wait goes on after a traced call, and too late to be put down to the timer for sure.
  let fires = 0;
  const text = late
    .map((line) =>
      line.includes("note fire") && fires++ % 4 === 0 ? line.replace("note fire s2", "enter f2\n+150us exit f2") : line,
    )
    .join("\n");
  const [finding, ...others] = findingsOf(text, "constant wait");
  expect(others).toEqual([]);
  expect(finding!.title).toMatch(/^readResponse waited 12 times, about 251 ms each, for a timer/);
  expect(evidence(finding, "timer created")?.place).toBe("/app/client.ts:12");
});

test("two equal waits may be chance", () => {
  expect(findingsOf(client([250_000, 250_000], "timer"), "constant wait")).toEqual([]);
});

test("even waits of microseconds are how the event loop turns, not a timeout", () => {
  expect(findingsOf(client([40, 40, 40, 40, 40, 40], "timer"), "constant wait")).toEqual([]);
});

test("even waits of which no timer is seen prove nothing: equal work takes equal time", () => {
  const all = findings(analysisOf(client(even, "nothing known")));
  expect(all.map(({ kind }) => kind)).toEqual(["long wait"]);
  expect(all[0]!.explanation).toContain("a fixed delay somewhere else, or equal work");
});

test("short even waits for something unknown, such as a quick server, are not called a timeout", () => {
  expect(findingsOf(client([5_000, 5_010, 5_005, 5_000], "nothing known"), "constant wait")).toEqual([]);
});

test("whatever the period, equal waits for a timer are found, and their throughput is its inverse", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5_000 }), fc.integer({ min: 3, max: 20 }), (period_ms, count) => {
      const [finding] = findingsOf(client(Array<number>(count).fill(period_ms * 1000), "timer"), "constant wait");
      const rate = /at most ([\d.,]+)\/(s|min)/.exec(evidence(finding, "allows")!.value)!;
      const perSecond = Number(rate[1]!.replace(",", "")) / (rate[2] === "min" ? 60 : 1);
      expect(Math.abs(perSecond * period_ms - 1000)).toBeLessThanOrEqual(60);
    }),
    { numRuns: 40 },
  );
});

const PAGE = (independent: string): string => `
  f1 async loadPage 1:1
  f2 async user 10:1
  f3 async orders 20:1
  s1 await f1 2:3 "user(id)" callee user
  s2 await f1 3:3 "orders(id)" callee orders${independent}
  s3 await f2 11:3 "socket.read()" reason socket
  s4 await f3 21:3 "socket.read()" reason socket`;

const oneAfterAnother = [
  "0 start f1 #1",
  "+1us start f2 #2",
  "suspend s3 #2",
  "suspend s1 #1 returned",
  "+80ms resume f2 #2",
  "+1us finish f2 #2",
  "+1us resume f1 #1",
  "+1us start f3 #2",
  "suspend s4 #2",
  "suspend s2 #1 returned",
  "+120ms resume f3 #2",
  "+1us finish f3 #2",
  "+1us resume f1 #1",
  "+1us finish f1 #1",
];

test("awaits that need nothing of each other say what running them together would save", () => {
  const [finding] = findingsOf(recording(PAGE(" independent s1"), oneAfterAnother), "awaits one after another");
  expect(finding!.title).toMatch(
    /^loadPage makes 2 awaits one after another; they could take 80\.0 ms less, if they do not depend on each other$/,
  );
  expect(evidence(finding, "then")).toEqual({ value: "orders(id)", place: "/app/client.ts:3" });
});

test("an await that needs the result before it is in order", () => {
  expect(findingsOf(recording(PAGE(""), oneAfterAnother), "awaits one after another")).toEqual([]);
});

test("a call that never came back says so, and for how long it has waited", () => {
  const stuck = recording(CLIENT, [
    "0 start f1 #1",
    "+10us enter f2",
    "+5us exit f2",
    "suspend s1 #1 returned",
    "+900ms enter f2",
    "+1us exit f2",
  ]);
  const [finding] = findingsOf(stuck, "unfinished");
  expect(finding!.title).toBe(
    "A call of readResponse was still waiting when the recording ended, for something that the recording does not name: since 15.0 µs after the start",
  );
  expect(evidence(finding, "waiting since")?.value).toBe("15.0 µs after the start, 900 ms before the end: 100% of the run");
  expect(evidence(finding, "awaited")).toEqual({ value: "readResponse(seq), in main", place: "/app/client.ts:3" });
});

test("of a stuck call and its caller, only the one that waits is named", () => {
  const stuck = recording(
    `${CLIENT}
  f3 async connect 50:1
  s3 await f1 2:3 "connect()" callee connect
  s4 await f3 51:3 "once(socket)" reason event
  s5 await f1 4:3 "once(server)" reason event`,
    [
      "0 start f1 #1",
      "+1us suspend s5 #1",
      "+800us resume f1 #1",
      "+10us start f3 #2",
      "suspend s4 #2",
      "suspend s3 #1 returned",
      "+900ms enter f2",
      "+1us exit f2",
    ],
  );
  expect(findingsOf(stuck, "unfinished").map(({ functions }) => functions[0]!.name)).toEqual(["connect"]);
});

test("a call that waited often and is stuck in its last wait says since when that one lasts", () => {
  const turns = Array.from({ length: 3 }, () => ["+10us suspend s3 #1", "+400ms resume f3 #1"]).flat();
  const stuck = recording(HELD_UP, ["0 start f3 #1", ...turns, "+10us suspend s3 #1", "+300ms enter f2", "+1us exit f2"]);
  const [finding] = findingsOf(stuck, "unfinished");
  expect(evidence(finding, "waiting since")?.value).toBe("1.20 s after the start, 300 ms before the end: 20% of the run");
});

test("waits that overlap for a part of the run count as that part", () => {
  const together = recording(HELD_UP.replace('"taken"', '"socket.read()" reason socket'), [
    "0 enter f2",
    ...[1, 2, 3, 4].map((frame) => `+1us start f3 #${frame}\n  suspend s3 #${frame}`),
    ...[1, 2, 3, 4].map((frame) => `+${20 + frame}ms resume f3 #${frame}\n  +1us finish f3 #${frame}`),
    "+500ms exit f2",
  ]);
  const [finding] = findingsOf(together, "long wait");
  expect(finding!.title).toMatch(/several at a time$/);
  expect(finding!.share).toBeCloseTo(0.152, 2);
});

test("waits that overlap are not said to be longer than the run", () => {
  const together = recording(HELD_UP.replace('"taken"', '"socket.read()" reason socket'), [
    "0 enter f2",
    "+1us exit f2",
    ...[1, 2, 3, 4, 5].map((frame) => `+1us start f3 #${frame}\n  suspend s3 #${frame}`),
    ...[1, 2, 3, 4, 5].map((frame) => `+${20 + frame}ms resume f3 #${frame}\n  +1us finish f3 #${frame}`),
  ]);
  const [finding] = findingsOf(together, "long wait");
  expect(finding!.title).toMatch(/^deliver waited 5 times for a socket, .* on average, several at a time$/);
  expect(evidence(finding, "waits")?.value).toMatch(/^5, \d+ ms together, several at a time: nearly all of the run$/);
  expect(finding!.share).toBeLessThan(1);
});

test("a run in which all calls came back has nothing unfinished", () => {
  expect(findingsOf(client(even, "timer"), "unfinished")).toEqual([]);
});

test("nothing to say about a run that is over in a moment", () => {
  expect(
    findings(analysisOf(recording(CLIENT, ["0 start f1 #1", "+10us enter f2", "+5us exit f2", "+1us finish f1 #1"]))).filter(
      ({ kind }) => kind !== "mostly running",
    ),
  ).toEqual([]);
});
