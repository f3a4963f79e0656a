/** Text by the columns it takes on a terminal: a wide character takes two, an accent none. */
import stringWidth from "string-width";

const ELLIPSIS = "…";
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function textWidth(text: string): number {
  // Nearly all names are plain, and this is asked for every cell.
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

export function padLeft(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}

export function padRight(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** `text` in at most `width` columns, cut in its middle: names differ at both ends. */
export function fit(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 1) return ELLIPSIS.slice(0, Math.max(0, width));
  const parts = [...graphemes.segment(text)].map((part) => part.segment);
  const room = width - 1;
  const head = take(parts, Math.ceil(room / 2));
  const tail = take(parts.toReversed(), room - textWidth(head));
  return (
    head +
    ELLIPSIS +
    [...graphemes.segment(tail)]
      .map((part) => part.segment)
      .toReversed()
      .join("")
  );
}

function take(parts: readonly string[], width: number): string {
  let text = "";
  let left = width;
  for (const part of parts) {
    left -= textWidth(part);
    if (left < 0) break;
    text += part;
  }
  return text;
}

/** `text` in at most `width` columns, cut at its start: of a path the end tells most. */
export function fitEnd(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const tail = take([...graphemes.segment(text)].map((part) => part.segment).toReversed(), width - 1);
  return width < 1
    ? ""
    : ELLIPSIS +
        [...graphemes.segment(tail)]
          .map((part) => part.segment)
          .toReversed()
          .join("");
}

/** `text` broken at its spaces into lines of at most `width` columns; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** Control characters of a name or a piece of source made visible: a recording must not be able to drive the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character < " " ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : "\ufffd",
  );
}
