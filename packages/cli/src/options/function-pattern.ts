/** What `--function` takes → the pattern that names are tested with. */
import { InvalidArgumentError } from "commander";

/**
 * `parse` finds it anywhere in a name, `get*` (with `*` or `?`) must fit the whole name, `/^get[A-Z]/` is a regular expression. Case
 * matters only to a text that has a capital, and to a regular expression without the flag i.
 */
export function parseFunctionPattern(text: string): RegExp {
  const literal = /^\/(.+)\/([a-z]*)$/.exec(text);
  if (literal !== null) {
    try {
      // The flags g and y would make a test depend on the one before.
      return new RegExp(literal[1]!, literal[2]!.replace(/[gy]/g, ""));
    } catch (error) {
      throw new InvalidArgumentError(`${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  const flags = /\p{Lu}/u.test(text) ? "" : "i";
  if (!/[*?]/.test(text)) return new RegExp(escaped(text), flags);
  const glob = text.replace(/[^*?]+|\*|\?/g, (part) => (part === "*" ? ".*" : part === "?" ? "." : escaped(part)));
  return new RegExp(`^${glob}$`, flags);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
