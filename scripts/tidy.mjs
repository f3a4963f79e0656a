/**
 * House rules that no linter knows. Each is one row: which files it looks at, and what it finds in one. tests/walls/tidy.test.ts
 * has a canary for every row; a rule without one is a failing test.
 *
 * Patterns are written so that they do not match themselves (`TO[D]O`).
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./bundles.mjs";
import { missingPlatforms } from "./lock.mjs";

export const LINES_MAX = 400;

/**
 * @typedef {object} Rule
 * @property {string} name
 * @property {RegExp} files
 * @property {RegExp} [except]
 * @property {(file: { path: string, text: string, lines: string[], exists: (path: string) => boolean }) => Fault[]} find
 *
 * @typedef {object} Fault
 * @property {number} line
 * @property {string} text what is wrong, and what to do
 */

const SOURCE = /^(packages\/[^/]+\/(src|test)|scripts|tests|bench)\/.*\.(ts|mts|mjs|cjs|js)$/;
/** Programs that are looked at or measured as they are. */
const FIXTURES = /(^|\/)(fixtures|examples|bench\/programs)\//;

/** @type {readonly Rule[]} */
export const RULES = [
  {
    name: "length",
    files: SOURCE,
    except: FIXTURES,
    find: ({ lines }) =>
      lines.length <= LINES_MAX
        ? []
        : [{ line: LINES_MAX + 1, text: `${lines.length} lines: find the second idea and give it a file` }],
  },
  {
    name: "opening",
    files: SOURCE,
    except: FIXTURES,
    find: ({ text }) =>
      /^(#!.*\n)?\/\*\*/.test(text)
        ? []
        : [{ line: 1, text: "no opening comment: say what comes in, what goes out, why (/** … */)" }],
  },
  {
    name: "name",
    files: SOURCE,
    find: ({ path }) =>
      /^(utils?|helpers?|misc|common|shared|stuff)\b/.test(basename(path))
        ? [{ line: 1, text: "the name says nothing: name the file after its idea" }]
        : [],
  },
  {
    name: "unfinished",
    files: /./,
    except: FIXTURES,
    find: matches(/\b(TO[D]O|FIX[M]E|XX[X])\b/, "finish it, or open an issue"),
  },
  {
    name: "machine path",
    files: /./,
    find: matches(
      /(^|[\s"'`(=:])(\/wor[k]\/|\/hom[e]\/|\/Use[r]s\/|\/roo[t]\/|\/tmp\/ex[p])/,
      "a path of one machine: make it relative, or use /app",
    ),
  },
  {
    name: "registry",
    files: /./,
    find: matches(
      /\bregistr[y]\.[\w-]+\.\w+|"resolved": "http[s]?:|\b(prox[y]|su[m])\.golang\.org|^\s*(@\w+:)?registr[y]\s*=/,
      "a registry's address: leave it to the user's own npm or Go",
    ),
  },
  { name: "versions", files: /(^|\/)package\.json$/, except: FIXTURES, find: findLooseVersions },
  { name: "platforms", files: /^package-lock\.json$/, find: findMissingPlatforms },
  { name: "links", files: /\.md$/, find: findBrokenLinks },
];

/**
 * @param {RegExp} pattern
 * @param {string} remedy
 * @returns {Rule["find"]}
 */
function matches(pattern, remedy) {
  return ({ lines }) =>
    lines.flatMap((content, index) => {
      const found = pattern.exec(content);
      return found === null ? [] : [{ line: index + 1, text: `${found[0].trim()}: ${remedy}` }];
    });
}

/** @type {Rule["find"]} */
function findLooseVersions({ text, lines }) {
  const manifest = JSON.parse(text);
  const all = ["dependencies", "devDependencies", "optionalDependencies"].flatMap((list) => Object.entries(manifest[list] ?? {}));
  return all
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => ({
      line: lines.findIndex((content) => content.includes(`"${name}"`)) + 1,
      text: `${name} ${version} is not one exact version: pin it`,
    }));
}

/** @type {Rule["find"]} */
function findMissingPlatforms({ text }) {
  return missingPlatforms(JSON.parse(text).packages ?? {}).map(({ name }) => ({
    line: 1,
    text: `${name} is not in the lock, and npm ci will refuse it: run node scripts/lock.mjs`,
  }));
}

/** Links to files of the repository, headings and web addresses left aside. @type {Rule["find"]} */
function findBrokenLinks({ path, lines, exists }) {
  return lines.flatMap((content, index) =>
    [...content.replaceAll(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !/^([a-z]+:|#)/.test(target))
      .filter((target) => !exists(normalize(join(dirname(path), decodeURI(target.split("#", 1)[0] ?? "")))))
      .map((target) => ({ line: index + 1, text: `${target} is no file: mend the link` })),
  );
}

/**
 * What is wrong with one file, one line of text each: `path:line: what`.
 *
 * @param {string} path from the root
 * @param {string} text
 * @param {(path: string) => boolean} exists
 * @returns {{ rule: string, text: string }[]}
 */
export function tidyFile(path, text, exists) {
  const lines = text.replace(/\n$/, "").split("\n");
  return RULES.filter(({ files, except }) => files.test(path) && except?.test(path) !== true).flatMap(({ name, find }) =>
    find({ path, text, lines, exists }).map((fault) => ({ rule: name, text: `${path}:${fault.line}: ${fault.text}` })),
  );
}

/** Paths of all files of the project, tracked or about to be. @returns {string[]} */
export function projectFiles() {
  const { status, stdout } = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error("tidy: git cannot list the files of the project: run it in a clone");
  return [...new Set(stdout.split("\0"))].filter((path) => path !== "" && existsSync(join(ROOT, path)));
}

/** @param {string} path */
const isInProject = (path) => existsSync(join(ROOT, path));

/** Looks at the whole project. @returns {{ files: number, faults: string[] }} */
export function tidy() {
  const files = projectFiles();
  const faults = files.flatMap((path) => {
    const bytes = readFileSync(join(ROOT, path));
    return bytes.includes(0) ? [] : tidyFile(path, bytes.toString("utf8"), isInProject);
  });
  return { files: files.length, faults: faults.map(({ text }) => text) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, faults } = tidy();
  for (const fault of faults) console.error(fault);
  console.log(`tidy: ${files} files, ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
