/** Pieces of source as a person reads them in a table: on one line, cut to a length. */

/** `source[start, end)` with its white space collapsed, at most `max` characters, `…` where it is cut. */
export const oneLine = (source: string, start: number, end: number, max: number): string => {
  // White space may be most of it; beyond this much of it, what is shown may be shorter than it could be.
  const raw = source.slice(start, Math.min(end, start + max * 8));
  return shorten(raw.replace(/\s+/g, " ").trim(), max, raw.length < end - start);
};

export const shorten = (text: string, max: number, cut = false): string =>
  text.length > max || cut ? text.slice(0, Math.min(max - 1, text.length)).replace(/[\ud800-\udbff]$/, "") + "…" : text;
