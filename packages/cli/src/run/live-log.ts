/**
 * `functrace run --log`: the recording, while the program writes it, as log lines on standard error.
 *
 * The log looks on: it reads the recording's file, so the program never waits for it. What is more than a person can follow (LINES_MAX in a
 * second) or than the reader of standard error takes is left out and counted; it is all in the recording.
 */
import { constants, setPriority } from "node:os";
import { type LogEvent, numberText, TraceFollower } from "@functrace/trace";
import { openFileSource } from "../recording/file-source.js";
import { nodeSurroundings } from "../recording/surroundings.js";
import { LogText } from "../views/log-line.js";
import { LineWriter } from "./line-writer.js";

/** The writer of the recording looks at its rings as often. */
const POLL_MS = 50;
const WINDOW_MS = 1000;
/** Lines in a second. */
export const LINES_MAX = 10_000;

export class LiveLog {
  private readonly source;
  private readonly follower: TraceFollower;
  private readonly text: LogText;
  private readonly out = new LineWriter(2);
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | undefined;
  private stopped = false;
  private failed = false;
  private windowAt = 0;
  /** Lines shown in this window, and left out since the last that was shown. */
  private shown = 0;
  private leftOut = 0;

  /** Begins to print the recording at `path`. */
  constructor(path: string) {
    this.source = openFileSource(path);
    this.follower = new TraceFollower(this.source, nodeSurroundings);
    this.text = new LogText(this.follower);
    this.wait();
  }

  /** The program has ended: prints the rest. Never throws: how the program ended is what counts. */
  async end(): Promise<void> {
    await this.stop();
    this.windowAt = 0;
    await this.poll();
    this.tellLeftOut();
    await this.out.end();
    this.source.close();
  }

  /** Prints no more. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.polling;
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      this.polling = this.pollAndWait();
    }, POLL_MS);
  }

  private async pollAndWait(): Promise<void> {
    await this.poll();
    if (!this.stopped) this.wait();
  }

  private async poll(): Promise<void> {
    if (this.failed) return;
    try {
      await this.printNew();
    } catch (error) {
      this.failed = true;
      this.out.add(`functrace: the log ends here: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Prints, or leaves out, what has come since the last time. */
  private async printNew(): Promise<void> {
    this.source.refresh();
    for (;;) {
      this.out.flush();
      const now = performance.now();
      if (now - this.windowAt >= WINDOW_MS) {
        this.windowAt = now;
        this.shown = 0;
      }
      const events = this.shown < LINES_MAX && !this.out.isBehind ? this.follower.next() : undefined;
      if (events !== undefined) {
        this.show(events);
      } else {
        const lines = this.follower.skip();
        if (lines === undefined) return;
        if (this.leftOut === 0) giveWay();
        this.leftOut += lines;
      }
      // Half of the time is the program's, whatever it does. And between two steps its signals are passed on.
      const restMs = this.stopped ? 0 : performance.now() - now;
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  private show(events: Iterable<LogEvent>): void {
    for (const event of events) {
      if (this.shown === LINES_MAX) {
        this.leftOut++;
        continue;
      }
      this.tellLeftOut();
      this.shown++;
      this.out.add(this.text.line(event));
    }
    this.out.flush();
  }

  private tellLeftOut(): void {
    if (this.leftOut === 0) return;
    this.out.add(`… ${numberText(this.leftOut)} lines left out; functrace log shows all`);
    this.leftOut = 0;
  }
}

/** A program that makes so many calls can use every processor: the log of it has time. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not everywhere allowed, and not needed.
  }
}
