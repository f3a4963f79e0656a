/**
 * A recording that is still being written → its log so far, again and again: what `run --log` prints while the program runs. Blocks
 * are taken as they come; those found by one `read` are merged by time, so lines of different threads are in order within it.
 */
import { Catalogue, type EventBlock, type Stream } from "./catalogue.js";
import { Ledger } from "./ledger.js";
import { LogBuffer, type LogEvent } from "./log-event.js";
import type { LogOptions } from "./log.js";
import { Losses } from "./losses.js";
import { Machine } from "./machine.js";
import { mergeByTime } from "./merge.js";
import type { ByteSource, FunctionRow, Surroundings } from "./model.js";
import { runBlock } from "./run-block.js";
import { findBlock, scanBlock } from "./scan.js";
import { select, type Selection } from "./selection.js";

/** Blocks that are merged at once: a bound for memory when a long recording is read for the first time. */
const BLOCKS_AT_ONCE = 64;

export class TraceFollower {
  private readonly catalogue: Catalogue;
  private readonly ledger: Ledger;
  private readonly selection: Selection;
  private readonly machines = new Map<Stream, { readonly machine: Machine; readonly buffer: LogBuffer }>();
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
    for (let blocks = this.nextBlocks(); blocks.length > 0; blocks = this.nextBlocks()) {
      // In the order of the file, in which tasks are numbered; then by time.
      const buffers = new Set<LogBuffer>();
      for (const block of blocks) {
        const { machine, buffer } = this.streamOf(block);
        if (block.missing > 0) machine.gap();
        runBlock({ source: this.source, surroundings: this.surroundings }, machine, block, this.losses);
        buffers.add(buffer);
      }
      yield* mergeByTime(buffers);
    }
  }

  private nextBlocks(): EventBlock[] {
    const blocks: EventBlock[] = [];
    while (blocks.length < BLOCKS_AT_ONCE) {
      const scanned = scanBlock(this.source, this.at);
      if (scanned.kind === "block") {
        const events = this.catalogue.add(scanned.block);
        if (events !== undefined) blocks.push(events);
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

  private streamOf(block: EventBlock): { readonly machine: Machine; readonly buffer: LogBuffer } {
    const { stream } = block;
    let found = this.machines.get(stream);
    if (found === undefined) {
      const buffer = new LogBuffer(stream.index);
      found = {
        buffer,
        machine: new Machine(this.ledger, stream.ids, stream.process, stream.thread, buffer, this.selection.keeps),
      };
      this.machines.set(stream, found);
    }
    return found;
  }
}
