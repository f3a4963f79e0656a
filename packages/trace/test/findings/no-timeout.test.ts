/** What looks like a timeout and is none: equal work, a heartbeat that goes off in the same moment, a producer's rhythm. And what is one after all. */
import { expect, test } from "vitest";
import { findings } from "../../src/index.js";
import { analysisOf, evidence, findingsOf, recording } from "./analysis-of.js";

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

const NAMED = `
  f1 async main 1:1 @0-100
  f2 async ask 10:1 @200-400
  f3 sync "giveUp" 20:1 @500-540
  s1 await f1 3:3 "ask()" callee ask
  s2 await f2 12:3 "new Promise(…)"
  s3 timer FUNCTION 13:5 "setTimeout(giveUp, 60)" callee setTimeout`;

test("a function that is given to setTimeout by its name is a timeout of the one who gives it, and of nobody else", () => {
  const text = (giver: string): string =>
    work("", ["enter f3", "+1us exit f3"]).replace(/ {2}f1[\s\S]*?(?=\nevents)/, NAMED.trimStart().replace("FUNCTION", giver));
  const [finding] = findingsOf(text("f2"), "constant wait");
  expect(finding!.title).toBe("ask waited 5 times, about 60.0 ms each, for a timer: a timeout, not work");
  expect(evidence(finding, "timer created")?.place).toBe("/app/client.ts:13");
  expect(findingsOf(text("f1"), "constant wait")).toEqual([]);
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
