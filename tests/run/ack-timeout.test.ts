/** The example that the README tells, recorded and explained on every supported Node. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findings } from "@functrace/trace";
import { folderWith, functraceRun, NODE_MAJORS, read, ROOT } from "./harness.js";

describe.each(NODE_MAJORS)("the story that functrace comes from is explained by its recording alone (Node %i)", (node) => {
  test("why names readResponse, its timer, and what it costs", () => {
    const ran = functraceRun(folderWith({}), [join(ROOT, "examples/ack-timeout/main.ts")], { node });
    expect(ran.stdout).toMatch(/12 packets in 3\.\d s, [34]\.\d a second/);
    const analysis = read(ran.recording);
    const readResponse = analysis.summaries.find((summary) => summary.function.name.endsWith("readResponse"))!;
    expect(readResponse.calls).toBe(12);
    expect(readResponse.wait_ns / 12).toBeGreaterThan(245e6);
    expect(readResponse.wait_ns / 12).toBeLessThan(300e6);
    const [first] = findings(analysis);
    expect(first).toMatchObject({ kind: "constant wait", title: expect.stringContaining("readResponse") as string });
    expect(first!.share).toBeGreaterThan(0.85);
    const said = JSON.stringify(first);
    expect(said).toMatch(/12/);
    expect(said).toMatch(/timeout, not work/);
    expect(said).toMatch(/timer/);
    expect(said).toMatch(/netlink\.ts/);
    expect(said).toMatch(/4(?:\.0)?\/s|4 (?:a|per) second/);
  });
});
