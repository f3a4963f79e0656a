/**
 * package-lock.json with the packages of every platform. npm writes down those that it could see while it made the lock, which
 * may be those of one platform only (npm/cli issue 4828), and then `npm ci` refuses the lock, on that platform and on the others. They are known all the
 * same: the package that wants them names the exact version of each. Run after `npm install` has changed the lock.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./bundles.mjs";

/**
 * @typedef {{ version?: string, dev?: boolean, engines?: object, optionalDependencies?: Record<string, string> }} Entry
 * @typedef {Record<string, Entry>} Packages
 */

/** `@oxlint/binding-linux-x64-musl`: operating system, processor, C library. */
const PLATFORM =
  /[/-](aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|wasm32|win32)-([a-z0-9]+)(?:-([a-z]+))?$/;

/**
 * Packages that one in the lock names as optional, by exact version, and that are not in it.
 *
 * @param {Packages} packages
 * @returns {{ path: string, name: string, version: string, wantedBy: Entry }[]}
 */
export function missingPlatforms(packages) {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, version]) => PLATFORM.test(name) && /^\d/.test(version))
      .map(([name, version]) => ({ name, version, at: whereFound(packages, path, name) }))
      .filter(({ version, at }) => at === undefined || packages[at]?.version !== version)
      .map(({ name, version, at }) => ({
        path: `${at === undefined ? "" : `${path}/`}node_modules/${name}`,
        name,
        version,
        wantedBy: entry,
      })),
  );
}

/**
 * The path in the lock where a package at `from` finds `name`, as Node looks for it: in its own node_modules, then further up.
 *
 * @param {Packages} packages
 * @param {string} from
 * @param {string} name
 */
function whereFound(packages, from, name) {
  for (let folder = from; folder !== ""; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    if (packages[`${folder}/node_modules/${name}`] !== undefined) return `${folder}/node_modules/${name}`;
  }
  return packages[`node_modules/${name}`] === undefined ? undefined : `node_modules/${name}`;
}

/**
 * @param {string} name
 * @param {string} version
 * @param {Entry} wantedBy
 */
function platformEntry(name, version, { dev, engines }) {
  const [, os = "", cpu = "", abi] = PLATFORM.exec(name) ?? [];
  const libc = os !== "linux" || abi === undefined ? undefined : { musl: ["musl"], gnu: ["glibc"] }[abi];
  const machine = os === "wasm32" ? { cpu: ["wasm32"] } : { cpu: [cpu], os: [os] };
  return { version, ...machine, ...(dev && { dev }), ...(libc && { libc }), optional: true, ...(engines && { engines }) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(ROOT, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const missing = missingPlatforms(lock.packages);
  for (const { path, name, version, wantedBy } of missing) lock.packages[path] = platformEntry(name, version, wantedBy);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`lock: ${missing.length} packages of other platforms added`);
}
