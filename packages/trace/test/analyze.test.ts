/** What `analyze` makes of recordings, edge by edge. */
import { describe, expect, test } from "vitest";
import { analyze, type Analysis } from "../src/index.js";
import { Events, RecordingBuilder, fn, open, recording, site } from "./recording.js";

const MS = 1_000_000;
const summary = (analysis: Analysis, name: string) => analysis.summaries.find((row) => row.function.name === name)!;

/** Waits in words: `outer@2 call inner 5ms`. */
const waits = (analysis: Analysis): string[] =>
  analysis.waits
    .map((wait) => {
      const { cause } = wait;
      const what =
        cause.kind === "call" || cause.kind === "callback"
          ? `${cause.kind} ${analysis.functions[cause.function].name}`
          : cause.kind === "timer"
            ? `timer ${analysis.sites[cause.site].text}`
            : `source ${cause.reason}`;
      return `${analysis.functions[wait.function].name}: ${what} ${wait.count}x ${wait.total_ns / MS}ms`;
    })
    .sort();

describe("calls", () => {
  test("a caller's self time is its total less its callee's", () => {
    const events = new Events().enter(1).after(10).enter(2).after(5).exit(2).after(1).exit(1);
    const analysis = analyze(open(recording([fn("main"), fn("leaf", { line: 2 })], [], events.list)));
    expect(summary(analysis, "main")).toMatchObject({ calls: 1, total_ns: 16, self_ns: 11, wait_ns: 0, max_ns: 16 });
    expect(summary(analysis, "leaf")).toMatchObject({ calls: 1, total_ns: 5, self_ns: 5, p50_ns: 5 });
    expect([...analysis.tree.parent]).toEqual([0, 0, 1]);
    expect([...analysis.tree.function]).toEqual([-1, 1, 2]);
    expect(analysis).toMatchObject({ tasks: 1, calls: 2, events: 4, duration_ns: 16, losses: [] });
  });

  test("a recursive call counts once in total and wait, every time in calls", () => {
    const events = new Events().enter(1).after(1).enter(1).after(2).enter(1).after(4).exit(1).exit(1).after(8).exit(1);
    const analysis = analyze(open(recording([fn("again")], [], events.list)));
    expect(summary(analysis, "again")).toMatchObject({
      calls: 3,
      total_ns: 15,
      self_ns: 15,
      max_ns: 15,
      avg_ns: (15 + 6 + 4) / 3,
    });
  });

  test("lost-exit-after-stack-overflow: the caller's exit closes what is above it", () => {
    const events = new Events().enter(1).after(1).enter(2).after(1).enter(2).after(1).throw(1);
    const analysis = analyze(open(recording([fn("main"), fn("deep", { line: 2 })], [], events.list)));
    expect(summary(analysis, "deep")).toMatchObject({ calls: 2, total_ns: 2 });
    expect(summary(analysis, "main")).toMatchObject({ calls: 1, errors: 1, unfinished: 0 });
    expect(analysis.losses).toEqual([expect.objectContaining({ kind: "lost exits", count: 2 })]);
  });

  test("exit-without-enter is ignored", () => {
    const events = new Events().exit(2).enter(1).after(3).exit(2).exit(1).exit(1);
    const analysis = analyze(open(recording([fn("main"), fn("other", { line: 2 })], [], events.list)));
    expect(analysis.summaries.map((row) => [row.function.name, row.calls, row.total_ns])).toEqual([["main", 1, 3]]);
    expect(analysis.losses).toEqual([]);
  });

  test("open-at-the-end: counts up to the last event and is said to be unfinished", () => {
    const events = new Events().enter(1).after(5).start(2, 0).suspend(1, 0).after(7).enter(3).exit(3);
    const analysis = analyze(
      open(recording([fn("main"), fn("task", { line: 2 }), fn("leaf", { line: 3 })], [site(1)], events.list)),
    );
    expect(summary(analysis, "main")).toMatchObject({ total_ns: 12, unfinished: 1, self_ns: 12 });
    expect(summary(analysis, "task")).toMatchObject({ total_ns: 7, wait_ns: 7, unfinished: 1 });
  });

  test("process-number-used-again begins another stream", () => {
    const builder = new RecordingBuilder();
    for (let run = 0; run < 2; run++) {
      builder
        .json("stream", { engine: `run ${run}` })
        .json("functions", { file: "/a.ts", functionBase: 1, siteBase: 1, functions: [fn("main")], sites: [] })
        .events(new Events(run * 1000).enter(1).after(2).exit(1).list)
        .json("end", { events: 2, lost: 0, reason: "exit" });
    }
    const analysis = analyze(open(builder.bytes()));
    expect(analysis.streams.map((stream) => [stream.engine, stream.calls])).toEqual([
      ["run 0", 1],
      ["run 1", 1],
    ]);
    expect(summary(analysis, "main").calls).toBe(2);
  });
});

describe("waits", () => {
  const functions = [
    fn("outer", { kind: "async" }),
    fn("inner", { kind: "async", line: 2 }),
    fn("sleep", { line: 3 }),
    fn("on", { line: 4 }),
  ];
  const sites = [
    site(0, { callee: "inner", text: "inner()" }),
    site(1, { line: 3, callee: "sleep", text: "sleep(5)" }),
    site(2, { line: 4, kind: "timer", text: "setTimeout(resolve, 5)" }),
    site(0, { line: 5, callee: "all", text: "Promise.all([a(), b()])" }),
    site(0, { line: 6, callee: "read", text: "read()", reason: "file" }),
    site(0, { line: 7, text: "p" }),
  ];
  const analysisOf = (events: Events) => analyze(open(recording(functions, sites, events.list)));

  test("a-timer-three-calls-down: each wait has the cause that it was directly for", () => {
    const events = new Events()
      .start(1, 0)
      .start(2, 1)
      .enter(3)
      .after(100)
      .exit(3)
      .after(10)
      .suspend(2, 1, 1)
      .suspend(1, 0)
      .after(5 * MS)
      .fire(3)
      .after(20)
      .resume(2, 1)
      .finish(2, 1)
      .resume(1, 0)
      .finish(1, 0);
    const analysis = analysisOf(events);
    expect(waits(analysis)).toEqual([
      "inner: call sleep 1x 5.00002ms",
      "outer: call inner 1x 5.00002ms",
      "sleep: timer setTimeout(resolve, 5) 1x 5.00003ms",
    ]);
    expect(summary(analysis, "sleep")).toMatchObject({ calls: 1, total_ns: 5 * MS + 130, wait_ns: 5 * MS + 30, self_ns: 100 });
    expect(summary(analysis, "inner")).toMatchObject({ total_ns: 5 * MS + 130, wait_ns: 5 * MS + 20, self_ns: 10 });
  });

  test("the root call right before the resume is the cause", () => {
    const events = new Events().start(1, 0).suspend(6, 0).after(MS).enter(4).after(10).exit(4).after(5).resume(1, 0).finish(1, 0);
    expect(waits(analysisOf(events))).toEqual(["outer: callback on 1x 1.000015ms"]);
  });

  test("a root call long before the resume is not", () => {
    const events = new Events().start(1, 0).suspend(6, 0).enter(4).exit(4).after(MS).resume(1, 0).finish(1, 0);
    expect(waits(analysisOf(events))).toEqual(["outer: source unknown 1x 1ms"]);
  });

  test("Promise.all waits for the child that finishes last", () => {
    const events = new Events()
      .start(1, 0)
      .start(2, 1)
      .suspend(2, 1)
      .start(2, 2)
      .suspend(2, 2)
      .suspend(4, 0)
      .after(MS)
      .resume(2, 2)
      .finish(2, 2)
      .after(MS)
      .resume(2, 1)
      .finish(2, 1)
      .resume(1, 0)
      .finish(1, 0);
    expect(waits(analysisOf(events))).toContain("outer: call inner 1x 2ms");
  });

  test("what the source knows about another callee outweighs a call begun just before", () => {
    const events = new Events().start(1, 0).start(2, 1).suspend(2, 1).suspend(5, 0).after(MS).resume(1, 0).finish(1, 0);
    expect(waits(analysisOf(events))).toContain("outer: source file 1x 1ms");
  });

  test("await-rejected-without-catch: finish ends the wait", () => {
    const events = new Events().start(1, 0).suspend(5, 0).after(MS).finish(1, 0, 1);
    const analysis = analysisOf(events);
    expect(waits(analysis)).toEqual(["outer: source file 1x 1ms"]);
    expect(summary(analysis, "outer")).toMatchObject({ errors: 1, wait_ns: MS, total_ns: MS });
  });

  test("resume-without-suspend is ignored", () => {
    const events = new Events().start(1, 0).resume(1, 0).after(5).finish(1, 0).resume(1, 0);
    expect(summary(analysisOf(events), "outer")).toMatchObject({ calls: 1, self_ns: 5, wait_ns: 0 });
  });

  test("frame-number-given-out-again closes the call that had it", () => {
    const events = new Events().start(1, 0).suspend(5, 0).after(3).start(2, 0).after(2).finish(2, 0);
    const analysis = analysisOf(events);
    expect(summary(analysis, "outer")).toMatchObject({ calls: 1, total_ns: 3, wait_ns: 3, unfinished: 0 });
    expect(summary(analysis, "inner")).toMatchObject({ calls: 1, total_ns: 2 });
    expect(analysis.losses).toEqual([expect.objectContaining({ kind: "lost exits", count: 1 })]);
  });
});
