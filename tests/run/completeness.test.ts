/** Real programs, traced with all their dependencies, against V8's own count of calls. */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { realPrograms } from "../../scripts/real-programs.mjs";
import { entriesOf } from "./entries.js";
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
      for (const { file, start, end, name, line, entries } of recorded) {
        const expected = counted.get(`${file} ${start} ${end}`) ?? 0;
        // While a generator delegates with yield*, each next() passes through it to the other: V8 counts that, and it is no call.
        if (expected !== entries && !(sourceOf(file).slice(start, end).includes("yield*") && expected > 0 && entries > 0))
          differences.push(`${file}:${line} ${name} [${start}, ${end}): V8 ${expected}, functrace ${entries}`);
      }
      expect(differences.slice(0, 20)).toEqual([]);
      expect(recorded.filter(({ entries }) => entries > 0).length).toBeGreaterThan(10);
    },
  );
});

const sources = new Map<string, string>();
function sourceOf(file: string): string {
  let source = sources.get(file);
  if (source === undefined) sources.set(file, (source = readFileSync(file, "utf8")));
  return source;
}

/** V8's counts, by `file start end`. */
function v8Counts(folder: string, program: string, node: Major): Map<string, number> {
  const counts = join(folderWith({}), "counts.json");
  // As many variables as a traced run has: a program that walks through its environment makes a call for each.
  const environment = { V8_COUNTS: counts, NODE_OPTIONS: "--require ./v8-counts.cjs", PADDING_1: "", PADDING_2: "" };
  const ran = runPlain(folder, [join("programs", program)], { node, environment });
  expect(ran.stderr).toBe("");
  const files = JSON.parse(readFileSync(counts, "utf8")) as Counted[];
  return new Map(
    files.flatMap(({ url, functions }) => {
      const file = url.startsWith("file:") ? fileURLToPath(url) : url;
      return functions.map(({ start, end, count }) => [`${file} ${start} ${end}`, count] as const);
    }),
  );
}

interface Recorded {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Times that its code was entered as V8 counts them: calls, and each time that a suspended one went on; a generator also when it was made. */
  readonly entries: number;
}

function recordedCounts(folder: string, program: string, node: Major): Recorded[] {
  const ran = functraceRun(folder, [join("programs", program)], { node, options: ["--deps", "--no-report"] });
  expect(ran.code).toBe(0);
  const analysis = read(ran.recording);
  expect(analysis.losses).toEqual([]);
  const reported = new Map(
    analysis.summaries.map(({ function: row, calls }) => [`${row.file} ${row.start} ${row.end} ${row.kind}`, calls]),
  );
  return entriesOf(ran.recording)
    .filter(({ kind }) => kind !== "module")
    .map(({ name, file, line, start, end, kind, calls, resumptions }) => {
      // What `report` says is what the events say.
      expect(reported.get(`${file} ${start} ${end} ${kind}`) ?? 0).toBe(calls);
      return {
        file: realpathSync(file),
        name,
        line,
        start,
        end,
        entries: calls + resumptions + (kind === "generator" ? calls : 0),
      };
    });
}
