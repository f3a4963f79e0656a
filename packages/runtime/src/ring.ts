/**
 * The memory that a traced thread and the writer thread share.
 *
 * A *ring* (one a traced thread) is a row of slots in blocks: a slot is a time (u64), a word (u32) and an extra (u32), kept as
 * three arrays. The traced thread fills a slot's time and extra before its word; a word of 0 means "not written yet", so no
 * shared position is needed: the writer reads until it meets a 0, and zeroes a block before it gives it back.
 *
 * The *control* words (one set a process) carry what all threads agree on.
 */
export interface Ring {
  readonly memory: SharedArrayBuffer;
  readonly slots: number;
  readonly blocks: number;
  /** These three are one slot longer than `slots`: dropped events go there, so that the hot path needs no branch for them. */
  readonly times: BigUint64Array;
  readonly words: Uint32Array;
  readonly extras: Uint32Array;
  /** One a block: FREE or FULL. */
  readonly states: Int32Array;
}

export const FREE = 0;
export const FULL = 1;

/** Slots of a main thread's ring: 4 MiB, 6 ms of the fastest possible tracing, which is what the writer may fall behind. */
export const MAIN_SLOTS = 1 << 18;
/** Slots of a worker's ring: programs have many of them. */
export const WORKER_SLOTS = 1 << 16;
const BLOCK_SLOTS = 1 << 13;
const SLOT_BYTES = 16;

/** Indexes of the control words. */
export const WAKE = 0;
export const WRITER = 1;
export const CLOSE = 2;
export const NEXT_FUNCTION = 3;
export const NEXT_SITE = 4;
export const NEXT_MARK = 5;
/** 1 while the writer waits to be woken. */
export const ASLEEP = 6;
/** From here on: 1 where the program listens to the signal of SIGNALS at that index itself. */
export const OWN_SIGNAL = 7;
export const CONTROL_WORDS = 16;

export const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** States of the writer, in WRITER. */
export const STARTING = 0;
export const READY = 1;
export const CLOSED = 2;

export function createControl(): Int32Array {
  const control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  control[NEXT_FUNCTION] = control[NEXT_SITE] = control[NEXT_MARK] = 1;
  return control;
}

export function createRing(slots: number): Ring {
  return openRing(new SharedArrayBuffer((slots + 1) * SLOT_BYTES + (slots / BLOCK_SLOTS) * 4));
}

/** The views over a ring's memory, in whichever thread. */
export function openRing(memory: SharedArrayBuffer): Ring {
  const blocks = Math.floor((memory.byteLength - SLOT_BYTES) / (BLOCK_SLOTS * SLOT_BYTES + 4));
  const slots = blocks * BLOCK_SLOTS;
  const length = slots + 1;
  return {
    memory,
    slots,
    blocks,
    times: new BigUint64Array(memory, 0, length),
    words: new Uint32Array(memory, length * 8, length),
    extras: new Uint32Array(memory, length * 12, length),
    states: new Int32Array(memory, length * SLOT_BYTES, blocks),
  };
}
