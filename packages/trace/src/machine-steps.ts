/**
 * What each event does to the open calls of a stream. The plain form: the machine has the commonest two events inline besides.
 *
 * A stack whose events do not fit is repaired: what is above a call that ends had lost its exit, an end without a beginning is ignored.
 */
import {
  ENTER,
  EXIT,
  FINISH,
  FRAMES_MAX,
  NOTE,
  NOTE_FIRE,
  NOTE_LOST,
  NOTE_MARK,
  RESUME,
  START,
  SUSPEND,
  THROW,
} from "@functrace/format";
import { CLOSED, RUNNING, SUSPENDED, type Frame } from "./frame.js";
import { awaiterOf, followedBy } from "./lasting.js";
import { OpenCalls, type CallObserver } from "./open-calls.js";
import { UNKNOWN_ROW } from "./symbols.js";
import { NUMBERS, SELF } from "./tree.js";
import { noteAwaited, type Moment } from "./wait-cause.js";

/** Word of the event before, when there is none or it was ignored. */
const NOTHING = -1;

export abstract class MachineSteps extends OpenCalls {
  /** Time of the event before the last one. */
  protected previousTime = 0;
  events = 0;
  calls = 0;
  marks = 0;
  firstTime = 0;
  dropped = 0;
  protected started = false;
  /** The event in hand changed nothing. */
  protected ignored = false;
  protected serial = 0;
  /** The word of the event before, and for a suspend or finish its frame as it then was. */
  protected before = NOTHING;
  protected lastFrame: Frame | undefined;
  protected lastFrameSerial = 0;

  /** Events are missing before the next block. */
  gap(): void {
    this.before = NOTHING;
    this.moment.firedSite = -1;
  }

  /** The stream ends, at its last event or later: what is open counts up to here. */
  end(time: number): void {
    this.ending = true;
    if (time > this.time) {
      this.ledger.tree.numbers[(this.nodes[this.top] << NUMBERS) + SELF] += time - this.time;
      this.time = time;
    }
    // Waits first: what a call waits for is seen in what is still open.
    const suspended = this.frames.suspended();
    for (const frame of suspended) this.endWait(frame, undefined);
    for (const frame of suspended) this.closeFrame(frame, false);
    this.unwind(0);
  }

  protected begin(firstTime: number): void {
    if (!this.started) {
      this.started = true;
      this.firstTime = firstTime;
      this.time = firstTime;
    } else if (firstTime > this.time) {
      this.ledger.tree.numbers[(this.nodes[this.top] << NUMBERS) + SELF] += firstTime - this.time;
      this.time = firstTime;
    }
  }

  protected beginTask(time: number): number {
    this.turn.start(time);
    this.moment.firedSite = -1;
    const node = this.ledger.beginTask();
    this.tasks[1] = this.ledger.tasks;
    return node;
  }

  /** Lines that an observer has been shown, or would have been, had it not looked away. */
  get lines(): number {
    return 2 * this.calls - this.countOpen() + this.marks;
  }

  /** Goes on without showing calls, for speed. */
  lookAway(): void {
    this.observer = undefined;
  }

  /** Shows calls again. */
  lookBack(observer: CallObserver): void {
    if (this.observer === undefined) this.placeStack();
    this.observer = observer;
  }

  protected step(code: number, payload: number, extra: number): void {
    this.ignored = false;
    switch (code) {
      case ENTER:
        this.enter(payload);
        break;
      case EXIT:
      case THROW:
        this.exit(payload, code === THROW);
        break;
      case START:
        this.start(payload, extra);
        break;
      case SUSPEND:
        this.suspend(payload, Math.floor(extra / 2), extra % 2 === 1);
        break;
      case RESUME:
        this.resume(payload, extra);
        break;
      case FINISH:
        this.finish(payload, Math.floor(extra / 2), extra % 2 === 1);
        break;
      case NOTE:
        this.note(payload, extra);
        break;
    }
    this.before = this.ignored ? NOTHING : payload * 8 + code;
  }

  protected enter(id: number): void {
    const { tree } = this.ledger;
    const parent = this.top === 0 ? this.beginTask(this.time) : this.nodes[this.top];
    this.calls++;
    this.push(tree.child(parent, this.row(id)), id);
    if (this.observer !== undefined) this.observeEntry(this.top === 1 ? this.ledger.tasks : this.tasks[this.top - 1]);
  }

  protected exit(id: number, threw: boolean): void {
    let position = this.top;
    while (position > 0 && this.ids[position] !== id) position--;
    if (position === 0) {
      this.ignored = true;
      return;
    }
    this.unwind(position);
    this.closePlain(threw);
  }

  protected start(id: number, number: number): void {
    if (number > FRAMES_MAX) {
      this.ignored = true;
      return;
    }
    const frame = this.frames.get(number) ?? this.frames.make(number);
    if (frame.state !== CLOSED) this.closeLost(frame);
    const atRoot = this.top === 0;
    const parentNode = atRoot ? this.beginTask(this.time) : this.nodes[this.top];
    const parent = this.running[this.running.length - 1];
    frame.serial = ++this.serial;
    frame.id = id;
    frame.functionIndex = this.row(id);
    frame.node = this.ledger.tree.child(parentNode, frame.functionIndex);
    frame.entry = this.time;
    frame.wait = 0;
    frame.waits = 0;
    frame.parent = parent;
    frame.parentSerial = parent === undefined ? 0 : parent.serial;
    frame.lastChild = undefined;
    frame.follows = undefined;
    frame.history = undefined;
    if (parent !== undefined) {
      parent.lastChild = frame;
      parent.lastChildSerial = frame.serial;
    }
    this.calls++;
    if (this.observed && this.observer === undefined) this.placeStack();
    this.pushFrame(frame, number);
    if (this.observed) {
      frame.task = atRoot ? this.ledger.tasks : this.tasks[this.top - 1];
      this.observeEntry(frame.task);
      frame.depth = this.depths[this.top];
    }
  }

  protected suspend(siteId: number, number: number, returned: boolean): void {
    const frame = this.frames.get(number);
    const siteRow = this.streamIds.siteRows[siteId] ?? UNKNOWN_ROW;
    const site = this.ledger.sites[siteRow];
    // A site of another function: this frame's finish and the next one's start were lost.
    const foreign = siteRow !== UNKNOWN_ROW && frame?.functionIndex !== UNKNOWN_ROW && site.function !== frame?.functionIndex;
    if (frame?.state !== RUNNING || foreign) {
      this.ignored = true;
      return;
    }
    const onTop = frame.position === this.top;
    this.suspendAbove(frame.position);
    frame.site = siteRow;
    frame.suspendedAt = this.time;
    frame.awaited = undefined;
    frame.childFunction = -1;
    const last = onTop ? this.lastIfAsync() : undefined;
    if (last !== undefined) {
      noteAwaited(frame, site, last, this.ledger.functions);
      const lasts =
        last.state === CLOSED && !last.threw && frame.awaited === last && frame.awaitedByName && site.kind === "await";
      if (lasts) this.outlastFinished(frame, last);
    } else if (returned && onTop && this.codeBefore() === EXIT && site.kind !== "yield") {
      // The plain call that exited right before; what it left above the top of the stack is still there.
      const above = this.top + 1;
      const node = this.nodes[above];
      const row = this.functionOf(node) + 1;
      const wasShortest = this.shortestRow === row && this.shortestAt === this.previousTime;
      const before = wasShortest ? this.shortestBefore : this.ledger.shortest[row];
      this.outlast(frame, node, this.times[above], this.previousTime, true, before);
    }
    this.leaveStack(frame);
    frame.state = SUSPENDED;
    frame.waits++;
    this.lastFrame = frame;
    this.lastFrameSerial = frame.serial;
  }

  /** The call that has finished, and those that finished with it because it follows them, last until `awaiter` goes on. */
  protected outlastFinished(awaiter: Frame, finished: Frame): void {
    for (let call: Frame | undefined = finished; call !== undefined;) {
      const lasting = this.outlast(awaiter, call.node, call.entry, call.finishedAt, false, call.shortestBefore);
      const { follows }: Frame = call;
      if (follows !== undefined && follows.state !== CLOSED) lasting.follow(follows, awaiter);
      call = follows?.state === CLOSED ? follows : undefined;
    }
  }

  protected resume(id: number, number: number): void {
    const frame = this.frames.get(number);
    if (frame?.state !== SUSPENDED || frame.id !== id) {
      this.ignored = true;
      return;
    }
    this.endWait(frame, this.momentNow());
    if (this.top === 0) this.turn.start(this.time);
    this.pushFrame(frame, number);
    if (this.observed) {
      this.tasks[this.top] = frame.task;
      this.depths[this.top] = frame.depth;
    }
  }

  protected finish(id: number, number: number, threw: boolean): void {
    const frame = this.frames.get(number);
    if (frame === undefined || frame.state === CLOSED || frame.id !== id) {
      this.ignored = true;
      return;
    }
    frame.follows = undefined;
    if (frame.state === SUSPENDED) {
      this.endWait(frame, this.momentNow());
    } else {
      const last = frame.position === this.top ? this.lastIfAsync() : undefined;
      this.unwind(frame.position);
      if (!threw) frame.follows = followedBy(frame, last);
      this.leaveStack(frame);
    }
    // A handler that ran through without waiting is a root call like any other; a task's last stretch is not.
    this.moment.rootFunction = this.top === 0 && frame.waits === 0 ? frame.functionIndex : -1;
    this.moment.rootEndedAt = this.time;
    const { follower } = frame;
    this.closeFrame(frame, threw);
    // Awaited by now, and not done yet: its promise follows another one's from here on.
    const awaiter = frame.follows === undefined ? undefined : awaiterOf(frame, follower);
    if (awaiter !== undefined) this.outlastFinished(awaiter, frame);
    this.lastFrame = frame;
    this.lastFrameSerial = frame.serial;
  }

  protected note(kind: number, argument: number): void {
    if (kind === NOTE_LOST) {
      this.dropped += argument;
    } else if (kind === NOTE_FIRE) {
      this.moment.firedSite = this.streamIds.siteRows[argument] ?? UNKNOWN_ROW;
      this.moment.firedAt = this.time;
    } else if (kind === NOTE_MARK) {
      this.marks++;
      this.observeMark(argument);
    }
  }

  /** The code of the event before; NOTE, which tells nothing, when there is none. */
  protected codeBefore(): number {
    return this.before === NOTHING ? NOTE : this.before & 7;
  }

  /** The frame of the event before, if that was a suspend or a finish. */
  protected lastIfAsync(): Frame | undefined {
    const code = this.codeBefore();
    return (code === SUSPEND || code === FINISH) && this.lastFrame?.serial === this.lastFrameSerial ? this.lastFrame : undefined;
  }

  protected momentNow(): Moment {
    const code = this.codeBefore();
    if (this.top > 0 || (code !== EXIT && code !== THROW && code !== FINISH)) this.moment.rootFunction = -1;
    return this.moment;
  }
}
