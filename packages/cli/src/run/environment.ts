/** The environment in which every Node process of the run traces itself: set by `functrace run`, inherited by all it starts. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { HOOK_OPTIONS_VARIABLE, type HookOptions } from "../hooks/options.js";

export interface Tracing {
  readonly recording: string;
  readonly hooks: HookOptions;
  readonly behind: "wait" | "drop";
}

/** `environment` with what the preloads need. Other tools' preloads stay, behind ours: we then see the sources as they are on disk. */
export function tracedEnvironment(environment: NodeJS.ProcessEnv, tracing: Tracing): NodeJS.ProcessEnv {
  const require = createRequire(import.meta.url);
  // The runtime is named by path and never imported: its home is the traced process.
  const preload = require.resolve("@functrace/runtime/preload");
  const register = fileURLToPath(new URL("../hooks/register.cjs", import.meta.url));
  const ours = `--require ${quoted(preload)} --require ${quoted(register)}`;
  const theirs = environment["NODE_OPTIONS"];
  return {
    ...environment,
    NODE_OPTIONS: theirs === undefined || theirs === "" ? ours : `${ours} ${theirs}`,
    FUNCTRACE: tracing.recording,
    FUNCTRACE_BEHIND: tracing.behind,
    [HOOK_OPTIONS_VARIABLE]: JSON.stringify(tracing.hooks),
  };
}

/** As Node reads NODE_OPTIONS: words with spaces in double quotes, with backslashes before quotes and backslashes. */
function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
