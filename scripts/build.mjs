/**
 * `npm run build`: source → dist. TypeScript compiles every package of the workspace (incrementally), then rolldown makes the
 * single files of bundles.mjs. When no input has changed since the last build, it says so and does nothing.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BUNDLES, makeBundle, ROOT } from "./bundles.mjs";

const STAMP = join(ROOT, "node_modules/.cache/functrace/build-stamp");

const state = inputState();
if (isBuilt() && existsSync(STAMP) && readFileSync(STAMP, "utf8") === state) {
  console.log("build: nothing has changed");
} else {
  const isCompiled = compile();
  for (const bundle of BUNDLES) await write(bundle, isCompiled);
  if (!isCompiled) {
    console.error("build: TypeScript found the errors above");
    process.exit(1);
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, state);
}

/** One hash over path, size and time of change of everything that a build reads. */
function inputState() {
  const hash = createHash("sha256");
  const packages = readdirSync(join(ROOT, "packages"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = [
    "package-lock.json",
    "tsconfig.base.json",
    "tsconfig.json",
    "scripts/build.mjs",
    "scripts/bundles.mjs",
    ...packages.flatMap(({ name }) => [
      `packages/${name}/package.json`,
      `packages/${name}/tsconfig.json`,
      ...sources(`packages/${name}/src`),
    ]),
  ];
  for (const file of files.filter((path) => existsSync(join(ROOT, path))).sort()) {
    const { size, mtimeMs } = statSync(join(ROOT, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** @param {string} folder */
function sources(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}

/** Whether what a build writes is there: someone may have removed a dist folder. */
function isBuilt() {
  const compiled = readdirSync(join(ROOT, "packages")).filter((name) => existsSync(join(ROOT, `packages/${name}/src/index.ts`)));
  const outputs = [
    ...compiled.map((name) => `packages/${name}/dist/index.js`),
    ...BUNDLES.filter(({ source }) => existsSync(join(ROOT, source))).map(({ file }) => file),
  ];
  return outputs.every((file) => existsSync(join(ROOT, file)));
}

/** Whether everything compiled. TypeScript goes on after an error: one broken package does not hold up the others. */
function compile() {
  removeStaleBuildInfo();
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-b", "--pretty", "false"], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return status === 0;
}

/** TypeScript takes a package for built when its .tsbuildinfo is there, even where its dist folder is not. */
function removeStaleBuildInfo() {
  for (const name of readdirSync(join(ROOT, "packages"))) {
    const info = join(ROOT, `packages/${name}/tsconfig.tsbuildinfo`);
    if (existsSync(info) && !existsSync(join(ROOT, `packages/${name}/dist`))) rmSync(info);
  }
}

/**
 * @param {import("./bundles.mjs").Bundle} bundle
 * @param {boolean} isCompiled when not, a bundle that cannot be made is one more consequence, named in one line
 */
async function write(bundle, isCompiled) {
  if (!existsSync(join(ROOT, bundle.source))) {
    console.log(`build: ${bundle.source} does not exist yet, ${bundle.file} is left out`);
    return;
  }
  try {
    const { code, gzipBytes } = await makeBundle(bundle);
    mkdirSync(dirname(join(ROOT, bundle.file)), { recursive: true });
    writeFileSync(join(ROOT, bundle.file), code);
    console.log(`build: ${bundle.file} ${(gzipBytes / 1024).toFixed(1)} KB gzipped`);
  } catch (error) {
    if (isCompiled) throw error;
    console.log(`build: ${bundle.file} cannot be made`);
  }
}
