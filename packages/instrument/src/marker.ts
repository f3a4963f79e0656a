/**
 * The marker around everything that is written into a source, and the way back.
 *
 * The rule, simple enough to be repeated elsewhere: from a marker to the next one (or to the end of the text, because a
 * function's own text can end inside an insert) everything goes, the markers too. What is left is the original, to the
 * byte. For this to hold, inserts have no line break, and a source that already has the marker in it is never touched.
 */
export const MARKER = "/*ƒ*/";

const INSERT = /\/\*ƒ\*\/.*?(?:\/\*ƒ\*\/|$)/g;

/** The text as it was before `instrument` wrote into it. Works on a part of a file too, such as one function. */
export const originalText = (text: string): string => text.replace(INSERT, "");

/** The column, from 1, that a place in a line of instrumented text has in the original; inside an insert, where that was put in. */
export const originalColumn = (line: string, column: number): number => {
  let original = 1;
  let at = 1;
  const parts = line.split(MARKER);
  for (let i = 0; i < parts.length; i++) {
    const isInsert = i % 2 === 1;
    const end = at + parts[i]!.length;
    if (column < end || i === parts.length - 1) return isInsert ? original : original + Math.max(0, column - at);
    if (!isInsert) original += parts[i]!.length;
    at = end + MARKER.length;
  }
  return original;
};

/** Whether a source has our inserts in it already. */
export const isInstrumented = (text: string): boolean => text.includes(MARKER);

/** Every name that instrumented code uses begins so; a source that uses such a name itself is left alone. */
export const NAME_PREFIX = "__ft_";
