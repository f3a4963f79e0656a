/** A block in one piece and not compressed: for whoever writes few of them, such as the launcher, the text form and tests. */
import { encodeHeader, HEADER_BYTES, type BlockKind } from "./block.js";
import { crc32 } from "./crc32.js";
import type { TraceEvent } from "./events-codec.js";

/** Which block it is: of which stream, and its number in it. */
export interface BlockPlace {
  readonly kind: BlockKind;
  readonly process: number;
  readonly thread: number;
  readonly sequence: number;
}

/** Header and payload; `events` are those that the payload holds, in order of time. */
export function encodePlainBlock(place: BlockPlace, payload: Uint8Array, events: readonly TraceEvent[] = []): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  const { kind, process, thread, sequence } = place;
  encodeHeader(
    {
      kind,
      process,
      thread,
      sequence,
      codec: "none",
      events: events.length,
      rawBytes: payload.length,
      storedBytes: payload.length,
      firstTime: events[0]?.time ?? 0,
      lastTime: events.at(-1)?.time ?? 0,
      payloadCrc: crc32(payload),
    },
    bytes,
  );
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}
