/** One line of the log, and the buffer in which a machine leaves those of one block. */
import type { MarkInfo } from "@functrace/format";
import type { CallObserver } from "./open-calls.js";

/** What a line of the log is about: a call begins or ends, or the program set a mark. */
export type LogEvent = CallEvent | MarkEvent;

interface Happening {
  /** Monotonic nanoseconds of the machine it was on. */
  readonly time: number;
  /** Index of the stream, in the recording's order. */
  readonly stream: number;
  /** 0 for a mark outside of all traced calls. */
  readonly task: number;
  /** Calls above it in its task, of those that the filter shows. */
  readonly depth: number;
}

export interface CallEvent extends Happening {
  readonly kind: "enter" | "exit";
  /** Index of its FunctionRow. */
  readonly function: number;
  /** Exit − entry, and the part of it that the call was suspended. 0 on enter. */
  readonly duration_ns: number;
  readonly wait_ns: number;
  readonly threw: boolean;
}

/** The program called `mark(name, data)`. */
export interface MarkEvent extends Happening {
  readonly kind: "mark";
  /** Undefined when the block that describes it is lost. */
  readonly mark: MarkInfo | undefined;
}

const COLUMNS = 7;
const ENTER = 0;
const EXIT = 1;
const THROW = 2;
const MARK = 3;

export class LogBuffer implements CallObserver {
  private numbers = new Float64Array(COLUMNS * 256);
  private length = 0;
  private at = 0;

  /** `describe`: what a mark's id stands for. */
  constructor(
    private readonly stream: number,
    private readonly describe: (mark: number) => MarkInfo | undefined,
  ) {}

  entered(time: number, functionIndex: number, task: number, depth: number): void {
    this.add(ENTER, time, functionIndex, task, depth, 0, 0);
  }

  ended(time: number, functionIndex: number, task: number, depth: number, duration: number, wait: number, threw: boolean): void {
    this.add(threw ? THROW : EXIT, time, functionIndex, task, depth, duration, wait);
  }

  marked(time: number, mark: number, task: number, depth: number): void {
    this.add(MARK, time, mark, task, depth, 0, 0);
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
    const kind = numbers[at];
    const happening = { time: numbers[at + 1], stream: this.stream, task: numbers[at + 3], depth: numbers[at + 4] };
    if (kind === MARK) return { kind: "mark", ...happening, mark: this.describe(numbers[at + 2]) };
    return {
      kind: kind === ENTER ? "enter" : "exit",
      ...happening,
      function: numbers[at + 2],
      duration_ns: numbers[at + 5],
      wait_ns: numbers[at + 6],
      threw: kind === THROW,
    };
  }

  private add(kind: number, time: number, subject: number, task: number, depth: number, duration: number, wait: number): void {
    if (this.length + COLUMNS > this.numbers.length) {
      const larger = new Float64Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    const { numbers, length } = this;
    numbers[length] = kind;
    numbers[length + 1] = time;
    numbers[length + 2] = subject;
    numbers[length + 3] = task;
    numbers[length + 4] = depth;
    numbers[length + 5] = duration;
    numbers[length + 6] = wait;
    this.length += COLUMNS;
  }
}
