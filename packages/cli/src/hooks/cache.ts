/**
 * A content-addressed cache of what instrumenting found in a file, so that the second start of a program parses nothing: the
 * key is a hash of the source and of all that decides the result. It may vanish, be read-only or be damaged at any time: then
 * the file is instrumented anew.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir, platform } from "node:os";
import { join } from "node:path";

/** Sources below this many characters are parsed faster than a file is read. */
const CACHED_CHARACTERS_MIN = 0;

export interface Cache {
  /** The text stored for this source, or what `make` gives, which is then stored. */
  get(source: string, variant: string, make: () => string | undefined): string | undefined;
}

export function openCache(version: string, environment: NodeJS.ProcessEnv): Cache {
  const folder = join(cacheFolder(environment), `instrumented-${version}`);
  let writable = environment["FUNCTRACE_CACHE"] !== "off";
  return {
    get(source, variant, make) {
      if (!writable || source.length < CACHED_CHARACTERS_MIN) return make();
      const path = join(folder, `${createHash("sha256").update(variant).update("\0").update(source).digest("hex")}.json`);
      try {
        return readFileSync(path, "utf8");
      } catch {
        // Not there yet.
      }
      const made = make();
      if (made === undefined) return undefined;
      try {
        mkdirSync(folder, { recursive: true });
        const unfinished = `${path}.${process.pid}`;
        writeFileSync(unfinished, made);
        renameSync(unfinished, path);
      } catch {
        writable = false;
      }
      return made;
    },
  };
}

/** Where the system keeps caches of a user; FUNCTRACE_CACHE names another folder, or is `off`. */
function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const chosen = environment["FUNCTRACE_CACHE"];
  if (chosen !== undefined && chosen !== "off") return chosen;
  if (platform() === "win32")
    return join(environment["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "functrace", "cache");
  if (platform() === "darwin") return join(homedir(), "Library", "Caches", "functrace");
  return join(environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "functrace");
}
