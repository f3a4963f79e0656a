/** Which files are traced: the user's own code by default, which is all that does not lie in a node_modules folder. */
import { dirname, sep } from "node:path";
import { fileFilter } from "../options/file-globs.js";
import type { HookOptions } from "./options.js";

/** Of code; a file without any extension may be a script that begins with `#!`, and only code comes this way. */
const CODE = /(?:\.(?:[cm]?[jt]s|[jt]sx)|[\\/][^.\\/]+)$/;

/**
 * A predicate on absolute paths. `ownFolders` are where functrace itself lies: its files would trace themselves.
 */
export function selectFiles(options: HookOptions, ownFolders: readonly string[]): (path: string) => boolean {
  const chosen = fileFilter(options, options.cwd) ?? (() => true);
  return (path) => {
    if (!CODE.test(path) || path.endsWith(".d.ts")) return false;
    if (ownFolders.some((folder) => path.startsWith(folder + sep))) return false;
    const dependency = dependencyOf(path);
    if (dependency !== undefined && !(options.deps === true || (options.deps !== false && options.deps.includes(dependency))))
      return false;
    return chosen(path);
  };
}

/** The package that a path belongs to, by its innermost node_modules folder: `@scope/name` or `name`; undefined for own code. */
export function dependencyOf(path: string): string | undefined {
  const marker = `${sep}node_modules${sep}`;
  const at = path.lastIndexOf(marker);
  if (at < 0) return undefined;
  const [first = "", second = ""] = path.slice(at + marker.length).split(sep);
  return first.startsWith("@") ? `${first}/${second}` : first;
}

/** The folder of the package that the hooks themselves are in: `dist/hooks/register.cjs` → the package. */
export const packageFolder = (hooksFolder: string): string => dirname(dirname(hooksFolder));
