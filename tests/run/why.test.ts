/** Each rule of `why` on a real program that nobody tuned it for, and on all supported Nodes in turn. */
import { join } from "node:path";
import { findings } from "@functrace/trace";
import { describe, expect, test } from "vitest";
import { folderWith, functraceRun, read, ROOT } from "./harness.js";

describe("why finds by itself", () => {
  test.each([
    ["a retry with back-off", "retry-with-back-off.mjs", 20, "retry with back-off", "fetchWithRetry"],
    ["waits that grow while nothing is seen to fail", "growing-waits.mjs", 20, "growing waits", "renderAll"],
    ["awaits that could run together", "awaits-one-after-another.mjs", 22, "awaits one after another", "page"],
    ["an N+1", "n-plus-one.mjs", 24, "called in a loop", "loadCustomer"],
    ["a call that blocks the event loop", "blocked-event-loop.mjs", 22, "blocked event loop", "parseEverything"],
  ] as const)("%s", (_, program, node, kind, name) => {
    const ran = functraceRun(folderWith({}), [join(ROOT, "fixtures/programs", program)], { node, options: ["--no-report"] });
    expect(ran.code).toBe(0);
    const found = findings(read(ran.recording));
    expect(found.map((finding) => finding.kind)).toContain(kind);
    expect(found.find((finding) => finding.kind === kind)!.title).toContain(name);
  });
});
