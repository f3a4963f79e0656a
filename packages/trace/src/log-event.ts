/** One line of the log, and the buffer in which a machine leaves those of one block. */
import type { CallObserver } from "./open-calls.js";

/** A call begins or ends. Times in monotonic nanoseconds of the machine it ran on. */
export interface LogEvent {
  readonly kind: "enter" | "exit";
  readonly time: number;
  /** Index of the stream, in the recording's order. */
  readonly stream: number;
  readonly task: number;
  /** Calls above it in its task, of those that the filter shows. */
  readonly depth: number;
  /** Index of its FunctionRow. */
  readonly function: number;
  /** Exit − entry, and the part of it that the call was suspended. 0 on enter. */
  readonly duration_ns: number;
  readonly wait_ns: number;
  readonly threw: boolean;
}

const COLUMNS = 7;
const ENTER = 0;
const EXIT = 1;
const THROW = 2;

export class LogBuffer implements CallObserver {
  private numbers = new Float64Array(COLUMNS * 256);
  private length = 0;
  private at = 0;

  constructor(private readonly stream: number) {}

  entered(time: number, functionIndex: number, task: number, depth: number): void {
    this.add(ENTER, time, functionIndex, task, depth, 0, 0);
  }

  ended(time: number, functionIndex: number, task: number, depth: number, duration: number, wait: number, threw: boolean): void {
    this.add(threw ? THROW : EXIT, time, functionIndex, task, depth, duration, wait);
  }

  /** The time of the next event, or undefined when there is none. */
  nextTime(): number | undefined {
    return this.at < this.length ? this.numbers[this.at + 1] : undefined;
  }

  /** Takes the next event out. */
  next(): LogEvent {
    const { numbers, at } = this;
    this.at += COLUMNS;
    if (this.at === this.length) this.at = this.length = 0;
    return {
      kind: numbers[at] === ENTER ? "enter" : "exit",
      time: numbers[at + 1],
      stream: this.stream,
      task: numbers[at + 3],
      depth: numbers[at + 4],
      function: numbers[at + 2],
      duration_ns: numbers[at + 5],
      wait_ns: numbers[at + 6],
      threw: numbers[at] === THROW,
    };
  }

  private add(
    kind: number,
    time: number,
    functionIndex: number,
    task: number,
    depth: number,
    duration: number,
    wait: number,
  ): void {
    if (this.length + COLUMNS > this.numbers.length) {
      const larger = new Float64Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    const { numbers, length } = this;
    numbers[length] = kind;
    numbers[length + 1] = time;
    numbers[length + 2] = functionIndex;
    numbers[length + 3] = task;
    numbers[length + 4] = depth;
    numbers[length + 5] = duration;
    numbers[length + 6] = wait;
    this.length += COLUMNS;
  }
}
