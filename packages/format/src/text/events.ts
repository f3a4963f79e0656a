/**
 * Lines of an `events` block, one event each:
 *
 *     1000 enter f1                     the time is absolute,
 *     +20 start f2 #1                   or counts from the event before; left out, it is the same
 *     +5us suspend s1 #1 returned
 *     note fire s1
 */
import type { TraceEvent } from "../events-codec.js";
import { CODE_MASK, EVENTS, NOTES, NOTE, word, type EventRow, type NoteRow } from "../events.js";
import { parseDuration, printDuration } from "./time.js";
import { numberAfter, type Tokens } from "./tokens.js";

const PAYLOAD_MARKS = { function: "f", site: "s", note: "" } as const;
const ARGUMENT_MARKS = { site: "s", count: "", mark: "" } as const;
const EVENT_NAMES = EVENTS.map((row) => row.name);
/** The largest payload: the word must stay below 2^31. */
const PAYLOAD_MAX = 2 ** 28 - 1;

/**
 * The event of one line. `before` is the time of the stream's event before it, undefined where there is none. It may be later
 * than an absolute time only where a block begins.
 */
export function parseEvent(tokens: Tokens, before: number | undefined, beginsBlock: boolean): TraceEvent {
  const time = parseTime(tokens, before, beginsBlock);
  const name = tokens.needOneOf(EVENT_NAMES, "an event");
  const row = EVENTS.find((candidate) => candidate.name === name)!;
  const event = row.code === NOTE ? parseNote(tokens, time) : parseCallEvent(tokens, time, row);
  if (event.word > word(CODE_MASK, PAYLOAD_MAX)) tokens.fail("the id is out of bounds", `write one up to ${PAYLOAD_MAX}`);
  tokens.end();
  return event;
}

function parseTime(tokens: Tokens, before: number | undefined, beginsBlock: boolean): number {
  const token = tokens.peek();
  const since = token?.startsWith("+") ? token.slice(1) : undefined;
  if (token === undefined || !/^[+\d]/.test(token)) {
    return before ?? tokens.fail("the first event of a stream has no time", "begin the line with one, such as 1000");
  }
  tokens.take();
  const nanoseconds =
    parseDuration(since ?? token) ?? tokens.fail(`${token} is no time`, "write one such as 1000, +20ns, +5us, +250ms or +1.5s");
  if (since === undefined) {
    if (!beginsBlock && before !== undefined && nanoseconds < before)
      tokens.fail(`${token} is before the event above it (${before})`, "write the events in order of time");
    return nanoseconds;
  }
  if (before === undefined)
    tokens.fail(`${token} counts from an event before it and there is none`, "write an absolute time, such as 1000");
  const time = before + nanoseconds;
  if (!Number.isSafeInteger(time)) tokens.fail(`${token} leads to a time of 2^53 ns or more`, "write a smaller time");
  return time;
}

function parseCallEvent(tokens: Tokens, time: number, row: EventRow): TraceEvent {
  const payload = tokens.needNumber(
    PAYLOAD_MARKS[row.payload],
    row.payload === "site" ? "a site, such as s1" : "a function, such as f1",
  );
  let extra = 0;
  if (row.extra !== "none") extra = tokens.needNumber("#", "a frame, such as #1");
  if (row.extra === "frame+flag") extra = extra * 2 + (tokens.skip(row.flag!) ? 1 : 0);
  if (!Number.isSafeInteger(extra)) tokens.fail("the frame is out of bounds", "write a smaller one");
  return { time, word: word(row.code, payload), extra };
}

function parseNote(tokens: Tokens, time: number): TraceEvent {
  const name = tokens.need(`a note: ${NOTES.map((row) => row.name).join(", ")}, or its number`);
  const row = NOTES.find((candidate) => candidate.name === name);
  const code =
    row?.code ??
    numberAfter("", name) ??
    tokens.fail(`${name} is no note`, `write one of ${NOTES.map((each) => each.name).join(", ")}`);
  const mark = argumentMark(row);
  const extra = tokens.needNumber(mark, mark === "s" ? "a site, such as s1" : "a number, such as 7");
  return { time, word: word(NOTE, code), extra };
}

const argumentMark = (row: NoteRow | undefined): string => (row === undefined ? "" : ARGUMENT_MARKS[row.argument]);

/** The line of `event`, without indent; `before` as above. */
export function printEvent(event: TraceEvent, before: number | undefined): string {
  const time = before === undefined ? String(event.time) : `+${printDuration(event.time - before)}`;
  const row = EVENTS[event.word & CODE_MASK]!;
  const payload = event.word >>> 3;
  if (row.code === NOTE) {
    const note = NOTES.find((candidate) => candidate.code === payload);
    return `${time} note ${note?.name ?? payload} ${argumentMark(note)}${event.extra}`;
  }
  const line = `${time} ${row.name} ${PAYLOAD_MARKS[row.payload]}${payload}`;
  if (row.extra === "none") return line;
  if (row.extra === "frame") return `${line} #${event.extra}`;
  return `${line} #${Math.floor(event.extra / 2)}${event.extra % 2 === 1 ? ` ${row.flag}` : ""}`;
}
