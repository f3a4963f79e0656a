/**
 * A line of the text form as tokens: words between blanks, quoted strings as in JSON, and, at the end of a line, one JSON object.
 *
 *     s1 await f1 12:9 "sleep(250)"        →  word, word, word, word, string
 *     stream 100/0 {"role":"main"}         →  word, word, JSON
 */
import { RecordingTextError } from "./error.js";

/** Text that needs no quotes. Everything else is written as a JSON string. */
const BARE = /^[\p{L}\p{N}_$./<>()*@:~[\]-]+$/u;
/** One token at the current position: a JSON string, or a word. */
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[^\s"{]+)/uy;

/** `text` as one token. */
export const quote = (text: string): string => (BARE.test(text) ? text : JSON.stringify(text));

/** `for await` as the one word `for-await`: names of kinds and reasons have no blanks in the text form. */
export const hyphenated = (text: string): string => text.replaceAll(" ", "-");

/** Reads one line from left to right; every fault names the line. */
export class Tokens {
  private at = 0;

  constructor(
    private readonly text: string,
    readonly line: number,
  ) {}

  fail(fault: string, remedy: string): never {
    throw new RecordingTextError(this.line, fault, remedy);
  }

  /** The next token without moving on; undefined at the end of the line and before a JSON object. */
  peek(): string | undefined {
    TOKEN.lastIndex = this.at;
    return TOKEN.exec(this.text)?.[1];
  }

  /** The next token as written, quotes included; undefined at the end of the line and before a JSON object. */
  take(): string | undefined {
    TOKEN.lastIndex = this.at;
    const token = TOKEN.exec(this.text)?.[1];
    if (token !== undefined) this.at = TOKEN.lastIndex;
    return token;
  }

  /** Moves on over `word` and says whether it was there. */
  skip(word: string): boolean {
    if (this.peek() !== word) return false;
    this.take();
    return true;
  }

  /** The next token, which has to be there. `what` says what it should be: `a function, such as f1`. */
  need(what: string): string {
    return this.take() ?? this.fail("the line ends too early", `write ${what}`);
  }

  /** The next token as a string: its quotes undone. */
  needString(what: string): string {
    const token = this.need(what);
    if (!token.startsWith('"')) return token;
    try {
      return JSON.parse(token) as string;
    } catch {
      return this.fail(`${token} is no string`, "write it as a JSON string");
    }
  }

  /** The number of `f12` or `s3` or `#1`, with the mark it must begin with; a mark of "" is a bare number. */
  needNumber(mark: string, what: string): number {
    const token = this.need(what);
    return numberAfter(mark, token) ?? this.fail(`${token} is not ${what}`, `write ${what}`);
  }

  /** The member of `words` that the next token names, blanks hyphenated. */
  needOneOf<Word extends string>(words: readonly Word[], what: string): Word {
    const token = this.need(what);
    const found = words.find((word) => hyphenated(word) === token);
    return found ?? this.fail(`${token} is not ${what}`, `write one of ${words.map(hyphenated).join(", ")}`);
  }

  /** The JSON object that ends the line, or undefined where there is none. */
  takeJson(): object | undefined {
    const rest = this.text.slice(this.at).trim();
    if (!rest.startsWith("{")) return undefined;
    this.at = this.text.length;
    try {
      return JSON.parse(rest) as object;
    } catch (error) {
      return this.fail(`the JSON is not well-formed (${(error as Error).message})`, "write one JSON object on this line");
    }
  }

  /** Fails when something is left on the line. */
  end(): void {
    const rest = this.text.slice(this.at).trim();
    if (rest !== "")
      this.fail(`${rest} is more than this line takes`, "remove it, or put a comment on a line of its own that begins with //");
  }
}

/** The whole number after `mark`, where `token` is nothing else and the number is below 2^53. */
export function numberAfter(mark: string, token: string): number | undefined {
  const digits = token.slice(mark.length);
  if (!token.startsWith(mark) || !/^\d+$/.test(digits)) return undefined;
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : undefined;
}
