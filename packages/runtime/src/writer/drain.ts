/**
 * Shared memory → payload of an `events` block: reads the slots of one ring from where it left off, and gives back each
 * memory block once it has been read to its end.
 */
import { CODE_MASK, EVENT_BYTES_MAX, FIRST_CODE_WITH_EXTRA, writeVarint } from "@functrace/format";
import { FREE, FULL, openRing, type Ring } from "../ring.js";

/** Bytes of encoded events after which a block is closed: a batch with fewer is all that there was. */
export const BATCH_BYTES = 64 * 1024;
/** The buffer never overflows within one memory block of the ring. */
const BUFFER_BYTES = BATCH_BYTES + (1 << 13) * EVENT_BYTES_MAX;

/** Which of the two halves of a 64-bit number comes first is the processor's affair. */
const LOW = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

/**
 * Whether a word can be seen before the time and extra that were stored ahead of it: x86 keeps stores in order. Where it can, these
 * too are zeroed, to tell "not there yet"; where not, memory that need not travel between cores stays where it is.
 */
const REORDERS_STORES = process.arch !== "x64" && process.arch !== "ia32";

/** What one call of `drain` got: a view of the ring's buffer, valid until the next call. */
export interface Batch {
  readonly payload: Uint8Array;
  readonly events: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

export class RingReader {
  readonly #ring: Ring;
  /** The times as pairs of 32 bits: reading them as BigInt would allocate. */
  readonly #halves: Uint32Array;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #blockSlots: number;
  #pos = 0;
  /** A memory block that has been read to its end and waits to be given back; -1 for none. */
  #finished = -1;

  constructor(memory: SharedArrayBuffer) {
    this.#ring = openRing(memory);
    this.#halves = new Uint32Array(memory, 0, this.#ring.times.length * 2);
    this.#blockSlots = this.#ring.slots / this.#ring.blocks;
  }

  /** Encodes what has been written since the last call, up to about BATCH_BYTES; undefined when there is nothing. */
  drain(): Batch | undefined {
    const { words, extras, slots } = this.#ring;
    const halves = this.#halves;
    const buffer = this.#buffer;
    this.#giveBack();
    const begin = this.#pos;
    if (words[begin] === 0) return undefined;
    const firstTime = halves[begin * 2 + HIGH]! * 2 ** 32 + halves[begin * 2 + LOW]!;
    let low = halves[begin * 2 + LOW]!;
    let high = halves[begin * 2 + HIGH]!;
    let pos = begin;
    let blockEnd = (Math.floor(begin / this.#blockSlots) + 1) * this.#blockSlots;
    let events = 0;
    let at = 0;
    for (;;) {
      const word = words[pos]!;
      if (word === 0) break;
      const code = word & CODE_MASK;
      const nextLow = halves[pos * 2 + LOW]!;
      const nextHigh = halves[pos * 2 + HIGH]!;
      // Only on processors that reorder stores: the word has arrived and the rest has not.
      if (REORDERS_STORES && ((nextLow | nextHigh) === 0 || (code >= FIRST_CODE_WITH_EXTRA && extras[pos] === 0))) break;
      if (word < 128) buffer[at++] = word;
      else if (word < 16384) {
        buffer[at++] = (word & 127) | 128;
        buffer[at++] = word >>> 7;
      } else at = writeVarint(buffer, at, word);
      const delta = (nextLow - low) | 0;
      if (nextHigh === high && delta >= 0 && delta < 16384) {
        if (delta < 128) buffer[at++] = delta;
        else {
          buffer[at++] = (delta & 127) | 128;
          buffer[at++] = delta >>> 7;
        }
      } else at = writeVarint(buffer, at, Math.max(0, (nextHigh - high) * 2 ** 32 + (nextLow - low)));
      if (code >= FIRST_CODE_WITH_EXTRA) at = writeVarint(buffer, at, extras[pos]!);
      low = nextLow;
      high = nextHigh;
      events++;
      pos++;
      if (pos === blockEnd) {
        this.#giveBack();
        this.#finished = blockEnd / this.#blockSlots - 1;
        if (pos === slots) pos = 0;
        blockEnd = pos + this.#blockSlots;
        if (at >= BATCH_BYTES) break;
      }
    }
    this.#pos = pos;
    if (events === 0) return undefined;
    return { payload: buffer.subarray(0, at), events, firstTime, lastTime: high * 2 ** 32 + low };
  }

  /** Zeroes the finished memory block and marks it free, once the traced thread has left it: it does so with its next event. */
  #giveBack(): void {
    const { words, extras, times, states } = this.#ring;
    const block = this.#finished;
    if (block < 0 || Atomics.load(states, block) !== FULL) return;
    this.#finished = -1;
    const begin = block * this.#blockSlots;
    const end = begin + this.#blockSlots;
    words.fill(0, begin, end);
    if (REORDERS_STORES) {
      extras.fill(0, begin, end);
      times.fill(0n, begin, end);
    }
    Atomics.store(states, block, FREE);
    Atomics.notify(states, block);
  }
}
