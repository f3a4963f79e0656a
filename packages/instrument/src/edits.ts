/**
 * Inserts with holes: what is to be written where, before the ids are known.
 *
 * A file is parsed once and its edits kept; each thread that loads it gets its own ids, so `render` fills the holes and
 * joins the pieces without looking at the syntax again.
 */
import { CODE_BITS } from "@functrace/format";
import { MARKER } from "./marker.js";

/** Text, or a hole: see `functionWord`, `siteWord` and `siteNumber`. */
export type Part = string | number;

/** Readonly and JSON-serialisable: the form a cache keeps. */
export interface Edits {
  /** Where the inserts go, in UTF-16 units from the start of the source; ascending. */
  readonly at: readonly number[];
  /** How many of `parts` each insert takes. */
  readonly sizes: readonly number[];
  readonly parts: readonly Part[];
}

/** An insert whose parts may still be filled in while the rest of the file is read. */
export interface Insert {
  readonly at: number;
  parts: readonly Part[];
}

const HOLE_BITS = CODE_BITS + 1;
const SITE_HOLE = 1 << CODE_BITS;
const CODE_OF_HOLE = SITE_HOLE - 1;
/** `note` words are never written into source, so their code marks the hole of a plain site id. */
const PLAIN = CODE_OF_HOLE;

/** A hole for the word `(functionBase + index) * 8 + code`. */
export const functionWord = (index: number, code: number): Part => index * (1 << HOLE_BITS) + code;
/** A hole for the word `(siteBase + index) * 8 + code`. */
export const siteWord = (index: number, code: number): Part => index * (1 << HOLE_BITS) + SITE_HOLE + code;
/** A hole for the id `siteBase + index`. */
export const siteNumber = (index: number): Part => index * (1 << HOLE_BITS) + SITE_HOLE + PLAIN;

/**
 * The inserts in the order in which they were asked for, which must be that of a walk: a node's opening insert before those of
 * its children, its closing insert after them. Inserts at one place then nest as their nodes do.
 */
export const collectEdits = (inserts: readonly Insert[]): Edits => {
  const at: number[] = [];
  const sizes: number[] = [];
  const parts: Part[] = [];
  const sorted = inserts.filter((insert) => insert.parts.length > 0).sort((a, b) => a.at - b.at);
  for (const insert of sorted) {
    if (at.length > 0 && at[at.length - 1] === insert.at) sizes[sizes.length - 1] += insert.parts.length;
    else {
      at.push(insert.at);
      sizes.push(insert.parts.length);
    }
    for (const part of insert.parts) parts.push(part);
  }
  return { at, sizes, parts };
};

/** The source with its inserts, their holes filled for these bases. */
export const render = (source: string, edits: Edits, functionBase: number, siteBase: number): string => {
  const { at, sizes, parts } = edits;
  const pieces: string[] = [];
  let copied = 0;
  let next = 0;
  for (let i = 0; i < at.length; i++) {
    pieces.push(source.slice(copied, at[i]), MARKER);
    for (const end = next + sizes[i]!; next < end; next++) {
      const part = parts[next]!;
      pieces.push(typeof part === "string" ? part : fill(part, functionBase, siteBase));
    }
    pieces.push(MARKER);
    copied = at[i]!;
  }
  pieces.push(source.slice(copied));
  return pieces.join("");
};

const fill = (hole: number, functionBase: number, siteBase: number): string => {
  const code = hole & CODE_OF_HOLE;
  const id = (hole & SITE_HOLE ? siteBase : functionBase) + Math.floor(hole / (1 << HOLE_BITS));
  return String(hole & SITE_HOLE && code === PLAIN ? id : id * (1 << CODE_BITS) + code);
};
