/** Waits: always the same, growing, in a row, long, without an end. */
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

const WORK = `
  f1 async main 1:1 @0-100
  f2 async hash 10:1 @200-300
  f3 sync "crypto.pbkdf2 callback in hash" 11:5 @220-240
  s1 await f1 3:3 "hash(i)" callee hash
  s2 await f2 11:3 "OPERAND"`;

/** main awaits hash five times, 60 ms each, ended by these events. */
function work(operand: string, end: readonly string[]): string {
  const turns = Array.from({ length: 5 }, () => [
    "+10us start f2 #2",
    "suspend s2 #2",
    "suspend s1 #1 returned",
    "+60ms",
    ...end,
    "+1us resume f2 #2",
    "+2us finish f2 #2",
    "+1us resume f1 #1",
  ]).flat();
  const events = turns.flatMap((line, index) =>
    line === "+60ms" ? [] : turns[index - 1] === "+60ms" ? [`+60ms ${line.replace(/^\+\S+ /, "")}`] : [line],
  );
  return recording(WORK.replace('"OPERAND"', operand), ["0 start f1 #1", ...events, "+10us finish f1 #1"]);
}

test.each([
  ["a callback of an untraced library", '"new Promise(…)"', ["enter f3", "+1us exit f3"]],
  ["a promise of an untraced library", '"pbkdf2(password)" callee pbkdf2', []],
  ["a worker thread", '"once(worker, message)" callee once reason worker', []],
  ["a child process", '"exec(command)" callee exec reason child-process', []],
] as const)("equal work in %s is no timeout", (_, operand, end) => {
  const said = JSON.stringify(findings(analysisOf(work(operand, end))));
  expect(said).not.toMatch(/timeout|a timer/);
});

const HEARTBEAT = `
  f1 module main.ts 1:1 @0-900
  f2 async run 10:1 @200-300
  f3 sync "setInterval callback in main.ts" 30:1 @400-450 callback setInterval timer
  f4 sync heartbeat 40:1 @500-550
  s1 await f1 3:3 "run()" callee run
  s2 await f2 11:3 "OPERAND"
  s3 timer f1 31:1 "setInterval(heartbeat, 1)" callee setInterval`;

/** run waits five times, 200 ms each, and right before it goes on each time, a heartbeat of the same turn. */
function besideHeartbeat(operand: string, beat: readonly string[]): string {
  const turns = Array.from({ length: 5 }, () => [
    "+10us start f2 #2",
    "suspend s2 #2",
    "suspend s1 #1 returned",
    ...Array.from({ length: 20 }, () => [`+10ms ${beat[0]}`, ...beat.slice(1)]).flat(),
    "+5us resume f2 #2",
    "+2us finish f2 #2",
    "+1us resume f1 #1",
  ]).flat();
  return recording(HEARTBEAT.replace('"OPERAND"', operand), ["0 start f1 #1", ...turns, "+10us finish f1 #1"]);
}

test.each([
  ["a function literal", ["enter f3", "+1us exit f3"]],
  ["a named function", ["note fire s3", "enter f4", "+1us exit f4"]],
  ["a function that is not traced", ["note fire s3"]],
] as const)("a heartbeat, %s, that goes off right before a wait ends did not end it", (_, beat) => {
  for (const operand of ['"exec(command)" callee exec reason child-process', '"execute(command)" callee execute']) {
    const said = JSON.stringify(findings(analysisOf(besideHeartbeat(operand, beat))));
    expect(said).not.toContain("a timeout, not work");
    expect(said).not.toContain("timer created");
  }
});

const GIVING_UP = `
  f1 async main 1:1 @0-100
  f2 async ask 10:1 @200-400
  f3 sync "setTimeout callback in ask" 11:5 @220-240 callback setTimeout timer
  s1 await f1 3:3 "ask()" callee ask
  s2 await f2 12:3 "once(socket, answer)" callee once reason event`;

test("an event that only ever comes from the timeout of the one who waits for it is a timeout", () => {
  const text = work("", ["enter f3", "+1us exit f3"]).replace(/ {2}f1[\s\S]*?(?=\nevents)/, GIVING_UP.trimStart());
  const [finding] = findingsOf(text, "constant wait");
  expect(finding!.title).toBe("ask waited 5 times, about 60.0 ms each, for a timer: a timeout, not work");
});

const QUEUE = `
  f1 async consume 1:1 @0-100
  f2 sync produce 10:1 @200-300
  f3 sync tick 11:5 @220-240 callback setTimeout timer
  s1 await f1 3:3 "OPERAND"`;

function queue(operand: string): string {
  const turns = Array.from({ length: 8 }, () => [
    "+1us suspend s1 #1",
    "+100ms enter f3",
    "+2us exit f3",
    "+2us resume f1 #1",
  ]).flat();
  return recording(QUEUE.replace('"OPERAND"', operand), [
    "0 enter f2",
    "+1us exit f2",
    "+1us start f1 #1",
    ...turns,
    "+10us finish f1 #1",
  ]);
}

test("an idle consumer waits for its producer's events, not for its timer", () => {
  const all = findings(analysisOf(queue('"once(queue, job)" callee once reason event loop')));
  expect(all.map(({ title }) => title)).toEqual(["Nearly all of the run was spent waiting for an event, in consume"]);
});

test("what goes on whenever a timer elsewhere goes off has that timer's rhythm, and is no timeout", () => {
  const all = findings(analysisOf(queue('"job"')));
  expect(all.map(({ title }) => title)).toEqual([
    "consume waited 8 times, about 100 ms each, for something that a timer elsewhere drives",
  ]);
  expect(evidence(all[0], "timer created")?.place).toBe("/app/client.ts:11");
});

test("a function of the user's that is called all is no Promise.all", () => {
  const all = work('"socket.read()" reason socket', []).replaceAll("hash", "all").replace('"all(i)"', '"db.all(i)"');
  expect(
    analysisOf(all)
      .waits.map(({ cause }) => cause.kind)
      .toSorted(),
  ).toEqual(["call", "source"]);
  const quick = recording(
    `
  f1 async main 1:1
  f2 async all 10:1
  s1 await f1 3:3 "db.all(i)" callee all
  s2 await f2 11:3 "socket.read()" reason socket`,
    [
      "0 start f1 #1",
      "+1us start f2 #2",
      "suspend s2 #2",
      "suspend s1 #1 returned",
      "+5ms resume f2 #2",
      "+1us finish f2 #2",
      "+2ms resume f1 #1",
      "finish f1 #1",
    ],
  );
  expect(
    analysisOf(quick)
      .waits.map(({ cause }) => cause.kind)
      .toSorted(),
  ).toEqual(["call", "source"]);
});

test("waits for a timer that overlap say neither a throughput nor more than they cover", () => {
  const frames = [2, 3, 4, 5];
  const turns = Array.from({ length: 2 }, () => [
    ...frames.flatMap((frame) => [`+1us start f2 #${frame}`, `suspend s2 #${frame}`]),
    ...frames.flatMap((frame, index) => [`${index === 0 ? "+50ms" : "+1us"} resume f2 #${frame}`, `+1us finish f2 #${frame}`]),
  ]).flat();
  const text = recording(WORK.replace('"OPERAND"', '"setTimeout(50)" reason timer'), ["0 enter f3", ...turns, "+120ms exit f3"]);
  const [finding] = findingsOf(text, "constant wait");
  expect(evidence(finding, "allows")).toBe(undefined);
  expect(evidence(finding, "waits")?.value).toBe("8, 400 ms together, several at a time: 45% of the run");
  expect(finding!.explanation).not.toContain("one after another");
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

const RETRY = `
  f1 async fetchWithRetry 1:1
  f2 sync sleep 20:1
  f3 sync attempt 30:1
  s1 await f1 6:5 "sleep(pause)" callee sleep
  s2 timer f2 21:10 "setTimeout(resolve, ms)" reason timer`;

function retry(waits_ms: readonly number[], attempt: "throw" | "exit" | "none" = "throw"): string {
  const turns = waits_ms.flatMap((ms) => [
    ...(attempt === "none" ? [] : ["+1us enter f3", `+1us ${attempt} f3`]),
    "+10us enter f2",
    "+5us exit f2",
    "suspend s1 #1 returned",
    `+${ms}ms note fire s2`,
    "+2us resume f1 #1",
  ]);
  return recording(RETRY, ["0 start f1 #1", ...turns, "+10us finish f1 #1"]);
}

test("a retry with back-off is named after the function that tries, with its pauses and what failed", () => {
  const [finding] = findingsOf(retry([50, 100, 200, 400]), "retry with back-off");
  expect(finding!.title).toBe(
    "fetchWithRetry tries again and again, and waits longer each time: 50.0 ms, 100 ms, 200 ms, 400 ms",
  );
  expect(finding!.explanation).toContain("about 2.0 times the one before");
  expect(evidence(finding, "timer created")?.place).toBe("/app/client.ts:21");
  expect(evidence(finding, "failed")).toEqual({ value: "attempt, 4 times", place: "/app/client.ts:30" });
});

test.each(["exit", "none"] as const)("waits that grow though nothing failed are not said to try again (%s)", (attempt) => {
  const text = retry([50, 100, 200, 400], attempt);
  expect(findingsOf(text, "retry with back-off")).toEqual([]);
  const [finding] = findingsOf(text, "growing waits");
  expect(finding!.title).toBe("fetchWithRetry waits longer each time: 50.0 ms, 100 ms, 200 ms, 400 ms");
  expect(finding!.explanation).toContain("the recording does not tell whether something was tried again");
});

const HELPER = `
  f1 async fetchWithRetry 1:1
  f2 async sleep 20:1
  s1 await f1 6:5 "sleep(pause)" callee sleep
  s2 await f2 21:3 "SLEPT"`;

/** As above, with an async helper whose own await has this text and reason. */
function throughHelper(operand: string, waits_ms: readonly number[]): string {
  const turns = waits_ms.flatMap((ms) => [
    "+10us start f2 #2",
    "suspend s2 #2",
    "suspend s1 #1 returned",
    `+${ms}ms resume f2 #2`,
    "+2us finish f2 #2",
    "+1us resume f1 #1",
  ]);
  return recording(HELPER.replace('"SLEPT"', operand), ["0 start f1 #1", ...turns, "+10us finish f1 #1"]);
}

test("growing waits are found through a traced helper that does the sleeping", () => {
  const found = findingsOf(throughHelper('"setTimeout(ms)" reason timer', [50, 100, 200, 400]), "growing waits");
  expect(found.map(({ functions }) => functions.map(({ name }) => name))).toEqual([["fetchWithRetry", "sleep"]]);
});

test("growing waits are found though one of them went on late, and was not put down to the timer", () => {
  const text = retry([50, 100, 200, 400]).replace("+200ms note fire s2\n+2us resume", "+200ms note fire s2\n+300us resume");
  expect(analysisOf(text).waits.filter(({ cause }) => cause.kind === "source")).toHaveLength(1);
  expect(findingsOf(text, "retry with back-off")).toHaveLength(1);
});

test("answers that take longer and longer are no back-off of the one who asks", () => {
  expect(findingsOf(throughHelper('"socket.read()" reason socket', [50, 100, 200, 400]), "growing waits")).toEqual([]);
});

test("answers that one awaits itself, and that come later and later, are no pauses", () => {
  const waits = [50, 100, 200, 400].flatMap((ms) => ["+1us suspend s1 #1", `+${ms}ms resume f1 #1`]);
  const text = (reason: string): string =>
    recording(`  f1 async ask 1:1\n  s1 await f1 2:3 "answer"${reason}`, ["0 start f1 #1", ...waits, "+10us finish f1 #1"]);
  expect(findingsOf(text(" reason socket"), "growing waits")).toEqual([]);
  expect(findingsOf(text(""), "growing waits")).toHaveLength(1);
});

test("pauses that stay the same, or shrink, are no back-off", () => {
  expect(findingsOf(retry([100, 100, 100, 100]), "retry with back-off")).toEqual([]);
  expect(findingsOf(retry([400, 200, 100, 50]), "retry with back-off")).toEqual([]);
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
