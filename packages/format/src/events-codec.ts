/**
 * The payload of an `events` block: each event is its word, the nanoseconds since the event before it, and, where its code
 * carries one, its extra; all varints. The first event counts from the header's first time. A block needs no other block
 * to be read.
 *
 * `decodeEvents` is the plain reader for tests and tools; `trace` has the fast one, and a test holds them equal.
 */
import { CODE_MASK, FIRST_CODE_WITH_EXTRA } from "./events.js";
import { BLOCK_EVENTS_MAX, EVENT_BYTES_MAX } from "./limits.js";
import { writeVarint } from "./varint.js";

/** One event, outside of the hot paths. */
export interface TraceEvent {
  /** Monotonic nanoseconds. */
  readonly time: number;
  readonly word: number;
  /** 0 where the code carries none. */
  readonly extra: number;
}

/** A payload that cannot be read to its end: what is wrong, and at which of its bytes. */
export class EventsError extends Error {
  constructor(
    readonly fault: string,
    readonly offset: number,
  ) {
    super(`${fault} at byte ${offset} of the block`);
    this.name = "EventsError";
  }
}

/** Events in order of time, as the payload of one block. */
export function encodeEvents(events: readonly TraceEvent[]): Uint8Array {
  const bytes = new Uint8Array(events.length * EVENT_BYTES_MAX);
  let at = 0;
  let before = events.length > 0 ? events[0]!.time : 0;
  for (const event of events) {
    at = writeVarint(bytes, at, event.word);
    at = writeVarint(bytes, at, event.time - before);
    if ((event.word & CODE_MASK) >= FIRST_CODE_WITH_EXTRA) at = writeVarint(bytes, at, event.extra);
    before = event.time;
  }
  return bytes.slice(0, at);
}

/** The events of a payload. Throws EventsError when it ends within an event or holds a number beyond the limits. */
export function decodeEvents(payload: Uint8Array, firstTime: number): TraceEvent[] {
  const events: TraceEvent[] = [];
  let at = 0;
  let time = firstTime;
  const read = (): number => {
    let value = 0;
    let scale = 1;
    for (let bytes = 0; bytes < 8; bytes++) {
      if (at >= payload.length) throw new EventsError("an event is cut off", at);
      const byte = payload[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return checked(value, "a number is out of bounds", at);
      scale *= 128;
    }
    throw new EventsError("a number does not end", at);
  };
  while (at < payload.length) {
    const word = read();
    if (word > 0x7fffffff) throw new EventsError("a word is out of bounds", at);
    time = checked(time + read(), "a time is out of bounds", at);
    const extra = (word & CODE_MASK) >= FIRST_CODE_WITH_EXTRA ? read() : 0;
    if (events.length === BLOCK_EVENTS_MAX) throw new EventsError(`there are more than ${BLOCK_EVENTS_MAX} events`, at);
    events.push({ time, word, extra });
  }
  return events;
}

function checked(value: number, fault: string, offset: number): number {
  if (value > Number.MAX_SAFE_INTEGER) throw new EventsError(fault, offset);
  return value;
}
