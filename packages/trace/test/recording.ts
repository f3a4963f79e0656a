/** Builds recordings in memory: events and tables → bytes of a file. */
import {
  encodeEvents,
  encodePlainBlock,
  word,
  type BlockKind,
  type FunctionEntry,
  type SiteEntry,
  type TraceEvent,
} from "@functrace/format";
import { openTrace, type ByteSource, type Surroundings, type Trace } from "../src/index.js";

export const surroundings: Surroundings = {
  inflate: () => {
    throw new Error("nothing here is compressed");
  },
};

export const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

export const open = (bytes: Uint8Array): Trace => openTrace(sourceOf(bytes), surroundings);

export const fn = (name: string, more: Partial<FunctionEntry> = {}): FunctionEntry => ({
  name,
  kind: "sync",
  line: 1,
  column: 1,
  start: 0,
  end: 10,
  ...more,
});

export const site = (holder: number, more: Partial<SiteEntry> = {}): SiteEntry => ({
  kind: "await",
  function: holder,
  line: 2,
  column: 3,
  text: "it",
  ...more,
});

/** Collects the blocks of a file, counting sequence numbers by stream. */
export class RecordingBuilder {
  readonly blocks: Uint8Array[] = [];
  private readonly sequences = new Map<string, number>();

  block(kind: BlockKind, payload: Uint8Array, events: readonly TraceEvent[] = [], process = 1, thread = 0): this {
    const key = `${process}/${thread}`;
    const sequence = this.sequences.get(key) ?? 0;
    this.sequences.set(key, sequence + 1);
    this.blocks.push(encodePlainBlock({ kind, process, thread, sequence }, payload, events));
    return this;
  }

  json(kind: BlockKind, value: unknown, process = 1, thread = 0): this {
    return this.block(kind, new TextEncoder().encode(JSON.stringify(value)), [], process, thread);
  }

  events(events: readonly TraceEvent[], process = 1, thread = 0): this {
    return this.block("events", encodeEvents(events), events, process, thread);
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.blocks));
  }
}

/** A recording of one thread: its functions and sites have ids from 1, `blocks` are its blocks of events. */
export function recording(
  functions: readonly FunctionEntry[],
  sites: readonly SiteEntry[],
  ...blocks: readonly (readonly TraceEvent[])[]
): Uint8Array {
  const builder = new RecordingBuilder()
    .json("stream", { role: "main", clock: { monotonicNs: "0", unixMs: 1_600_000_000_000 } })
    .json("functions", { file: "/app/main.ts", functionBase: 1, siteBase: 1, functions, sites });
  for (const events of blocks) builder.events(events);
  return builder.json("end", { events: blocks.flat().length, lost: 0, reason: "exit" }).bytes();
}

/** `at(100).enter(1).exit(1)`: events one after another, each some nanoseconds after the one before. */
export class Events {
  readonly list: TraceEvent[] = [];
  private time: number;

  constructor(start = 1_000_000) {
    this.time = start;
  }

  /** Lets time pass. */
  after(nanoseconds: number): this {
    this.time += nanoseconds;
    return this;
  }
  enter = (id: number): this => this.add(0, id);
  exit = (id: number): this => this.add(1, id);
  throw = (id: number): this => this.add(2, id);
  start = (id: number, frame: number): this => this.add(3, id, frame);
  suspend = (siteId: number, frame: number, returned = 0): this => this.add(4, siteId, frame * 2 + returned);
  resume = (id: number, frame: number): this => this.add(5, id, frame);
  finish = (id: number, frame: number, threw = 0): this => this.add(6, id, frame * 2 + threw);
  fire = (siteId: number): this => this.add(7, 1, siteId);
  lost = (count: number): this => this.add(7, 2, count);
  mark = (mark: number): this => this.add(7, 3, mark);

  private add(code: number, payload: number, extra = 0): this {
    this.list.push({ time: this.time, word: word(code, payload), extra });
    return this;
  }
}
