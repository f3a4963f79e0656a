/**
 * The open calls of one stream: those on its stack and those that are suspended; and what a call adds to the ledger when it ends, or
 * its wait does.
 *
 * A call that cannot be suspended has its function's id on the stack; one that can has ~(frame number), so that one comparison tells
 * whether an `exit` matches.
 */
import { CLOSED, FrameTable, RUNNING, SUSPENDED, type Frame } from "./frame.js";
import { endFollowing, Lasting } from "./lasting.js";
import type { Ledger } from "./ledger.js";
import { isByHand, UNKNOWN_ROW, type StreamIds } from "./symbols.js";
import { CALLS, FIRST_NODE, FUNCTION, LINKS, NUMBERS, TOTAL } from "./tree.js";
import { CurrentTurn, TURN_CALL_MIN_NS } from "./turns.js";
import { lastingCause, noteChildFinished, waitCause, type Moment } from "./wait-cause.js";

/** Sees every call and mark, at the price of the slow path: what `log` and exports read. Calls that the filter leaves out are not shown. */
export interface CallObserver {
  entered(time: number, functionIndex: number, task: number, depth: number): void;
  /** `duration`: exit − entry; of it, `wait` suspended. */
  ended(time: number, functionIndex: number, task: number, depth: number, duration: number, wait: number, threw: boolean): void;
  marked(time: number, mark: number, task: number, depth: number): void;
}

/** What the bottom of the stack has for an id: no function's. */
const NO_CALL = 0x7fffffff;

export abstract class OpenCalls {
  /** Time of the last event. */
  time = 0;
  protected ending = false;

  protected top = 0;
  protected nodes = new Int32Array(128);
  protected ids = new Int32Array(128).fill(NO_CALL, 0, 1);
  /** When each call came onto the stack: its entry or its last resume. */
  protected times = new Float64Array(128);
  /** There is an observer, who may look away for a while. */
  protected readonly observed: boolean;
  /** For an observer: the task and depth of the calls on the stack. While it looks away only those of frames are kept. */
  protected readonly tasks: number[] = [0];
  protected readonly depths: number[] = [-1];

  /** The last call that was the shortest of its function: its row and end, and the shortest before it. */
  protected shortestRow = 0;
  protected shortestAt = 0;
  protected shortestBefore = 0;

  protected readonly frames = new FrameTable();
  /** The frames on the stack, from the bottom. */
  protected readonly running: Frame[] = [];
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
    protected observer?: CallObserver,
    protected readonly keeps?: (functionIndex: number) => boolean,
  ) {
    this.observed = observer !== undefined;
    this.turn = new CurrentTurn(ledger.turns, process, thread);
  }

  protected row(id: number): number {
    return this.streamIds.functionRows[id] ?? UNKNOWN_ROW;
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

  /**
   * Leaves `position` on top, of a call that is suspended. What was above it lost its exit, unless it was begun by hand
   * (`trace("name")`): that one goes on waiting until it is ended, or the end of the recording.
   */
  protected suspendAbove(position: number): void {
    while (this.top > position) {
      const frame = this.ids[this.top] < 0 ? this.running[this.running.length - 1] : undefined;
      if (frame === undefined || !isByHand(this.ledger.functions[frame.functionIndex])) {
        this.unwind(this.top - 1);
      } else {
        this.leaveStack(frame);
        frame.site = UNKNOWN_ROW;
        frame.suspendedAt = this.time;
        frame.awaited = undefined;
        frame.childFunction = -1;
        frame.state = SUSPENDED;
        frame.waits++;
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
    frame.finishedAt = this.time;
    frame.threw = threw;
    frame.shortestBefore = this.ledger.shortest[frame.functionIndex + 1];
    this.addCall(frame.node, this.time - frame.entry, frame.wait, threw);
    frame.history?.end();
    noteChildFinished(frame, this.time);
    if (this.observer !== undefined) {
      this.observeEnd(frame.node, frame.task, frame.depth, this.time - frame.entry, frame.wait, threw);
    }
  }

  protected addCall(node: number, duration: number, wait: number, threw: boolean): void {
    const { tree } = this.ledger;
    tree.numbers[(node << NUMBERS) + TOTAL] += duration;
    tree.numbers[(node << NUMBERS) + CALLS] += 1;
    tree.wait[node] += wait;
    if (threw) tree.errors[node] += 1;
    this.addDuration(this.functionOf(node) + 1, duration);
  }

  protected addDuration(row: number, duration: number): void {
    const { ledger } = this;
    ledger.histograms.add(row, duration);
    if (duration <= ledger.shortest[row]) this.setShortest(row, duration, this.time);
    if (duration > ledger.longest[row]) ledger.longest[row] = duration;
    if (this.ending) ledger.unfinished[row] += 1;
  }

  protected setShortest(row: number, duration: number, time: number): void {
    const { shortest } = this.ledger;
    this.shortestRow = row;
    this.shortestAt = time;
    this.shortestBefore = shortest[row];
    shortest[row] = duration;
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
    const site = ledger.sites[frame.site];
    const duration = time - frame.suspendedAt;
    frame.wait += duration;
    if (frame.node >= FIRST_NODE) {
      const cause = waitCause(frame, site, time, moment, ledger);
      ledger.waits.add(frame.functionIndex, frame.site, cause, frame.suspendedAt, time, this.ending);
      if (frame.history !== undefined || ledger.histories.tells(frame.site, duration)) {
        frame.history ??= ledger.histories.begin(frame.functionIndex);
        frame.history.add(frame.site, duration);
      }
    }
    for (let index = 0; index < frame.lastingCount; index++) this.endLasting(frame, index, moment);
    frame.lastingCount = 0;
  }

  /**
   * A call that has ended lasts on, until the wait of `frame` does. What its end added is taken back, but for the maximum, which its
   * later end will exceed. `shortestBefore`: the shortest call of its function before it.
   */
  protected outlast(frame: Frame, node: number, entry: number, end: number, plain: boolean, shortestBefore: number): Lasting {
    const { tree, histograms, shortest } = this.ledger;
    const lasting = (frame.lasting[frame.lastingCount] ??= new Lasting());
    frame.lastingCount++;
    lasting.begin(node, this.functionOf(node), entry, end, plain);
    const row = lasting.functionIndex + 1;
    tree.numbers[(node << NUMBERS) + TOTAL] -= end - entry;
    histograms.add(row, end - entry, -1);
    if (shortest[row] === end - entry) shortest[row] = shortestBefore;
    return lasting;
  }

  protected endLasting(frame: Frame, index: number, moment: Moment | undefined): void {
    const { ledger, time } = this;
    const { tree } = ledger;
    const lasting = frame.lasting[index];
    endFollowing(lasting, frame);
    const { node, functionIndex } = lasting;
    tree.numbers[(node << NUMBERS) + TOTAL] += time - lasting.entry;
    tree.wait[node] += time - lasting.end;
    this.addDuration(functionIndex + 1, time - lasting.entry);
    if (node >= FIRST_NODE) {
      const cause = lastingCause(frame, index, ledger.sites[frame.site], time, moment, ledger);
      ledger.waits.add(functionIndex, frame.site, cause, lasting.end, time, this.ending);
    }
  }

  protected functionOf(node: number): number {
    return this.ledger.tree.links[(node << LINKS) + FUNCTION];
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

  /** Finds the task and depth of the calls on the stack again, from the frames on it and the task that its root began. */
  protected placeStack(): void {
    const { tasks, depths } = this;
    let frames = 0;
    for (let at = 1; at <= this.top; at++) {
      if (this.ids[at] < 0) {
        const frame = this.running[frames++];
        tasks[at] = frame.task;
        depths[at] = frame.depth;
      } else {
        if (at > 1) tasks[at] = tasks[at - 1];
        depths[at] = depths[at - 1] + (this.shows(this.nodes[at]) ? 1 : 0);
      }
    }
  }

  /** Calls that have begun and not ended. */
  protected countOpen(): number {
    return this.top + this.frames.suspended().length;
  }

  protected observeEnd(node: number, task: number, depth: number, duration: number, wait: number, threw: boolean): void {
    if (this.ending || !this.shows(node)) return;
    this.observer?.ended(this.time, this.functionOf(node), task, depth, duration, wait, threw);
  }
  protected observeMark(mark: number): void {
    const { top } = this;
    if (top === 0 ? this.ledger.filtered : this.nodes[top] < FIRST_NODE) return;
    this.observer?.marked(this.time, mark, top === 0 ? 0 : this.tasks[top], this.depths[top] + 1);
  }
}
