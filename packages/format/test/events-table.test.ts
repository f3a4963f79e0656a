/** The event table against everything that repeats it: constants, docs. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as format from "@functrace/format";

const { BLOCK_KINDS, CODECS, EVENTS, NOTES } = format;
const documentation = readFileSync(new URL("../../../docs/format.md", import.meta.url), "utf8");

/** The first cells of the rows of the documentation's table beneath this heading. */
function rowsBeneath(heading: string): string[][] {
  const section = documentation.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("| "));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

test("codes are dense from 0 and fill the word's three bits; names are unique", () => {
  expect(EVENTS.map(({ code }) => code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(EVENTS.length).toBe(format.CODE_MASK + 1);
  expect(1 << format.CODE_BITS).toBe(EVENTS.length);
  expect(new Set(EVENTS.map(({ name }) => name)).size).toBe(EVENTS.length);
  expect(NOTES.map(({ code }) => code)).toEqual(NOTES.map((_, index) => index + 1));
  expect(new Set(NOTES.map(({ name }) => name)).size).toBe(NOTES.length);
});

test("the constants are those of the rows", () => {
  const constants = Object.entries(format);
  for (const { name, code } of EVENTS) expect(constants).toContainEqual([name.toUpperCase(), code]);
  for (const { name, code } of NOTES) expect(constants).toContainEqual([`NOTE_${name.toUpperCase()}`, code]);
});

test("every code from FIRST_CODE_WITH_EXTRA on carries an extra, none before does; a flag has a name", () => {
  for (const { code, extra, flag } of EVENTS) {
    expect(extra !== "none").toBe(code >= format.FIRST_CODE_WITH_EXTRA);
    expect(flag !== undefined).toBe(extra === "frame+flag");
  }
});

test("docs/format.md has every row, and no other", () => {
  expect(rowsBeneath("Event table")).toEqual(
    EVENTS.map(({ code, name, payload, extra, flag, says }) => [
      String(code),
      name,
      payload,
      flag === undefined ? extra : `frame+${flag}`,
      says.replaceAll("`", ""),
    ]),
  );
  expect(rowsBeneath("Note table")).toEqual(
    NOTES.map(({ code, name, argument, says }) => [String(code), name, argument, says.replaceAll("`", "")]),
  );
  expect(rowsBeneath("Block kinds").map(([code, name]) => [code, name])).toEqual(
    BLOCK_KINDS.map((kind, code) => [String(code), kind]),
  );
  expect(rowsBeneath("Codecs").map(([code, name]) => [code, name])).toEqual(CODECS.map((codec, code) => [String(code), codec]));
});
