/** A call that can be suspended, from its `start` to its `finish`. Kept by frame number and used again for the next call of that number. */
import type { CallHistory } from "./call-history.js";
import type { Lasting } from "./lasting.js";

export const CLOSED = 0;
export const RUNNING = 1;
export const SUSPENDED = 2;

export class Frame {
  state = CLOSED;
  /** Tells this call from the others that had or will have its number. */
  serial = 0;
  /** The function's id in its stream, its row, its node in the tree; the call's own number, task and depth for an observer. */
  id = 0;
  functionIndex = 0;
  node = 0;
  task = 0;
  depth = 0;
  entry = 0;
  /** Nanoseconds for which it was suspended so far. */
  wait = 0;
  /** How often it was suspended. */
  waits = 0;
  /** Where on the stack it is, while it runs. */
  position = 0;
  /** The suspendable call that was nearest beneath it on the stack when it started, if that one is still the same call. */
  parent: Frame | undefined;
  parentSerial = 0;
  /** The suspendable call that it started last, if that one is still the same call. */
  lastChild: Frame | undefined;
  lastChildSerial = 0;
  /** When and how it ended, and what its promise then seemed to follow: valid at the next event only. */
  finishedAt = 0;
  threw = false;
  /** Of the calls of its function that ended before it, the duration of the shortest. */
  shortestBefore = 0;
  follows: Frame | undefined;
  /** The suspended call whose last Lasting follows this one. */
  follower: Frame | undefined;

  /** While suspended: where and since when. */
  site = 0;
  suspendedAt = 0;
  /** While suspended: the traced async call whose promise seems to be the operand. */
  awaited: Frame | undefined;
  awaitedSerial = 0;
  awaitedFunction = 0;
  /** That call goes by the name that the source has at the site. */
  awaitedByName = false;
  /** While suspended: the calls that last until it goes on, each followed by the next; the first is the one that is awaited. */
  readonly lasting: Lasting[] = [];
  lastingCount = 0;
  /** While suspended: the child that finished last since then; −1 for none. */
  childFunction = -1;
  childFinishedAt = 0;

  history: CallHistory | undefined;
}

/** Frame numbers are small, since they are given out again. Beyond this they are kept apart, so that a wrong one costs no memory. */
const DENSE_MAX = 1 << 16;

/** Frames by number. */
export class FrameTable {
  private readonly dense: (Frame | undefined)[] = [];
  private readonly sparse = new Map<number, Frame>();

  get(number: number): Frame | undefined {
    return number < DENSE_MAX ? this.dense[number] : this.sparse.get(number);
  }

  make(number: number): Frame {
    const frame = new Frame();
    if (number < DENSE_MAX) this.dense[number] = frame;
    else this.sparse.set(number, frame);
    return frame;
  }

  suspended(): Frame[] {
    return [...this.dense, ...this.sparse.values()].filter((frame): frame is Frame => frame?.state === SUSPENDED);
  }
}
