/**
 * Calls that last beyond their end. One that hands on a promise, its own or another's, is not done before that promise is settled:
 *
 *     readResponse(seq) { return new Promise(…) }              a plain call that returns the very promise that is awaited
 *     async accept(p) { return this.sendWithAck(p) }           an async call that is over at once, and whose promise follows another's
 *
 * Both last until the call that awaits them goes on, and what comes after their end is waiting.
 */
import { CLOSED, SUSPENDED, type Frame } from "./frame.js";

/** A call that has ended and lasts on. Kept by the frame that awaits it, directly or through others, and used again. */
export class Lasting {
  node = 0;
  functionIndex = 0;
  entry = 0;
  end = 0;
  /** It cannot be suspended. */
  plain = false;
  /** The open call that its promise seems to follow, if no other Lasting comes after this one; and when that call ended, −1 before. */
  follows: Frame | undefined;
  followedFunction = -1;
  followedEndedAt = -1;

  begin(node: number, functionIndex: number, entry: number, end: number, plain: boolean): void {
    this.node = node;
    this.functionIndex = functionIndex;
    this.entry = entry;
    this.end = end;
    this.plain = plain;
    this.follows = undefined;
    this.followedFunction = -1;
    this.followedEndedAt = -1;
  }

  /** Its promise seems to follow that of `child`, which is open. */
  follow(child: Frame, awaiter: Frame): void {
    this.follows = child;
    this.followedFunction = child.functionIndex;
    child.follower = awaiter;
  }
}

/** The wait of `awaiter` is over: whatever `lasting` followed is followed no more. */
export function endFollowing(lasting: Lasting, awaiter: Frame): void {
  if (lasting.follows?.follower === awaiter) lasting.follows.follower = undefined;
  lasting.follows = undefined;
}

/**
 * What the promise of `frame` seems to follow, when that call ends: the child whose suspend was the event right before; or one that
 * finished right before and itself follows something; or else the child that it started last, if that is open. `last`: the frame of the event
 * right before, where that was a suspend or a finish.
 */
export function followedBy(frame: Frame, last: Frame | undefined): Frame | undefined {
  if (last?.parent === frame && last.parentSerial === frame.serial && (last.state !== CLOSED || last.follows !== undefined))
    return last;
  const child = frame.lastChild;
  return child !== undefined && child.serial === frame.lastChildSerial && child.state !== CLOSED ? child : undefined;
}

/** The suspended call that awaits the promise of `frame`, by the name in the source or through calls that follow it. */
export function awaiterOf(frame: Frame, follower: Frame | undefined): Frame | undefined {
  if (follower !== undefined) return follower;
  const { parent } = frame;
  if (parent === undefined || parent.serial !== frame.parentSerial || parent.state !== SUSPENDED) return undefined;
  const awaits = parent.awaited === frame && parent.awaitedSerial === frame.serial && parent.awaitedByName;
  return awaits && parent.lastingCount === 0 ? parent : undefined;
}
