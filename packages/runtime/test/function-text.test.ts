/** A function's text is what its author wrote: programs send functions elsewhere as text. */
import { originalText } from "@functrace/instrument";
import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutInserts } from "../src/function-text.ts";

test.each([
  ["no insert", "function f() {}", "function f() {}"],
  ["inserts", "function f() {/*ƒ*/enter();/*ƒ*/ x /*ƒ*/;exit()/*ƒ*/}", "function f() { x }"],
  ["an insert that the end of the function cuts off", "x => /*ƒ*/{return (0,/*ƒ*/1/*ƒ*/)}", "x => 1"],
])("%s", (_, text, original) => expect(withoutInserts(text)).toBe(original));

test("the runtime and the instrumenter take out the same", () => {
  const piece = fc.constantFrom("/*ƒ*/", "a", " ", "/*", "ƒ", "*/", "{");
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      expect(withoutInserts(text)).toBe(originalText(text));
    }),
  );
});
