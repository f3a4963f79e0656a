import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { realPrograms } from "../../scripts/real-programs.mjs";
import { folderWith, functraceRun, NODE_MAJORS, read, ROOT, runPlain, type Major } from "./harness.js";

/** Each program on one Node, in turn, so that every Node gets its share. */
const programs = readdirSync(join(ROOT, "fixtures/real-programs/programs")).sort();

interface Counted {
  readonly url: string;
  readonly functions: readonly { readonly name: string; readonly start: number; readonly end: number; readonly count: number }[];
}

describe("every call of a real program is recorded: as many as V8 itself counts, function by function", () => {
  let folder = "";
  beforeAll(() => {
    folder = realPrograms();
  });

  test.each(programs.map((program, index) => [program, NODE_MAJORS[index % NODE_MAJORS.length]!] as const))(
    "%s (Node %i)",
    (program, node) => {
      const counted = v8Counts(folder, program, node);
      const recorded = recordedCounts(folder, program, node);
      const differences: string[] = [];
      let compared = 0;
      for (const [file, functions] of recorded) {
        for (const { start, end, calls, name, line } of functions) {
          const expected = counted.get(file)?.find((each) => each.end === end && covers(each.start, start));
          compared++;
          if ((expected?.count ?? 0) !== calls)
            differences.push(`${file}:${line} ${name} [${start}, ${end}): V8 ${expected?.count ?? 0}, functrace ${calls}`);
        }
      }
      expect(differences.slice(0, 20)).toEqual([]);
      expect(compared).toBeGreaterThan(20);
    },
  );
});

/** V8 lets a method begin at its parameters and leaves out `async`; where two functions end together, the starts are far apart. */
const covers = (v8Start: number, start: number): boolean => v8Start === start;

function v8Counts(folder: string, program: string, node: Major): Map<string, Counted["functions"]> {
  const counts = join(folderWith({}), "counts.json");
  const ran = runPlain(folder, ["--require", "./v8-counts.cjs", join("programs", program)], {
    node,
    environment: { V8_COUNTS: counts },
  });
  expect(ran.stderr).toBe("");
  const files = JSON.parse(readFileSync(counts, "utf8")) as Counted[];
  return new Map(files.map(({ url, functions }) => [url.startsWith("file:") ? fileURLToPath(url) : url, functions]));
}

interface Recorded {
  readonly name: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly calls: number;
}

function recordedCounts(folder: string, program: string, node: Major): Map<string, Recorded[]> {
  const ran = functraceRun(folder, [join("programs", program)], { node, options: ["--deps", "--no-report"] });
  expect(ran.code).toBe(0);
  const analysis = read(ran.recording);
  expect(analysis.losses).toEqual([]);
  const calls = new Map(analysis.summaries.map((summary) => [summary.function.index, summary.calls]));
  const files = new Map<string, Recorded[]>();
  for (const { index, name, file, line, start, end, kind } of analysis.functions) {
    if (kind === "module") continue;
    const path = realpathSync(file);
    files.set(path, [...(files.get(path) ?? []), { name, line, start, end, calls: calls.get(index) ?? 0 }]);
  }
  return files;
}
