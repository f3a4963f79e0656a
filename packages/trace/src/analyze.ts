/** Trace → Analysis, in one pass over its events, block by block. Memory grows with functions, sites, paths and open calls, never with calls. */
import { streamName, type EventBlock, type Stream } from "./catalogue.js";
import { Ledger } from "./ledger.js";
import { Losses } from "./losses.js";
import { Machine } from "./machine.js";
import type { Analysis, Filter, StreamRow } from "./model.js";
import type { Trace } from "./open.js";
import { runBlock } from "./run-block.js";
import { select } from "./selection.js";
import { functionSummaries } from "./summaries.js";
import { UNKNOWN_ROW } from "./symbols.js";
import { NODES_MAX } from "./tree.js";
import { treeColumns } from "./tree-columns.js";

export interface AnalyzeOptions {
  readonly filter?: Filter;
}

/** How far an analysis has come: bytes that are done, of all. */
export interface AnalyzeStep {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/**
 * Adds up all calls of a recording. Never throws for what is wrong with the recording: that becomes a Loss.
 *
 * Tasks are numbered in the order in which they begin in the file; the blocks of threads that run side by side take turns in it, so
 * between threads the order is that of blocks, not of nanoseconds.
 */
export function analyze(trace: Trace, options: AnalyzeOptions = {}): Analysis {
  const steps = analyzeSteps(trace, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** As `analyze`, in steps of one block, some milliseconds each: so that who waits for it can do something else in between. */
export function* analyzeSteps(trace: Trace, options: AnalyzeOptions = {}): Generator<AnalyzeStep, Analysis, void> {
  const { filter } = options;
  const { wanted, keeps } = select(filter, trace.functions);
  const ledger = new Ledger(trace.functions, trace.sites, {
    ...(filter?.task !== undefined && { task: filter.task }),
    ...(wanted && { wanted }),
  });
  const losses = new Losses(trace.losses);
  const streams = new StreamPasses(trace, ledger, losses, keeps);
  for (const block of trace.blocks) {
    streams.run(block);
    yield { doneBytes: block.payloadAt + block.header.storedBytes, totalBytes: trace.bytes };
  }
  const rows = streams.end();

  const { tree } = ledger;
  if (ledger.lostExits > 0) {
    losses.add(
      "lost exits",
      ledger.lostExits,
      `${ledger.lostExits} calls without an exit were closed by the exit of a caller (stack overflow, lost events)`,
    );
  }
  const summaries = functionSummaries(ledger, keeps);
  const unknown = summaries.find((summary) => summary.function.index === UNKNOWN_ROW);
  if (unknown !== undefined)
    losses.add("unknown function", unknown.calls, `${unknown.calls} calls of functions whose description is lost`);
  if (tree.folded > 0) {
    losses.add(
      "folded paths",
      tree.folded,
      `the call tree has more than ${NODES_MAX} paths: deeper ones are counted higher up (${tree.folded} times)`,
    );
  }
  const active = rows.filter((row) => row.events > 0);
  const start = active.reduce((earliest, row) => Math.min(earliest, row.firstTime), Infinity);
  const end = active.reduce((latest, row) => Math.max(latest, row.lastTime), 0);
  return {
    recording: trace.recording,
    streams: rows,
    skipped: trace.skipped,
    losses: losses.toArray(),
    functions: trace.functions,
    sites: trace.sites,
    summaries,
    tree: treeColumns(tree, keeps),
    waits: ledger.waits.summaries(start, keeps),
    growths: ledger.histories.growths(keeps),
    sequences: ledger.histories.sequences(keeps),
    turns: ledger.turns.summaries(),
    tasks: ledger.tasks,
    calls: summaries.reduce((calls, summary) => calls + summary.calls, 0),
    events: rows.reduce((events, row) => events + row.events, 0),
    marks: streams.marks,
    bytes: trace.bytes,
    duration_ns: active.length === 0 ? 0 : end - start,
  };
}

/** A machine for each stream, from its first block to its last. */
class StreamPasses {
  private readonly machines = new Map<Stream, Machine>();
  private readonly blocksDone = new Map<Stream, number>();
  private readonly rows: StreamRow[] = [];
  marks = 0;

  constructor(
    private readonly trace: Trace,
    private readonly ledger: Ledger,
    private readonly losses: Losses,
    private readonly keeps: ((functionIndex: number) => boolean) | undefined,
  ) {}

  run(block: EventBlock): void {
    const { stream } = block;
    let machine = this.machines.get(stream);
    if (machine === undefined) this.machines.set(stream, (machine = this.newMachine(stream)));
    if (block.missing > 0) machine.gap();
    runBlock(this.trace, machine, block, this.losses);
    const done = (this.blocksDone.get(stream) ?? 0) + 1;
    this.blocksDone.set(stream, done);
    // Frees its stack as soon as may be: a recording can have thousands of processes, one after another.
    if (done === stream.eventBlocks) this.finish(stream, machine);
  }

  /** The rows of all streams; those without events too. */
  end(): StreamRow[] {
    return this.trace.streams.map((stream) => this.rows[stream.index] ?? streamRow(stream, this.newMachine(stream)));
  }

  private newMachine(stream: Stream): Machine {
    return new Machine(this.ledger, stream.ids, stream.process, stream.thread, undefined, this.keeps);
  }

  private finish(stream: Stream, machine: Machine): void {
    machine.end(stream.endTime);
    this.marks += machine.marks;
    const dropped = Math.max(machine.dropped, stream.ended?.lost ?? 0);
    if (dropped > 0) {
      this.losses.add(
        "dropped events",
        dropped,
        `${dropped} events of ${streamName(stream)}: the program was faster than the writer of the recording`,
      );
    }
    this.rows[stream.index] = streamRow(stream, machine);
    this.machines.delete(stream);
  }
}

function streamRow(stream: Stream, machine: Machine): StreamRow {
  return {
    ...stream.info,
    process: stream.process,
    thread: stream.thread,
    events: machine.events,
    calls: machine.calls,
    firstTime: machine.firstTime,
    lastTime: machine.time,
    ...(stream.ended && { ended: stream.ended.reason }),
  };
}
