/** Calls: too many of them, too long ones, failing ones. */
import { expect, test } from "vitest";
import { findings } from "../../src/index.js";
import { analysisOf, evidence, findingsOf, recording } from "./analysis-of.js";

const HANDLER = `
  f1 async listOrders 1:1
  f2 async query 10:1
  f3 async session 20:1
  s1 await f1 4:5 "query(id)" callee query
  s2 await f1 2:3 "session()" callee session
  s3 await f2 11:3 "socket.read()" reason socket
  s4 await f3 21:3 "socket.read()" reason socket`;

const awaited = (id: string, inside: string, outside: string, us: number): string[] => [
  `+1us start ${id} #2`,
  `suspend ${inside} #2`,
  `suspend ${outside} #1 returned`,
  `+${us}us resume ${id} #2`,
  `+1us finish ${id} #2`,
  "+1us resume f1 #1",
];

function handler(queries: number, sessions: number): string {
  return recording(HANDLER, [
    "0 start f1 #1",
    ...Array.from({ length: sessions }, () => awaited("f3", "s4", "s2", 3000)).flat(),
    ...Array.from({ length: queries }, (_, index) => awaited("f2", "s3", "s1", 2000 + (index % 7) * 400)).flat(),
    "+1us finish f1 #1",
  ]);
}

test("N+1: a query for each row of another query is named with its counts", () => {
  const [finding] = findingsOf(handler(40, 1), "called in a loop");
  expect(finding!.title).toMatch(/^listOrders calls query 40 times, 3\.\d+ ms each$/);
  expect(evidence(finding, "called")?.place).toBe("/app/client.ts:10");
  expect(evidence(finding, "calls")?.value).toBe("40 calls in 1 call of listOrders");
});

test("a handful of queries is no N+1", () => {
  expect(findingsOf(handler(6, 1), "called in a loop")).toEqual([]);
});

test("a loop around one call and nothing else is what the caller is for", () => {
  expect(findingsOf(handler(40, 0), "called in a loop")).toEqual([]);
});

test("many calls among as many siblings are no N+1: everything is called often there", () => {
  expect(findingsOf(handler(20, 20), "called in a loop")).toEqual([]);
});

test("calls that all run into the same timeout are a timeout, and no N+1", () => {
  const text = recording(HANDLER.replace('"socket.read()" reason socket', '"setTimeout(250)" reason timer'), [
    "0 start f1 #1",
    ...awaited("f3", "s4", "s2", 3000),
    ...Array.from({ length: 12 }, (_, index) => awaited("f2", "s3", "s1", 250_000 + (index % 7) * 20)).flat(),
    "+1us finish f1 #1",
  ]);
  expect(findings(analysisOf(text)).map(({ kind, functions }) => [kind, functions[0]!.name])).toEqual([
    ["constant wait", "query"],
  ]);
});

const SHARED = `
  f1 async listOrders 1:1
  f2 async query 10:1
  f3 async session 20:1
  f4 async reconnect 30:1
  s1 await f1 4:5 "query(id)" callee query
  s2 await f1 2:3 "session()" callee session
  s3 await f2 11:3 "setTimeout(latency)" reason timer
  s4 await f3 21:3 "socket.read()" reason socket
  s5 await f4 31:3 "query(ping)" callee query`;

test("an N+1 is not hidden by what is said of somebody else who uses the same helper", () => {
  const pauses = [50, 100, 200, 400].flatMap((ms) => awaited("f2", "s3", "s5", ms * 1000));
  const text = recording(SHARED, [
    "0 start f1 #1",
    ...awaited("f3", "s4", "s2", 3000),
    ...Array.from({ length: 40 }, (_, index) => awaited("f2", "s3", "s1", 2000 + (index % 7) * 400)).flat(),
    "+1us finish f1 #1",
    "+1us start f4 #1",
    ...pauses.map((line) => line.replace("resume f1", "resume f4")),
    "+1us finish f4 #1",
  ]);
  const kinds = findings(analysisOf(text)).map(({ kind }) => kind);
  expect(kinds).toContain("growing waits");
  expect(kinds).toContain("called in a loop");
});

test("repeated calls that are made side by side add no round trip each", () => {
  const frames = Array.from({ length: 20 }, (_, index) => index + 3);
  const text = recording(HANDLER.replace("query(id)", "Promise.all(ids.map(query))").replace(" callee query", " callee all"), [
    "0 start f1 #1",
    ...awaited("f3", "s4", "s2", 3000),
    ...frames.flatMap((frame) => [`+1us start f2 #${frame}`, `suspend s3 #${frame}`]),
    "suspend s1 #1",
    ...frames.flatMap((frame) => [`+1ms resume f2 #${frame}`, `+1us finish f2 #${frame}`]),
    "+1us resume f1 #1",
    "+100ms finish f1 #1",
  ]);
  const [finding] = findingsOf(text, "called in a loop");
  expect(finding!.explanation).not.toContain("round trip");
  expect(finding!.share).toBeCloseTo(20 / 123, 1);
});

const HELPERS = `
  f1 sync render 1:1
  f2 sync escape 10:1
  f3 sync fib 20:1`;

test("a tiny helper that is called often is what helpers are for", () => {
  const calls = Array.from({ length: 500 }, () => ["+20us enter f2", "+1us exit f2"]).flat();
  expect(findingsOf(recording(HELPERS, ["0 enter f1", ...calls, "+1us exit f1"]), "called in a loop")).toEqual([]);
});

test("a recursion is no N+1, however often a function calls itself", () => {
  const calls = Array.from({ length: 20 }, () => ["enter f3", "+1ms exit f3"]).flat();
  expect(findingsOf(recording(HELPERS, ["0 enter f3", ...calls, "+1us exit f3"]), "called in a loop")).toEqual([]);
});

test("a long synchronous call that blocks the event loop is named, and not those around it", () => {
  const blocked = recording(HELPERS, ["0 enter f1", "+1ms enter f2", "+300ms exit f2", "+1ms exit f1"]);
  const [finding] = findingsOf(blocked, "blocked event loop");
  expect(finding!.title).toBe("escape blocked the event loop for 302 ms");
});

const WORKER =
  '{"parentProcess":1,"role":"worker","language":"js","engine":"node v24.0.0","command":[],"cwd":"/app","clock":{"monotonicNs":"0","unixMs":0}}';

test("a function that blocks two threads is one finding", () => {
  const thread = (id: number): string[] => [
    `stream 100/${id} ${WORKER}`,
    `events 100/${id}`,
    "1000 enter f2",
    "+80ms exit f2",
    `end 100/${id}`,
  ];
  const text = [recording(HELPERS, ["0 enter f1", "exit f1"]), ...thread(1), ...thread(2)].join("\n");
  const found = findingsOf(text, "blocked event loop");
  expect(found.map(({ title }) => title)).toEqual(["escape blocked the event loop twice, up to 80.0 ms"]);
  expect(evidence(found[0], "where")?.value).toBe("2 threads");
});

test("short calls in turns of their own block nothing", () => {
  const turns = Array.from({ length: 20 }, () => ["+20ms enter f2", "+10ms exit f2"]).flat();
  expect(findingsOf(recording(HELPERS, ["0 enter f1", "exit f1", ...turns]), "blocked event loop")).toEqual([]);
});

test("a run that computes says so, and which function itself took the time", () => {
  const [finding] = findingsOf(
    recording(HELPERS, ["0 enter f1", "+10ms enter f2", "+90ms exit f2", "+1ms exit f1"]),
    "mostly running",
  );
  expect(finding!.title).toBe("The program was running, not waiting: escape itself took 89% of that time");
  expect(finding!.functions.map(({ name }) => name)).toEqual(["escape", "render"]);
});

test("where tiny calls are most of a run, the cost of recording them is said plainly", () => {
  for (const [count, each, said] of [
    [400_000, "+140ns", true],
    [100_000, "+600ns", false],
  ] as const) {
    const calls = Array.from({ length: count }, () => `enter f2\n${each} exit f2`);
    const all = findings(analysisOf(recording(HELPERS, ["0 enter f1", ...calls, "+1ms exit f1"])));
    expect(all.map(({ kind }) => kind)).toEqual(["blocked event loop", "mostly running"]);
    for (const finding of all) expect(finding.explanation.includes("the cost of recording each call")).toBe(said);
  }
});

test("a run that waits is not called running", () => {
  expect(findingsOf(handler(40, 1), "mostly running")).toEqual([]);
});

test("a function that throws in a notable part of its calls is named once, without the callers that let it through", () => {
  const turn = (throws: boolean): string[] => [
    "+1ms enter f1",
    "+1us enter f2",
    `+1us ${throws ? "throw" : "exit"} f2`,
    `+1us ${throws ? "throw" : "exit"} f1`,
  ];
  const turns = Array.from({ length: 20 }, (_, index) => turn(index % 4 === 0)).flat();
  const found = findingsOf(recording(HELPERS, ["0 enter f3", "exit f3", ...turns]), "errors");
  expect(found.map(({ title }) => title)).toEqual(["escape threw in 5 of its 20 calls (25%)"]);
});

test("one error among many calls is everyday life", () => {
  const turns = Array.from({ length: 50 }, (_, index) => ["+1ms enter f2", `+1us ${index === 7 ? "throw" : "exit"} f2`]).flat();
  expect(findingsOf(recording(HELPERS, ["0 enter f3", "exit f3", ...turns]), "errors")).toEqual([]);
});
