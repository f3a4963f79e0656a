/** What `functrace run` tells the hooks of every process of the run, as JSON in one environment variable. */
export interface HookOptions {
  /** Where `functrace run` was typed: globs are relative to it. */
  readonly cwd: string;
  /** Globs on files, as in every command; no `include` is every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Dependencies to trace: none, all, or packages by name. */
  readonly deps: false | true | readonly string[];
}

export const HOOK_OPTIONS_VARIABLE = "FUNCTRACE_HOOKS";

const DEFAULT_HOOK_OPTIONS: HookOptions = { cwd: "", include: [], exclude: [], deps: false };

/** The options of this process. What cannot be read counts as absent: a traced program is never stopped by it. */
export function readHookOptions(environment: NodeJS.ProcessEnv): HookOptions {
  try {
    return { ...DEFAULT_HOOK_OPTIONS, ...(JSON.parse(environment[HOOK_OPTIONS_VARIABLE] ?? "{}") as Partial<HookOptions>) };
  } catch {
    return DEFAULT_HOOK_OPTIONS;
  }
}
