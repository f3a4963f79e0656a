/**
 * The event table: what a runtime can say, one row an event, shared by everything that writes or reads a recording.
 *
 * An event is a *word* and a time; some rows carry one more number, the *extra*. The word is `payload * 8 + code`, so
 * instrumented code passes one small constant and the runtime stores it as it is:
 *
 *     enter(fn 3) at 100 ns            word 3 * 8 + 0
 *     suspend(site 5) of frame 2       word 5 * 8 + 4, extra 2 * 2 + returned
 */

/** What an event's payload (the word without its code) refers to. */
export type PayloadMeaning = "function" | "site" | "note";

/** How an event's extra number is read. `frame+flag` is `frame * 2 + flag`. */
export type ExtraMeaning = "none" | "frame" | "frame+flag" | "argument";

export interface EventRow {
  readonly code: number;
  readonly name: EventName;
  readonly payload: PayloadMeaning;
  readonly extra: ExtraMeaning;
  /** The flag's name in the text form, where the extra carries one. */
  readonly flag?: "returned" | "threw";
  readonly says: string;
}

export type EventName = "enter" | "exit" | "throw" | "start" | "suspend" | "resume" | "finish" | "note";

export const EVENTS: readonly EventRow[] = [
  { code: 0, name: "enter", payload: "function", extra: "none", says: "a call that cannot be suspended begins" },
  { code: 1, name: "exit", payload: "function", extra: "none", says: "it returned" },
  { code: 2, name: "throw", payload: "function", extra: "none", says: "it threw" },
  { code: 3, name: "start", payload: "function", extra: "frame", says: "a call that can be suspended begins" },
  {
    code: 4,
    name: "suspend",
    payload: "site",
    extra: "frame+flag",
    flag: "returned",
    says: "it waits at this site; `returned`: for the very value that the last finished call returned",
  },
  { code: 5, name: "resume", payload: "function", extra: "frame", says: "it runs again; ignored when it was not suspended" },
  { code: 6, name: "finish", payload: "function", extra: "frame+flag", flag: "threw", says: "it ended; its frame is free" },
  { code: 7, name: "note", payload: "note", extra: "argument", says: "one of NOTES" },
];

/** Codes by name, for code that compares numbers. */
export const ENTER = 0;
export const EXIT = 1;
export const THROW = 2;
export const START = 3;
export const SUSPEND = 4;
export const RESUME = 5;
export const FINISH = 6;
export const NOTE = 7;

/** Bits of the word that hold the code. */
export const CODE_BITS = 3;
export const CODE_MASK = 7;

/** The first code that carries an extra: every code from here on does. */
export const FIRST_CODE_WITH_EXTRA = START;

export interface NoteRow {
  readonly code: number;
  readonly name: NoteName;
  readonly argument: "site" | "count" | "mark";
  readonly says: string;
}

export type NoteName = "fire" | "lost" | "mark";

/** What a `note` says: its payload is a code of this table, its extra the argument. */
export const NOTES: readonly NoteRow[] = [
  { code: 1, name: "fire", argument: "site", says: "a timer created at this site calls its callback" },
  { code: 2, name: "lost", argument: "count", says: "so many events were dropped here, because the writer had fallen behind" },
  { code: 3, name: "mark", argument: "mark", says: "the program called mark(name, data): described by a `mark` block" },
];

export const NOTE_FIRE = 1;
export const NOTE_LOST = 2;
export const NOTE_MARK = 3;

/** The word of an event: its payload and its code in one number below 2^31. */
export const word = (code: number, payload: number): number => payload * 8 + code;
