/**
 * A content-addressed cache of what instrumenting found in a file, so that the second start of a program parses nothing: the key is
 * a hash of the source and of all that decides the result. It may vanish, be read-only or be damaged at any time: a text that cannot
 * be used is for the caller to make anew and to write again.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir, platform } from "node:os";
import { join } from "node:path";

export interface Cache {
  keyOf(source: string, variant: string): string;
  /** The text under a key, if there is one. */
  read(key: string): string | undefined;
  write(key: string, text: string): void;
}

/** FUNCTRACE_CACHE names the folder, or is `off`; else it is where the system keeps the caches of a user, if it says. */
export function openCache(version: string, environment: NodeJS.ProcessEnv): Cache {
  const parent = cacheFolder(environment);
  const folder = parent === undefined ? undefined : join(parent, `instrumented-${version}`);
  let writable = folder !== undefined;
  return {
    keyOf: (source, variant) => createHash("sha256").update(variant).update("\0").update(source).digest("hex"),
    read(key) {
      if (folder === undefined) return undefined;
      try {
        return readFileSync(join(folder, `${key}.json`), "utf8");
      } catch {
        return undefined;
      }
    },
    write(key, text) {
      if (folder === undefined || !writable) return;
      try {
        mkdirSync(folder, { recursive: true });
        // By a rename, so that two processes that write the same text never show each other half of it.
        const path = join(folder, `${key}.json`);
        const unfinished = `${path}.${process.pid}`;
        writeFileSync(unfinished, text);
        renameSync(unfinished, path);
      } catch {
        writable = false;
      }
    },
  };
}

function cacheFolder(environment: NodeJS.ProcessEnv): string | undefined {
  const chosen = environment["FUNCTRACE_CACHE"];
  if (chosen === "off") return undefined;
  if (chosen) return chosen;
  if (platform() === "win32" && environment["LOCALAPPDATA"]) return join(environment["LOCALAPPDATA"], "functrace", "cache");
  if (platform() !== "darwin" && environment["XDG_CACHE_HOME"]) return join(environment["XDG_CACHE_HOME"], "functrace");
  const home = homeFolder();
  return home === undefined ? undefined : join(home, platform() === "darwin" ? "Library/Caches" : ".cache", "functrace");
}

/** Undefined for a user without a home, as in many containers. */
function homeFolder(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}
