/** What is known of a wait from the source alone. */
import type { SiteEntry } from "@functrace/format";
import { describe, expect, it } from "vitest";
import { instrumentedOf } from "./harness.ts";

const sites = (source: string): readonly SiteEntry[] => instrumentedOf(source).sites;

describe("a site says", () => {
  it("what is waited for, on one line, and whose it is", () => {
    expect(sites("async function f() {\n  const x = await this.readResponse(\n    seq,\n  ) }")[0]).toEqual({
      kind: "await",
      function: 1,
      line: 2,
      column: 13,
      text: "this.readResponse( seq, )",
      callee: "readResponse",
    });
  });
  it("no more than a line of it", () => {
    expect(sites(`await f("${"x".repeat(1000)}")`)[0]!.text).toHaveLength(80);
  });
  it.each<[string, string, string | undefined]>([
    ["timers/promises", `import { setTimeout as sleep } from "node:timers/promises"; await sleep(1)`, "timer"],
    ["fs", `import fs from "node:fs"; await fs.promises.readFile("x")`, "file"],
    ["fs, destructured", `const { readFile } = require("fs").promises; await readFile("x")`, "file"],
    ["a handle of fs", `import { open } from "fs/promises"; const h = await open("x"); await h.read()`, "file"],
    ["dns", `import * as dns from "dns/promises"; await dns.lookup("x")`, "dns"],
    ["fetch, and its body", `await fetch("x").then((r) => r.json())`, "socket"],
    ["a fetch of its own", `const fetch = 1; await fetch("x")`, undefined],
    [
      "child_process by promisify",
      `import { exec } from "child_process"; const run = util.promisify(exec); await run("ls")`,
      "child process",
    ],
    ["events", `import { once } from "events"; await once(e, "x")`, "event"],
    ["stream", `import { pipeline } from "stream/promises"; await pipeline(a, b)`, "stream"],
    ["all of one kind", `import fs from "fs/promises"; await Promise.all([fs.stat(a), fs.stat(b)])`, "file"],
    ["a promise", "await new Promise((r) => setTimeout(r))", undefined],
    [
      "a name that a function binds too",
      `import { readFile } from "fs/promises"; function f(readFile) {} await readFile(1)`,
      undefined,
    ],
  ])("why: %s", (_, source, reason) => {
    const all = sites(source).filter(({ kind }) => kind === "await");
    expect(all[all.length - 1]!.reason).toBe(reason);
  });
  it("its kind", () => {
    expect(
      sites("for await (const x of y) ; async function* g() { yield 1; yield } setTimeout(f)").map(
        ({ kind, text }) => `${kind} ${text}`,
      ),
    ).toEqual(["for await y", "yield 1", "yield ", "timer setTimeout(f)"]);
  });
});

describe("an await is independent of earlier ones", () => {
  const independent = (source: string) => sites(source).map(({ independentOf }) => independentOf?.join() ?? "");
  it.each<[string, string, string[]]>([
    ["when it uses none of their results", "const a = await x(); const b = await y(); const c = await z(a, b)", ["", "0", ""]],
    ["also in one declaration", "const a = await x(), b = await y()", ["", "0"]],
    ["also with others between", "const a = await x(); const n = 1; log(n); const b = await y(n)", ["", "0"]],
    ["not when a branch is between", "const a = await x(); if (a) f(); const b = await y()", ["", ""]],
    [
      "not when the result reaches it by way of others",
      "const a = await x(); const u = a.id; const l = []; fill(l, u); const b = await y(l)",
      ["", ""],
    ],
    ["not when the result has gone into the object", "const s = {}; s.a = await x(); const b = await y(s)", ["", ""]],
    ["not when the result is thrown away", "await db.connect(); const b = await db.query(1)", ["", ""]],
    ["not when something thrown away is between", "const a = await x(); await barrier(); const b = await y()", ["", "", ""]],
    ["when one function is called twice", "await send(1); await send(2)", ["", "0"]],
    ["not when one object is told two things", "await page.click(1); await page.click(2)", ["", ""]],
    ["not when they are pauses", "await sleep(1); await sleep(2)", ["", ""]],
    [
      "not when only one may happen",
      "const a = await x(); const b = a2 ? await y() : 1; const c = q && (await z())",
      ["", "", ""],
    ],
    ["not in another list", "const a = await x(); { const b = await y(); }", ["", ""]],
    [
      "in a function, its own only",
      "async function f() { const a = await x(); const g = async () => await y(); const b = await z() }",
      ["", "", "0"],
    ],
  ])("%s", (_, source, expected) => {
    expect(independent(source)).toEqual(expected);
  });
});

describe("the turns of a loop could run together", () => {
  const loops = (source: string) =>
    sites(source)
      .filter(({ kind }) => kind === "await")
      .map(({ loop }) => loop ?? false);
  it.each<[string, string, boolean[]]>([
    ["when the operand uses only its own turn", "for (const id of ids) rows.push(await load(id))", [true]],
    ["with an index", "for (let i = 0; i < n; i++) { const x = list[i]; out[i] = await load(x) }", [true]],
    ["not when it uses what another turn has set", "for (const id of ids) last = await load(id, last)", [false]],
    [
      "not when that comes by way of a variable of the turn",
      "for (const id of ids) { const k = sum + 1; sum += await load(id); await save(k) }",
      [true, false],
    ],
    ["not when the loop may end early", "for (const id of ids) { if (await load(id)) break }", [false]],
    ["not when it takes from a queue", "for (const i of n) { await load(queue.shift()) }", [false]],
    ["not in while", "while (queue.length) await f(queue.pop()); for (;;) await g()", [false, false]],
    ["not with a pause", "for (const id of ids) { await save(id); await sleep(10) }", [false, false]],
    ["not in for await", "for await (const x of s) await f(x)", [false]],
    ["not outside, nor in a function inside", "await f(); for (const x of y) { g(async () => await h(x)) }", [false, false]],
  ])("%s", (_, source, expected) => {
    expect(loops(source)).toEqual(expected);
  });
});
