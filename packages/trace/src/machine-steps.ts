/**
 * What each event does to the open calls of a stream, and what a call adds to the ledger when it ends. The plain form: the machine has
 * the commonest two events inline besides.
 *
 * A call that cannot be suspended has its function's id on the stack; one that can has ~(frame number), so that one comparison tells
 * whether an `exit` matches. A stack whose events do not fit is repaired: what is above a call that ends had lost its exit, an end
 * without a beginning is ignored.
 */
import { ENTER, EXIT, FINISH, FRAMES_MAX, NOTE, NOTE_FIRE, NOTE_LOST, RESUME, START, SUSPEND, THROW } from "@functrace/format";
import { CLOSED, FrameTable, RUNNING, SUSPENDED, type Frame } from "./frame.js";
import type { Ledger } from "./ledger.js";
import { UNKNOWN_ROW, type StreamIds } from "./symbols.js";
import { CALLS, ERRORS, FIRST_NODE, FUNCTION, SELF, TOTAL, WAIT } from "./tree.js";
import { CurrentTurn, TURN_CALL_MIN_NS } from "./turns.js";
import { leafCause, noteAwaited, noteChildFinished, waitCause, type Moment } from "./wait-cause.js";

/** Sees every call, at the price of the slow path: what `log` and exports read. Calls that the filter leaves out are not shown. */
export interface CallObserver {
  entered(time: number, functionIndex: number, task: number, depth: number): void;
  /** `duration`: exit − entry; of it, `wait` suspended. */
  ended(time: number, functionIndex: number, task: number, depth: number, duration: number, wait: number, threw: boolean): void;
}

/** What the bottom of the stack has for an id: no function's. */
const NO_CALL = 0x7fffffff;
/** Word of the event before, when there is none or it was ignored. */
const NOTHING = -1;

export abstract class MachineSteps {
  /** Time of the last event, and of the one before it. */
  time = 0;
  protected previousTime = 0;
  events = 0;
  calls = 0;
  firstTime = 0;
  dropped = 0;
  protected started = false;
  protected ending = false;
  /** The event in hand changed nothing. */
  protected ignored = false;

  protected top = 0;
  protected nodes = new Int32Array(128);
  protected ids = new Int32Array(128).fill(NO_CALL, 0, 1);
  /** When each call came onto the stack: its entry or its last resume. */
  protected times = new Float64Array(128);
  /** For an observer: the task and depth of the calls on the stack. */
  protected readonly tasks: number[] = [0];
  protected readonly depths: number[] = [-1];

  protected readonly frames = new FrameTable();
  /** The frames on the stack, from the bottom. */
  protected readonly running: Frame[] = [];
  protected serial = 0;
  /** The word of the event before, and for a suspend or finish its frame as it then was. */
  protected before = NOTHING;
  protected lastFrame: Frame | undefined;
  protected lastFrameSerial = 0;
  /** The last timer that fired, and the last root call that exited. */
  protected readonly moment: { -readonly [Field in keyof Moment]: Moment[Field] } = {
    firedSite: -1,
    firedAt: 0,
    rootFunction: -1,
    rootEndedAt: 0,
  };
  protected readonly turn: CurrentTurn;

  constructor(
    protected readonly ledger: Ledger,
    protected readonly streamIds: StreamIds,
    process: number,
    thread: number,
    protected readonly observer?: CallObserver,
    protected readonly keeps?: (functionIndex: number) => boolean,
  ) {
    this.turn = new CurrentTurn(ledger.turns, process, thread);
  }

  /** Events are missing before the next block. */
  gap(): void {
    this.before = NOTHING;
    this.moment.firedSite = -1;
  }

  /** The stream ends, at its last event or later: what is open counts up to here. */
  end(time: number): void {
    this.ending = true;
    if (time > this.time) {
      this.ledger.tree.numbers[(this.nodes[this.top] << 3) + SELF] += time - this.time;
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
      this.ledger.tree.numbers[(this.nodes[this.top] << 3) + SELF] += firstTime - this.time;
      this.time = firstTime;
    }
  }

  protected beginTask(time: number): number {
    this.turn.start(time);
    this.moment.firedSite = -1;
    return this.ledger.beginTask();
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
    frame.history = undefined;
    this.calls++;
    this.pushFrame(frame, number);
    if (this.observer !== undefined) {
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
    this.unwind(frame.position);
    frame.site = siteRow;
    frame.suspendedAt = this.time;
    frame.awaited = undefined;
    frame.leafNode = -1;
    frame.childFunction = -1;
    const codeBefore = this.before === NOTHING || !onTop ? NOTHING : this.before & 7;
    if (returned && codeBefore === EXIT && site.kind !== "yield") this.extendLeaf(frame);
    if ((codeBefore === SUSPEND || codeBefore === FINISH) && this.lastFrame?.serial === this.lastFrameSerial) {
      noteAwaited(frame, site, this.lastFrame, this.ledger.functions);
    }
    this.leaveStack(frame);
    frame.state = SUSPENDED;
    frame.waits++;
    this.lastFrame = frame;
    this.lastFrameSerial = frame.serial;
  }

  /**
   * The plain call that exited right before returned the promise that is awaited now: it lasts until that is settled. What it left
   * above the top of the stack is still there; what its exit added is taken back, but for the maximum, which its end will exceed.
   */
  protected extendLeaf(frame: Frame): void {
    const { tree, histograms } = this.ledger;
    const node = this.nodes[this.top + 1];
    const duration = this.previousTime - this.times[this.top + 1];
    frame.leafNode = node;
    frame.leafFunction = tree.links[(node << 2) + FUNCTION];
    frame.leafEntry = this.times[this.top + 1];
    frame.leafExit = this.previousTime;
    tree.numbers[(node << 3) + TOTAL] -= duration;
    histograms.add(frame.leafFunction + 1, duration, -1);
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
    if (this.observer !== undefined) {
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
    if (frame.state === SUSPENDED) {
      this.endWait(frame, this.momentNow());
    } else {
      this.unwind(frame.position);
      this.leaveStack(frame);
    }
    // A handler that ran through without waiting is a root call like any other; a task's last stretch is not.
    this.moment.rootFunction = this.top === 0 && frame.waits === 0 ? frame.functionIndex : -1;
    this.moment.rootEndedAt = this.time;
    this.closeFrame(frame, threw);
    this.lastFrame = frame;
    this.lastFrameSerial = frame.serial;
  }

  protected note(kind: number, argument: number): void {
    if (kind === NOTE_LOST) {
      this.dropped += argument;
    } else if (kind === NOTE_FIRE) {
      this.moment.firedSite = this.streamIds.siteRows[argument] ?? UNKNOWN_ROW;
      this.moment.firedAt = this.time;
    }
  }

  protected row(id: number): number {
    return this.streamIds.functionRows[id] ?? UNKNOWN_ROW;
  }

  protected momentNow(): Moment {
    const code = this.before === NOTHING ? NOTE : this.before & 7;
    if (this.top > 0 || (code !== EXIT && code !== THROW && code !== FINISH)) this.moment.rootFunction = -1;
    return this.moment;
  }

  protected push(node: number, id: number): void {
    if (++this.top === this.nodes.length) this.growStack();
    this.nodes[this.top] = node;
    this.ids[this.top] = id;
    this.times[this.top] = this.time;
  }

  protected pushFrame(frame: Frame, number: number): void {
    this.push(frame.node, ~number);
    this.running.push(frame);
    frame.position = this.top;
    frame.state = RUNNING;
  }

  protected growStack(): void {
    const size = this.nodes.length * 2;
    const [nodes, ids, times] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)];
    nodes.set(this.nodes);
    ids.set(this.ids);
    times.set(this.times);
    [this.nodes, this.ids, this.times] = [nodes, ids, times];
  }

  /** Closes what is above `position`: its exits did not come. */
  protected unwind(position: number): void {
    while (this.top > position) {
      const id = this.ids[this.top];
      if (!this.ending) this.ledger.lostExits++;
      if (id >= 0) {
        this.closePlain(false);
      } else {
        const frame = this.running[this.running.length - 1];
        this.leaveStack(frame);
        this.closeFrame(frame, false);
      }
    }
  }

  /** Closes a frame whose number is given out again. */
  protected closeLost(frame: Frame): void {
    if (frame.state === RUNNING) {
      this.unwind(frame.position - 1);
    } else {
      this.ledger.lostExits++;
      this.endWait(frame, undefined);
      this.closeFrame(frame, false);
    }
  }

  /** Closes the call on top, which is none that can be suspended. */
  protected closePlain(threw: boolean): void {
    const node = this.nodes[this.top];
    const duration = this.time - this.times[this.top];
    this.addCall(node, duration, 0, threw);
    if (duration >= TURN_CALL_MIN_NS) this.longCall(node, duration, this.time);
    if (this.observer !== undefined) {
      this.observeEnd(node, this.tasks[this.top], this.depths[this.top], duration, 0, threw);
    }
    this.top--;
    if (this.top === 0) this.endRootCall(this.functionOf(node), this.time);
  }

  protected closeFrame(frame: Frame, threw: boolean): void {
    frame.state = CLOSED;
    this.addCall(frame.node, this.time - frame.entry, frame.wait, threw);
    frame.history?.end();
    noteChildFinished(frame, this.time);
    if (this.observer !== undefined) {
      this.observeEnd(frame.node, frame.task, frame.depth, this.time - frame.entry, frame.wait, threw);
    }
  }

  protected addCall(node: number, duration: number, wait: number, threw: boolean): void {
    const { ledger } = this;
    const { numbers } = ledger.tree;
    const number = node << 3;
    numbers[number + TOTAL] += duration;
    numbers[number + WAIT] += wait;
    numbers[number + CALLS] += 1;
    if (threw) numbers[number + ERRORS] += 1;
    const row = this.functionOf(node) + 1;
    ledger.histograms.add(row, duration);
    if (duration > ledger.longest[row]) ledger.longest[row] = duration;
    if (this.ending) ledger.unfinished[row] += 1;
  }

  /** The frame on top leaves the stack, because it is suspended or has ended. */
  protected leaveStack(frame: Frame): void {
    const onStack = this.time - this.times[this.top];
    if (onStack >= TURN_CALL_MIN_NS) this.longCall(frame.node, onStack, this.time);
    this.running.pop();
    this.top--;
    if (this.top === 0) this.turn.end(this.time);
  }

  protected endRootCall(functionIndex: number, time: number): void {
    this.turn.end(time);
    this.moment.rootFunction = functionIndex;
    this.moment.rootEndedAt = time;
  }

  protected longCall(node: number, duration: number, time: number): void {
    if (this.shows(node)) this.turn.callLeft(this.functionOf(node), duration, time);
  }

  /** The wait of a suspended frame is over; without a moment because it is given up. */
  protected endWait(frame: Frame, moment: Moment | undefined): void {
    const { ledger, time } = this;
    const { numbers } = ledger.tree;
    const site = ledger.sites[frame.site];
    const duration = time - frame.suspendedAt;
    frame.wait += duration;
    if (frame.node >= FIRST_NODE) {
      ledger.waits.add(frame.functionIndex, frame.site, waitCause(frame, site, time, moment), duration);
      if (frame.history !== undefined || ledger.histories.tells(frame.site, duration)) {
        frame.history ??= ledger.histories.begin(frame.functionIndex);
        frame.history.add(frame.site, duration);
      }
    }
    if (frame.leafNode < 0) return;
    const leafDuration = time - frame.leafEntry;
    const leafWait = time - frame.leafExit;
    const row = frame.leafFunction + 1;
    numbers[(frame.leafNode << 3) + TOTAL] += leafDuration;
    numbers[(frame.leafNode << 3) + WAIT] += leafWait;
    ledger.histograms.add(row, leafDuration);
    if (leafDuration > ledger.longest[row]) ledger.longest[row] = leafDuration;
    if (this.ending) ledger.unfinished[row] += 1;
    if (frame.leafNode >= FIRST_NODE) {
      ledger.waits.add(frame.leafFunction, frame.site, leafCause(frame, site, time, moment), leafWait);
    }
  }

  protected functionOf(node: number): number {
    return this.ledger.tree.links[(node << 2) + FUNCTION];
  }

  protected shows(node: number): boolean {
    return node >= FIRST_NODE && this.keeps?.(this.functionOf(node)) !== false;
  }

  /** The call on top has begun: gives it its task and its depth among the calls that are shown, and shows it. */
  protected observeEntry(task: number): void {
    const { top } = this;
    const node = this.nodes[top];
    const shown = this.shows(node);
    this.tasks[top] = task;
    this.depths[top] = this.depths[top - 1] + (shown ? 1 : 0);
    if (shown) this.observer?.entered(this.time, this.functionOf(node), task, this.depths[top]);
  }

  protected observeEnd(node: number, task: number, depth: number, duration: number, wait: number, threw: boolean): void {
    if (this.ending || !this.shows(node)) return;
    this.observer?.ended(this.time, this.functionOf(node), task, depth, duration, wait, threw);
  }
}
