/**
 * What the blocks of a recording say about the recording itself: its streams, functions, sites and skipped files. Blocks are
 * added in the order of the file, so that a recording can be read while it is written.
 *
 * A stream is a row of blocks with one process and thread. Process numbers come round again in a long recording: a `stream`
 * block for a pair that has one already begins the next.
 */
import { HEADER_BYTES, type EndInfo, type RecordingInfo, type SkippedInfo, type StreamInfo } from "@functrace/format";
import { Losses } from "./losses.js";
import { endInfo, functionsInfo, markInfo, parseJson, recordingInfo, skippedInfo, streamInfo } from "./metadata.js";
import type { ByteSource, Surroundings } from "./model.js";
import { readPayload } from "./payload.js";
import type { BlockRef } from "./scan.js";
import { Symbols, noIds, type StreamIds } from "./symbols.js";

export interface Stream {
  readonly index: number;
  readonly process: number;
  readonly thread: number;
  readonly info: StreamInfo;
  /** Shared by the streams of a process. */
  readonly ids: StreamIds;
  /** The sequence number that its next block should have. */
  nextSequence: number;
  ended?: EndInfo;
  /** Monotonic nanoseconds of its end, when its `end` block says; else 0. */
  endTime: number;
  /** How many `events` blocks it has. */
  eventBlocks: number;
}

/** A block of events, and the stream it belongs to. */
export interface EventBlock extends BlockRef {
  readonly stream: Stream;
  /** Blocks of the stream that are missing right before this one. */
  readonly missing: number;
}

export class Catalogue {
  recording: RecordingInfo | undefined;
  readonly streams: Stream[] = [];
  readonly skipped: SkippedInfo[] = [];
  readonly symbols = new Symbols();
  readonly losses = new Losses();
  private readonly current = new Map<string, Stream>();
  /** Ids are given out once a process, whichever of its threads loads a file; so they are kept by process. */
  private readonly idsOfProcess = new Map<number, StreamIds>();
  private readonly skippedFiles = new Set<string>();

  constructor(
    private readonly source: ByteSource,
    private readonly surroundings: Surroundings,
  ) {}

  /** Takes in a block. Returns it as an EventBlock when it holds events; their payload is not read here. */
  add(block: BlockRef): EventBlock | undefined {
    const { header } = block;
    if (header.kind === "recording") {
      this.recording ??= this.decode(block, recordingInfo);
      return undefined;
    }
    const stream = header.kind === "stream" ? this.begin(block) : this.streamOf(block);
    const missing = Math.max(0, header.sequence - stream.nextSequence);
    if (missing > 0)
      this.losses.add("missing blocks", missing, `${missing} blocks of ${streamName(stream)} before byte ${start(block)}`);
    stream.nextSequence = Math.max(stream.nextSequence, header.sequence + 1);
    switch (header.kind) {
      case "events":
        stream.eventBlocks++;
        return { ...block, stream, missing };
      case "functions": {
        const info = this.decode(block, functionsInfo);
        if (info !== undefined) this.symbols.add(info, stream.ids);
        return undefined;
      }
      case "skipped": {
        const info = this.decode(block, skippedInfo);
        if (info !== undefined && !this.skippedFiles.has(info.file)) {
          this.skippedFiles.add(info.file);
          this.skipped.push(info);
        }
        return undefined;
      }
      case "end": {
        const info = this.decode(block, endInfo);
        if (info !== undefined) stream.ended = info;
        stream.endTime = header.lastTime;
        return undefined;
      }
      case "mark": {
        const info = this.decode(block, markInfo);
        if (info !== undefined) stream.ids.markBlocks.set(info.mark, start(block));
        return undefined;
      }
      case "stream":
        return undefined;
    }
  }

  private begin(block: BlockRef): Stream {
    const info = streamInfo(this.decode(block, (json) => json));
    // A main thread is the first of its process: if there are ids already, they are of one that had the same number.
    if (info.role === "main") this.idsOfProcess.delete(block.header.process);
    return this.open(block, info);
  }

  private streamOf(block: BlockRef): Stream {
    return this.current.get(streamKey(block)) ?? this.open(block, streamInfo(undefined));
  }

  private open(block: BlockRef, info: StreamInfo): Stream {
    const { process, thread } = block.header;
    let ids = this.idsOfProcess.get(process);
    if (ids === undefined) this.idsOfProcess.set(process, (ids = noIds()));
    const stream: Stream = {
      index: this.streams.length,
      process,
      thread,
      info,
      ids,
      nextSequence: 0,
      endTime: 0,
      eventBlocks: 0,
    };
    this.current.set(streamKey(block), stream);
    this.streams.push(stream);
    return stream;
  }

  private decode<Info>(block: BlockRef, check: (json: unknown) => Info | undefined): Info | undefined {
    const payload = readPayload(this.source, this.surroundings, block);
    const info = typeof payload === "string" ? undefined : check(parseJson(payload));
    if (info === undefined) {
      const fault = typeof payload === "string" ? payload : "it does not hold what it should";
      this.losses.add("damaged block", 1, `the ${block.header.kind} block at byte ${start(block)}: ${fault}`);
    }
    return info;
  }
}

const streamKey = (block: BlockRef): string => `${block.header.process}/${block.header.thread}`;

/** Where the block's header begins. */
export const start = (block: BlockRef): number => block.payloadAt - HEADER_BYTES;

/** A stream in words. */
export const streamName = (stream: { readonly process: number; readonly thread: number }): string =>
  `process ${stream.process}, thread ${stream.thread}`;
