/** What `--include` and `--exclude` take → the test that files go through. */
import picomatch from "picomatch";

export interface FileGlobs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/**
 * A glob fits a file by its path relative to the recording's working directory, by its absolute path, or, when it has no slash, by its
 * name; one that names a folder fits all that is in it. Slashes are `/` on every system. Undefined when there are no globs.
 */
export function fileFilter(globs: FileGlobs, cwd: string): ((file: string) => boolean) | undefined {
  if (globs.include.length === 0 && globs.exclude.length === 0) return undefined;
  const root = slashed(cwd).replace(/\/*$/, "/");
  const included = globs.include.length === 0 ? () => true : anyOf(globs.include, root);
  const excluded = globs.exclude.length === 0 ? () => false : anyOf(globs.exclude, root);
  return (file) => included(file) && !excluded(file);
}

function anyOf(globs: readonly string[], root: string): (file: string) => boolean {
  const patterns = globs.map((glob) => slashed(glob).replace(/^\.\//, "").replace(/\/+$/, ""));
  const path = picomatch(
    patterns.flatMap((pattern) => [pattern, `${pattern}/**`]),
    { dot: true },
  );
  const names = patterns.filter((pattern) => !pattern.includes("/"));
  const name = names.length === 0 ? () => false : picomatch(names, { dot: true });
  return (file) => {
    const absolute = slashed(file);
    const relative = absolute.startsWith(root) ? absolute.slice(root.length) : absolute;
    return path(relative) || path(absolute) || name(absolute.slice(absolute.lastIndexOf("/") + 1));
  };
}

/** A backslash is a separator on Windows only; elsewhere it escapes in a glob. */
function slashed(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}
