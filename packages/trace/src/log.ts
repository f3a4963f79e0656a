/**
 * Trace → the log: all calls' beginnings and ends, and the marks, over all threads in order of time. Each stream holds one block's events at a time,
 * and a block is read when the merge comes to its first time, so memory is bounded by threads that run side by side.
 */
import type { EventBlock, Stream } from "./catalogue.js";
import { Ledger } from "./ledger.js";
import { LogBuffer, type LogEvent } from "./log-event.js";
import { Losses } from "./losses.js";
import { Machine } from "./machine.js";
import { markReader } from "./mark-reader.js";
import { mergeByTime, type Timed } from "./merge.js";
import type { Filter } from "./model.js";
import type { Trace } from "./open.js";
import { runBlock } from "./run-block.js";
import { select } from "./selection.js";

/**
 * Paths of the call tree that a log keeps. It shows none of them: a call whose path is folded has its function, task and depth all the
 * same.
 */
export const LOG_NODES_MAX = 1 << 16;

export interface LogOptions {
  readonly filter?: Filter;
}

/**
 * The log of a recording, to be read as far as wanted. Depth and task are those of `analyze`; an async call's exit comes when it has
 * finished, with its whole duration. Calls that were open at the end have no exit. What cannot be read is left out: `analyze` says what.
 */
export function* logEvents(trace: Trace, options: LogOptions = {}): Generator<LogEvent> {
  const { keeps, wanted } = select(options.filter, trace.functions);
  const task = options.filter?.task;
  const ledger = new Ledger(trace.functions, trace.sites, {
    ...(task !== undefined && { task }),
    ...(wanted && { wanted }),
    nodesMax: LOG_NODES_MAX,
  });
  const tasksBefore = countTasksBefore(trace);
  const byStream = new Map<Stream, EventBlock[]>();
  for (const block of trace.blocks) {
    const blocks = byStream.get(block.stream);
    if (blocks === undefined) byStream.set(block.stream, [block]);
    else blocks.push(block);
  }
  const streams = Array.from(byStream, ([stream, blocks]) => new StreamLog(trace, ledger, stream, blocks, tasksBefore, keeps));
  yield* mergeByTime(streams);
}

/**
 * Tasks are numbered in the order of the file, the merge reads in the order of time: so how many tasks begin before each block is
 * counted first. Not needed for one stream, where both orders are the same.
 */
function countTasksBefore(trace: Trace): ReadonlyMap<EventBlock, number> | undefined {
  if (trace.blocks.every((block) => block.stream === trace.blocks[0].stream)) return undefined;
  // All functions as one, so that the tree has as many paths as calls are deep, and no more.
  const ledger = new Ledger(trace.functions, trace.sites, { wanted: () => false });
  const machines = new Map<Stream, Machine>();
  const tasksBefore = new Map<EventBlock, number>();
  const losses = new Losses();
  for (const block of trace.blocks) {
    const { stream } = block;
    let machine = machines.get(stream);
    if (machine === undefined) machines.set(stream, (machine = new Machine(ledger, stream.ids, stream.process, stream.thread)));
    tasksBefore.set(block, ledger.tasks);
    runBlock(trace, machine, block, losses);
  }
  return tasksBefore;
}

/** One stream's events in order of time, a block at a time. */
class StreamLog implements Timed<LogEvent> {
  private readonly buffer: LogBuffer;
  private readonly machine: Machine;
  private readonly losses = new Losses();
  private block = 0;

  constructor(
    private readonly trace: Trace,
    private readonly ledger: Ledger,
    stream: Stream,
    private readonly blocks: readonly EventBlock[],
    private readonly tasksBefore: ReadonlyMap<EventBlock, number> | undefined,
    keeps: ((functionIndex: number) => boolean) | undefined,
  ) {
    this.buffer = new LogBuffer(stream.index, markReader(trace, stream.ids));
    this.machine = new Machine(ledger, stream.ids, stream.process, stream.thread, this.buffer, keeps);
  }

  nextTime(): number | undefined {
    return this.buffer.nextTime() ?? this.blocks[this.block]?.header.firstTime;
  }

  next(): LogEvent | undefined {
    if (this.buffer.nextTime() !== undefined) return this.buffer.next();
    const block = this.blocks[this.block++];
    this.ledger.tasks = this.tasksBefore?.get(block) ?? this.ledger.tasks;
    if (block.missing > 0) this.machine.gap();
    runBlock(this.trace, this.machine, block, this.losses);
    return undefined;
  }
}
