/**
 * The hot path: what instrumented code calls. One bounds check, one clock read, one store; no allocation.
 *
 * Each function repeats these three steps rather than sharing a helper: V8 inlines it into the traced function whole, and
 * `npm run bench` shows what a change of its shape costs.
 */
import { NOTE, NOTE_FIRE, NOTE_LOST, NOTE_MARK, word } from "@functrace/format";
import { atomicsAdd, atomicsLoad, atomicsNotify, atomicsStore, atomicsWait, now } from "./builtins.js";
import { ASLEEP, CLOSED, FREE, FULL, WAKE, WRITER, type Ring } from "./ring.js";

/** When the writer has fallen behind by a whole ring: hold the program up until there is room, or drop events and count them. */
export type BehindPolicy = "wait" | "drop";

/** The functions of ARCHITECTURE.md's table; words and frames are theirs. */
export interface Recorder {
  readonly enter: (word: number) => void;
  readonly exit: (word: number, value?: unknown) => void;
  readonly start: (word: number) => number;
  readonly suspend: <Value>(frame: number, word: number, value: Value) => Value;
  readonly resume: <Value>(frame: number, word: number, value: Value) => Value;
  readonly caught: (frame: number, word: number) => void;
  readonly finish: (frame: number, word: number, threw: number) => void;
  readonly fire: (site: number) => void;
  readonly mark: (mark: number) => void;
}

const FIRE_WORD = word(NOTE, NOTE_FIRE);
const LOST_WORD = word(NOTE, NOTE_LOST);
const MARK_WORD = word(NOTE, NOTE_MARK);

/** Longest wait for a writer that neither makes room nor says that it has closed; after it the recorder drops. */
const WRITER_SILENT_MS = 10_000;

export function createRecorder(ring: Ring, control: Int32Array, policy: BehindPolicy): Recorder {
  const { times, words, extras, states, blocks, slots } = ring;
  const blockSlots = slots / blocks;
  /** Blocks that are filled before the writer is woken, unless it looks by itself first. */
  const wakeEvery = Math.max(1, blocks >> 2);
  let block = 0;
  let pos = 0;
  let limit = blockSlots;
  /** Events dropped since the last one that was kept. */
  let lost = 0;
  /** Frame numbers given out so far, and those free to be given out again. */
  let frames = 0;
  const freeFrames: number[] = [];
  let freeCount = 0;
  /** What the last finished plain call returned: an await of this very value waits for that call's promise. */
  let last: unknown;

  /** Moves `pos` to where the next event goes: the next block, or, with no room, the slot for dropped events. */
  function next(): void {
    if (lost === 0) {
      atomicsStore(states, block, FULL);
      block = (block + 1) % blocks;
      if (block % wakeEvery === 0) wakeWriter();
    }
    if (atomicsLoad(states, block) !== FREE && !waitForRoom()) {
      lost++;
      pos = slots;
      limit = slots + 1;
      return;
    }
    pos = block * blockSlots;
    limit = pos + blockSlots;
    if (lost > 0) {
      const dropped = lost;
      lost = 0;
      note(LOST_WORD, dropped);
    }
  }

  /** Waking another thread costs microseconds: not while it is at work anyway. */
  function wakeWriter(): void {
    atomicsAdd(control, WAKE, 1);
    if (atomicsLoad(control, ASLEEP) === 1) atomicsNotify(control, WAKE);
  }

  function waitForRoom(): boolean {
    wakeWriter();
    if (policy === "drop" || lost > 0 || atomicsLoad(control, WRITER) === CLOSED) return false;
    atomicsWait(states, block, FULL, WRITER_SILENT_MS);
    return atomicsLoad(states, block) === FREE;
  }

  function note(noteWord: number, argument: number): void {
    if (pos === limit) next();
    times[pos] = now();
    extras[pos] = argument;
    words[pos] = noteWord;
    pos = (pos + 1) | 0;
  }

  return {
    enter(word) {
      if (pos === limit) next();
      times[pos] = now();
      words[pos] = word;
      pos = (pos + 1) | 0;
    },
    exit(word, value) {
      if (pos === limit) next();
      times[pos] = now();
      words[pos] = word;
      pos = (pos + 1) | 0;
      last = value;
    },
    start(word) {
      const frame = freeCount > 0 ? freeFrames[--freeCount]! : ++frames;
      if (pos === limit) next();
      times[pos] = now();
      extras[pos] = frame;
      words[pos] = word;
      pos = (pos + 1) | 0;
      return frame;
    },
    suspend(frame, word, value) {
      const returned = value === last && typeof value === "object" && value !== null ? 1 : 0;
      last = undefined;
      if (pos === limit) next();
      times[pos] = now();
      extras[pos] = frame * 2 + returned;
      words[pos] = word;
      pos = (pos + 1) | 0;
      return value;
    },
    resume(frame, word, value) {
      if (pos === limit) next();
      times[pos] = now();
      extras[pos] = frame;
      words[pos] = word;
      pos = (pos + 1) | 0;
      return value;
    },
    caught(frame, word) {
      if (pos === limit) next();
      times[pos] = now();
      extras[pos] = frame;
      words[pos] = word;
      pos = (pos + 1) | 0;
    },
    finish(frame, word, threw) {
      freeFrames[freeCount++] = frame;
      last = undefined;
      if (pos === limit) next();
      times[pos] = now();
      extras[pos] = frame * 2 + threw;
      words[pos] = word;
      pos = (pos + 1) | 0;
    },
    fire: (site) => note(FIRE_WORD, site),
    mark: (mark) => note(MARK_WORD, mark),
  };
}
