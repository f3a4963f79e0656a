/**
 * The packages of fixtures/real-programs, installed once (`npm ci`) into the cache below node_modules, beside a copy of the drivers. Kept
 * apart from the workspace so that a user's `npm ci` does not bring them.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./bundles.mjs";

const SOURCE = join(ROOT, "fixtures/real-programs");
const FOLDER = join(ROOT, "node_modules/.cache/functrace/real-programs");
const STAMP = join(FOLDER, "installed-lock.json");

/** The folder with drivers and packages. Throws an Error of one line when the packages cannot be had. */
export function realPrograms() {
  const lock = readFileSync(join(SOURCE, "package-lock.json"), "utf8");
  if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== lock) {
    console.log("real-programs: installing their packages, once");
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    for (const file of ["package.json", "package-lock.json", ".npmrc"]) cpSync(join(SOURCE, file), join(FOLDER, file));
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const { status, stderr } = spawnSync(npm, ["ci", "--ignore-scripts"], {
      cwd: FOLDER,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (status !== 0) throw new Error(`real-programs: npm ci failed: ${stderr.trim().split("\n").at(-1)}`);
    writeFileSync(STAMP, lock);
  }
  cpSync(join(SOURCE, "programs"), join(FOLDER, "programs"), { recursive: true });
  cpSync(join(SOURCE, "v8-counts.cjs"), join(FOLDER, "v8-counts.cjs"));
  return FOLDER;
}
