/** The streams of one process: a ring each, and the blocks that carry its events and what they refer to. */
import type { EndInfo } from "@functrace/format";
import type { WriterMessage } from "../messages.js";
import { BATCH_BYTES, RingReader } from "./drain.js";
import type { RecordingFile } from "./recording-file.js";

interface Stream {
  readonly thread: number;
  readonly reader: RingReader;
  sequence: number;
  events: number;
  lost: number;
  ended: boolean;
}

const utf8 = new TextEncoder();

export class Streams {
  readonly #file: RecordingFile;
  readonly #streams = new Map<number, Stream>();

  constructor(file: RecordingFile) {
    this.#file = file;
  }

  receive(message: WriterMessage): void {
    if (message.kind === "stream") {
      const stream: Stream = {
        thread: message.thread,
        reader: new RingReader(message.ring),
        sequence: 0,
        events: 0,
        lost: 0,
        ended: false,
      };
      this.#streams.set(message.thread, stream);
      this.#append(stream, "stream", message.info);
      return;
    }
    const stream = this.#streams.get(message.thread);
    if (stream === undefined) return;
    if (message.kind === "ended") stream.ended = true;
    else this.#append(stream, message.kind, message.json);
  }

  /**
   * Writes what the rings hold at this moment. `receive` is called for each stream after its events have been taken and before
   * they are written: a function is announced before it is called, so that no event goes ahead of what it refers to.
   */
  drain(receive: () => void): void {
    let more = true;
    while (more) {
      more = false;
      for (const stream of this.#streams.values()) {
        const batch = stream.reader.drain();
        receive();
        if (batch !== undefined) {
          // What came in meanwhile waits for the next time: else a busy program would be written a few events at a time.
          more ||= batch.payload.length >= BATCH_BYTES;
          this.#write(stream, batch);
        } else if (stream.ended) {
          this.#end(stream, "worker ended", 0);
        }
      }
    }
  }

  /** `time`: monotonic nanoseconds; what is still open lasted until then. */
  endAll(reason: string, time: number): void {
    for (const stream of this.#streams.values()) this.#end(stream, reason, time);
  }

  #write(stream: Stream, batch: NonNullable<ReturnType<RingReader["drain"]>>): void {
    const written = this.#file.append({ kind: "events", thread: stream.thread, sequence: stream.sequence++, ...batch });
    if (written) stream.events += batch.events;
    else stream.lost += batch.events;
  }

  #append(stream: Stream, kind: "stream" | "functions" | "skipped" | "mark" | "end", json: string, lastTime = 0): void {
    this.#file.append({ kind, thread: stream.thread, sequence: stream.sequence++, payload: utf8.encode(json), lastTime });
  }

  #end(stream: Stream, reason: string, time: number): void {
    const info: EndInfo = { events: stream.events, lost: stream.lost, reason };
    this.#append(stream, "end", JSON.stringify(info), time);
    this.#streams.delete(stream.thread);
  }
}
