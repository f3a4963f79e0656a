/** Runs real programs under `functrace run`, in any of the Nodes that functrace supports, and reads what was recorded. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyze, openTrace, type Analysis } from "@functrace/trace";
import { onTestFinished } from "vitest";
import { openFileSource } from "../../packages/cli/dist/recording/file-source.js";
import { nodeSurroundings } from "../../packages/cli/dist/recording/surroundings.js";
import { NODE_MAJORS, nodeBinary } from "../../scripts/node-versions.mjs";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const CLI = join(ROOT, "packages/cli/bin/functrace.js");
export { NODE_MAJORS, nodeBinary };

export type Major = (typeof NODE_MAJORS)[number];

/** A program that hangs fails its own test, not the whole run. */
const RUN_MS_MAX = 50_000;

/** The environment of a program: ours, without what the test runner put there, and without what earlier runs left in the cache. */
export const cleanEnvironment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:NODE_OPTIONS|VITEST|FUNCTRACE|NODE_V8_COVERAGE|FORCE_COLOR|NO_COLOR)/.test(name),
    ),
  ),
  FUNCTRACE_CACHE: "off",
};

/** A folder with these files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "functrace-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly recording: string;
}

export interface RunSettings {
  readonly node?: Major;
  readonly options?: readonly string[];
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** `functrace run -o recording [options] ...words` in `folder`. */
export function functraceRun(folder: string, words: readonly string[], settings: RunSettings = {}): Ran {
  const recording = join(folder, "recording.ftrace");
  const result = spawnSync(
    nodeBinary(settings.node ?? 20),
    [CLI, "run", "-o", recording, ...(settings.options ?? []), ...words],
    {
      cwd: folder,
      env: { ...cleanEnvironment, ...settings.environment },
      encoding: "utf8",
      input: settings.input ?? "",
      maxBuffer: 1 << 28,
    },
  );
  return { stdout: result.stdout, stderr: result.stderr, code: result.status, signal: result.signal, recording };
}

/** The program by itself. */
export function runPlain(folder: string, words: readonly string[], settings: RunSettings = {}): Omit<Ran, "recording"> {
  const result = spawnSync(nodeBinary(settings.node ?? 20), [...words], {
    cwd: folder,
    env: { ...cleanEnvironment, ...settings.environment },
    encoding: "utf8",
    input: settings.input ?? "",
    timeout: RUN_MS_MAX,
    killSignal: "SIGKILL",
  });
  return { stdout: result.stdout, stderr: result.stderr, code: result.status, signal: result.signal };
}

/** Like functraceRun, but running: for tests that do something to the program. */
export function startRun(
  folder: string,
  words: readonly string[],
  settings: RunSettings = {},
): { child: ChildProcess; recording: string } {
  const recording = join(folder, "recording.ftrace");
  const child = spawn(
    nodeBinary(settings.node ?? 20),
    [CLI, "run", "--no-report", "-o", recording, ...(settings.options ?? []), ...words],
    {
      cwd: folder,
      env: { ...cleanEnvironment, ...settings.environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, recording };
}

export function read(recording: string): Analysis {
  const source = openFileSource(recording);
  try {
    return analyze(openTrace(source, nodeSurroundings));
  } finally {
    source.close();
  }
}

/** Calls by function name, added up where several functions share a name. */
export function callsByName(analysis: Analysis): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const summary of analysis.summaries) calls[summary.function.name] = (calls[summary.function.name] ?? 0) + summary.calls;
  return calls;
}
