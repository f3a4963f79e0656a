/** What one call's waits look like side by side, turns, filters, threads: by example. */
import { expect, test } from "vitest";
import { analyze, logEvents, type Filter } from "../src/index.js";
import { Events, RecordingBuilder, fn, open, recording, site } from "./recording.js";

const MS = 1_000_000;
const functions = [fn("work", { kind: "async" }), fn("crunch", { line: 2 }), fn("helper", { line: 3 })];
const sites = [
  site(0, { text: "a()", callee: "a" }),
  site(0, { text: "b()", callee: "b", independentOf: [0], line: 3 }),
  site(0, { text: "c()", callee: "c", line: 4 }),
  site(0, { text: "each(item)", callee: "each", line: 5, loop: true }),
];
const analysisOf = (events: Events, filter?: Filter) =>
  analyze(open(recording(functions, sites, events.list)), filter && { filter });

/** work() with waits of these milliseconds at these sites. */
function work(events: Events, ...waits: readonly (readonly [siteId: number, ms: number])[]): Events {
  events.start(1, 0);
  for (const [siteId, ms] of waits)
    events
      .suspend(siteId, 0)
      .after(ms * MS)
      .resume(1, 0);
  return events.finish(1, 0);
}

test("awaits that do not need each other: what they took, and what they would take together", () => {
  const events = work(work(new Events(), [1, 30], [2, 50], [3, 10]), [1, 20], [2, 5]);
  expect(analysisOf(events).sequences).toEqual([
    { function: 1, sites: [1, 2], loop: false, calls: 2, waits: 4, total_ns: 105 * MS, together_ns: 70 * MS },
  ]);
});

test("an await in a loop whose turns do not need each other", () => {
  const events = work(work(new Events(), [4, 10], [4, 20], [4, 15]), [4, 10]);
  expect(analysisOf(events).sequences).toEqual([
    { function: 1, sites: [4], loop: true, calls: 1, waits: 3, total_ns: 45 * MS, together_ns: 20 * MS },
  ]);
});

test("waits that grow, three or more in a row, at one site of one call", () => {
  const events = work(work(new Events(), [3, 50], [3, 10], [3, 20], [1, 7], [3, 40], [3, 41]), [3, 10], [3, 20]);
  expect(analysisOf(events).growths).toEqual([
    { function: 1, site: 3, calls: 1, example_ns: [10 * MS, 20 * MS, 40 * MS], total_ns: 70 * MS },
  ]);
});

test("a wait too short to tell still ends a row of growing ones", () => {
  const events = work(new Events(), [3, 10], [3, 20], [3, 0.1], [3, 40]);
  expect(analysisOf(events).growths).toEqual([]);
});

test("a long turn is that of the deepest call that was there for four fifths of it", () => {
  const events = new Events()
    .enter(2)
    .after(5 * MS)
    .enter(3)
    .after(55 * MS)
    .enter(2)
    .after(MS)
    .exit(2)
    .exit(3)
    .after(2 * MS)
    .exit(2);
  expect(analysisOf(events).turns).toEqual([
    { function: 3, process: 1, thread: 0, count: 1, total_ns: 63 * MS, max_ns: 63 * MS },
  ]);
  expect(
    analysisOf(
      new Events()
        .enter(2)
        .after(49 * MS)
        .exit(2),
    ).turns,
  ).toEqual([]);
});

test("a call whose promise is awaited at the start of the next block is extended all the same", () => {
  const events = new Events()
    .start(1, 0)
    .enter(3)
    .after(100)
    .exit(3)
    .after(70)
    .suspend(3, 0, 1)
    .after(MS)
    .resume(1, 0)
    .finish(1, 0);
  const whole = analyze(open(recording(functions, sites, events.list)));
  const cut = analyze(open(recording(functions, sites, events.list.slice(0, 3), events.list.slice(3))));
  expect(cut.summaries).toEqual(whole.summaries);
  expect(cut.waits).toEqual(whole.waits);
  expect(whole.summaries.find((row) => row.function.name === "helper")).toMatchObject({ total_ns: MS + 170, wait_ns: MS + 70 });
});

test("a filter on functions: the tree begins at them", () => {
  const events = new Events().enter(2).after(10).enter(3).after(5).enter(2).after(3).exit(2).exit(3).after(1).exit(2);
  const analysis = analysisOf(events, { function: /helper/ });
  expect(analysis.summaries.map((row) => [row.function.name, row.calls, row.total_ns, row.self_ns])).toEqual([
    ["helper", 1, 8, 5],
    ["crunch", 1, 3, 3],
  ]);
  expect([...analysis.tree.function]).toEqual([-1, 3, 2]);
  expect([...analysis.tree.parent]).toEqual([0, 0, 1]);
});

test("a filter on tasks: as numbered without it", () => {
  const events = new Events().enter(2).after(1).exit(2).after(1).enter(3).after(2).exit(3).after(1).enter(2).after(4).exit(2);
  const analysis = analysisOf(events, { task: 2 });
  expect(analysis.summaries.map((row) => [row.function.name, row.total_ns])).toEqual([["helper", 2]]);
  expect(analysis).toMatchObject({ tasks: 3, calls: 1 });
});

test("a filter on files: a hidden call's time is its caller's, its callees are too, and come together", () => {
  const hidden = { file: "/lib/hidden.ts", functionBase: 3, siteBase: 1, functions: [fn("hidden")], sites: [] };
  const events = new Events()
    .enter(1)
    .after(1)
    .enter(2)
    .after(2)
    .exit(2)
    .enter(3)
    .after(4)
    .enter(2)
    .after(8)
    .exit(2)
    .exit(3)
    .exit(1);
  const builder = new RecordingBuilder()
    .json("stream", {})
    .json("functions", {
      file: "/app/main.ts",
      functionBase: 1,
      siteBase: 1,
      functions: [fn("main"), fn("leaf", { line: 2 })],
      sites: [],
    })
    .json("functions", hidden)
    .events(events.list);
  const filter = { file: (path: string) => !path.startsWith("/lib") };
  const trace = open(builder.bytes());
  const analysis = analyze(trace, { filter });
  expect(analysis.summaries.map((row) => [row.function.name, row.calls, row.total_ns])).toEqual([
    ["main", 1, 15],
    ["leaf", 2, 10],
  ]);
  expect([...analysis.tree.function]).toEqual([-1, 1, 2]);
  expect([...analysis.tree.self]).toEqual([0, 5, 10]);
  expect([...analysis.tree.calls]).toEqual([0, 1, 2]);
  const lines = [...logEvents(trace, { filter })].map(
    (line) => `${line.kind} ${line.kind === "mark" ? "" : analysis.functions[line.function].name} ${line.depth}`,
  );
  expect(lines).toEqual(["enter main 0", "enter leaf 1", "exit leaf 1", "enter leaf 1", "exit leaf 1", "exit main 0"]);
});

test("the log of threads that run side by side is in order of time, with the tasks of analyze", () => {
  const builder = new RecordingBuilder();
  for (const thread of [0, 1]) {
    builder
      .json("stream", {}, 1, thread)
      .json(
        "functions",
        { file: "/a.ts", functionBase: 1, siteBase: 1, functions: [fn("even"), fn("odd", { line: 2 })], sites: [] },
        1,
        thread,
      );
  }
  // The second thread's block comes last in the file, though it began first.
  builder
    .events(new Events(200).enter(1).after(100).exit(1).list, 1, 0)
    .events(new Events(100).enter(2).after(150).exit(2).list, 1, 1);
  const lines = [...logEvents(open(builder.bytes()))].map((line) => [line.time, line.kind, line.stream, line.task]);
  expect(lines).toEqual([
    [100, "enter", 1, 2],
    [200, "enter", 0, 1],
    [250, "exit", 1, 2],
    [300, "exit", 0, 1],
  ]);
  expect([...logEvents(open(builder.bytes()), { filter: { task: 2 } })].map((line) => line.stream)).toEqual([1, 1]);
});
