/** TypeScript in Nodes that do not take types out themselves (below 22.18 and 23.6), and JSX in all of them. */
const STRIPS_TYPES = (process.features as { typescript?: false | "strip" | "transform" }).typescript;

/** Whether a file has to become JavaScript before Node can load it. */
export function needsStripping(path: string): boolean {
  if (/\.[jt]sx$/.test(path)) return true;
  return (STRIPS_TYPES === undefined || STRIPS_TYPES === false) && /\.[cm]?ts$/.test(path);
}
