/**
 * A recording that is still being written → its log so far, again and again: what `run --log` prints while the program runs. Blocks
 * are taken as they come; those found by one `read` are merged by time, so lines of different threads are in order within it.
 */
import { Catalogue, type EventBlock, type Stream } from "./catalogue.js";
import { Ledger } from "./ledger.js";
import { LogBuffer, type LogEvent } from "./log-event.js";
import { LOG_NODES_MAX, type LogOptions } from "./log.js";
import { Losses } from "./losses.js";
import { Machine } from "./machine.js";
import { markReader } from "./mark-reader.js";
import { mergeByTime } from "./merge.js";
import type { ByteSource, FunctionRow, Surroundings } from "./model.js";
import { runBlock } from "./run-block.js";
import { findBlock, scanBlock } from "./scan.js";
import { select, type Selection } from "./selection.js";

/** Events that are merged at once: a bound for memory, and for how long one step takes. */
const EVENTS_AT_ONCE = 1 << 18;
const BLOCKS_AT_ONCE = 64;

interface Followed {
  readonly machine: Machine;
  readonly buffer: LogBuffer;
}

export class TraceFollower {
  private readonly catalogue: Catalogue;
  private readonly ledger: Ledger;
  private readonly selection: Selection;
  private readonly machines = new Map<Stream, Followed>();
  private readonly losses = new Losses();
  private at = 0;

  /** `source.size` may grow from one `read` to the next; the bytes before it do not change. */
  constructor(
    private readonly source: ByteSource,
    private readonly surroundings: Surroundings,
    options: LogOptions = {},
  ) {
    this.catalogue = new Catalogue(source, surroundings);
    this.selection = select(options.filter, this.functions);
    const { wanted } = this.selection;
    const task = options.filter?.task;
    this.ledger = new Ledger(this.functions, this.catalogue.symbols.sites, {
      ...(task !== undefined && { task }),
      ...(wanted && { wanted }),
      nodesMax: LOG_NODES_MAX,
    });
  }

  /** All functions so far; LogEvent.function is an index of it. */
  get functions(): readonly FunctionRow[] {
    return this.catalogue.symbols.functions;
  }

  /** All streams so far; LogEvent.stream is an index of it. */
  get streams(): readonly Stream[] {
    return this.catalogue.streams;
  }

  /** The log of the blocks that are whole by now and were not before. Read it to its end. */
  *read(): Generator<LogEvent> {
    for (let events = this.next(); events !== undefined; events = this.next()) yield* events;
  }

  /** As `read`, but of a bounded number of blocks; undefined when there are none. */
  next(): Iterable<LogEvent> | undefined {
    const blocks = this.nextBlocks();
    if (blocks.length === 0) return undefined;
    // In the order of the file, in which tasks are numbered; then by time.
    const buffers = new Set<LogBuffer>();
    for (const block of blocks) {
      const { machine, buffer } = this.streamOf(block);
      machine.lookBack(buffer);
      this.runBlock(machine, block);
      buffers.add(buffer);
    }
    return mergeByTime(buffers);
  }

  /**
   * Goes over a bounded number of blocks without showing them, many times faster than `next`; what comes after has its tasks and depths
   * all the same. The number of lines left out, undefined when there are no blocks.
   */
  skip(): number | undefined {
    const blocks = this.nextBlocks();
    if (blocks.length === 0) return undefined;
    let lines = 0;
    for (const block of blocks) {
      const { machine } = this.streamOf(block);
      machine.lookAway();
      const before = machine.lines;
      this.runBlock(machine, block);
      lines += machine.lines - before;
    }
    return lines;
  }

  private nextBlocks(): EventBlock[] {
    const blocks: EventBlock[] = [];
    let count = 0;
    while (blocks.length < BLOCKS_AT_ONCE && count < EVENTS_AT_ONCE) {
      const scanned = scanBlock(this.source, this.at);
      if (scanned.kind === "block") {
        const events = this.catalogue.add(scanned.block);
        if (events !== undefined) {
          blocks.push(events);
          count += events.header.events;
        }
        this.at = scanned.next;
        continue;
      }
      if (scanned.kind !== "damaged") break;
      const next = findBlock(this.source, this.at + 1);
      // No block after the damage yet: wait for one.
      if (next >= this.source.size) break;
      this.at = next;
    }
    return blocks;
  }

  private runBlock(machine: Machine, block: EventBlock): void {
    if (block.missing > 0) machine.gap();
    runBlock({ source: this.source, surroundings: this.surroundings }, machine, block, this.losses);
  }

  private streamOf(block: EventBlock): Followed {
    const { stream } = block;
    let found = this.machines.get(stream);
    if (found === undefined) {
      const buffer = new LogBuffer(
        stream.index,
        markReader({ source: this.source, surroundings: this.surroundings }, stream.ids),
      );
      found = {
        buffer,
        machine: new Machine(this.ledger, stream.ids, stream.process, stream.thread, buffer, this.selection.keeps),
      };
      this.machines.set(stream, found);
    }
    return found;
  }
}
