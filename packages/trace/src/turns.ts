/**
 * Turns: stretches in which a thread's stack of traced calls was never empty, long enough for a user to notice that nothing
 * else happened on it. 50 ms is what W3C Long Tasks (w3.org/TR/longtasks) calls long.
 */
import type { TurnSummary } from "./model.js";

export const TURN_MIN_NS = 50e6;
/** The share of a turn for which a call must be on the stack to stand for it, and so the shortest such call. */
const SHARE = 0.8;
export const TURN_CALL_MIN_NS = TURN_MIN_NS * SHARE;

export class TurnLedger {
  private readonly byKey = new Map<string, { -readonly [Field in keyof TurnSummary]: TurnSummary[Field] }>();

  add(functionIndex: number, process: number, thread: number, duration: number): void {
    const key = `${functionIndex}/${process}/${thread}`;
    const turn = this.byKey.get(key);
    if (turn === undefined) {
      this.byKey.set(key, { function: functionIndex, process, thread, count: 1, total_ns: duration, max_ns: duration });
    } else {
      turn.count++;
      turn.total_ns += duration;
      turn.max_ns = Math.max(turn.max_ns, duration);
    }
  }

  summaries(): TurnSummary[] {
    return [...this.byKey.values()].sort((a, b) => b.total_ns - a.total_ns);
  }
}

/** The turn that a thread is in. */
export class CurrentTurn {
  private begin = 0;
  private readonly functions: number[] = [];
  private readonly durations: number[] = [];

  constructor(
    private readonly ledger: TurnLedger,
    private readonly process: number,
    private readonly thread: number,
  ) {}

  start(time: number): void {
    this.begin = time;
    // Hardly ever is there anything, and to shorten an array is no small thing.
    if (this.functions.length === 0) return;
    this.functions.length = 0;
    this.durations.length = 0;
  }

  /** A call leaves the stack after TURN_CALL_MIN_NS or more on it. Inner calls leave first, so the deepest comes first. */
  callLeft(functionIndex: number, duration: number, time: number): void {
    const enough = (time - this.begin) * SHARE;
    // What is too short for the turn so far is too short for all of it; what is left is one chain of calls within each other.
    let kept = 0;
    for (let index = 0; index < this.functions.length; index++) {
      if (this.durations[index] < enough) continue;
      this.functions[kept] = this.functions[index];
      this.durations[kept++] = this.durations[index];
    }
    this.functions.length = kept;
    this.durations.length = kept;
    if (duration >= enough) {
      this.functions.push(functionIndex);
      this.durations.push(duration);
    }
  }

  /** The stack is empty. */
  end(time: number): void {
    const duration = time - this.begin;
    if (duration < TURN_MIN_NS) return;
    const deepest = this.durations.findIndex((onStack) => onStack >= duration * SHARE);
    if (deepest >= 0) this.ledger.add(this.functions[deepest], this.process, this.thread, duration);
  }
}
