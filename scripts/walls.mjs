/** Which imports a tree has, and which of them .dependency-cruiser.cjs does not allow. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./bundles.mjs";

/**
 * @typedef {object} Wall
 * @property {string} rule
 * @property {string} from
 * @property {string} to
 */

/**
 * Reads the src folders of all packages under `root`. The packages must have been compiled: an import of another package leads
 * to its dist folder.
 *
 * @param {string} root
 * @returns {{ edges: number, broken: Wall[] }}
 */
export function findBrokenWalls(root) {
  const program = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const folders = readdirSync(join(root, "packages")).map((name) => `packages/${name}/src`);
  const args = [program, "--config", join(ROOT, ".dependency-cruiser.cjs"), "--output-type", "json", ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 256 << 20 });
  if (!stdout.startsWith("{")) throw new Error(`dependency-cruiser gave no result: ${stderr.trim() || stdout.trim()}`);
  const { summary } = JSON.parse(stdout);
  /** @type {{ rule: { name: string }, from: string, to: string }[]} */
  const violations = summary.violations;
  return {
    edges: summary.totalDependenciesCruised,
    broken: violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
