/**
 * One run of one variant of a test in a realm of its own: passed, or what went wrong. Traced and untraced runs differ in `prepare` and
 * in the realm alone.
 */
import { setImmediate as turn } from "node:timers/promises";
import vm from "node:vm";
import { createRealm } from "./host.mjs";
import { Modules } from "./modules.mjs";

/**
 * @typedef {"sloppy" | "strict" | "module" | "raw"} Variant
 *
 * @typedef {object} Test
 * @property {string} path
 * @property {string} source
 * @property {import("./frontmatter.mjs").Frontmatter} frontmatter
 *
 * @typedef {object} Manner
 * @property {(path: string, source: string, format: "module" | "commonjs") => string} prepare source → what V8 gets
 * @property {(realm: import("./host.mjs").Realm) => void} equip puts globals into the realm
 * @property {(name: string, realm: import("./host.mjs").Realm) => void} harness runs a harness file
 * @property {number} waitMs longest that a test may take to say that it is done
 *
 * @typedef {{ readonly passed: true } | { readonly passed: false, readonly why: string }} Outcome
 *
 * @typedef {object} Thrown
 * @property {"parse" | "resolution" | "runtime"} phase
 * @property {unknown} error
 */

const PASSED = /** @type {const} */ ({ passed: true });

/**
 * @param {Test["frontmatter"]} frontmatter
 * @returns {readonly Variant[]}
 */
export function variantsOf({ flags }) {
  if (flags.has("module")) return ["module"];
  if (flags.has("raw")) return ["raw"];
  if (flags.has("onlyStrict")) return ["strict"];
  return flags.has("noStrict") ? ["sloppy"] : ["sloppy", "strict"];
}

/**
 * @param {Test} test
 * @param {Variant} variant
 * @param {Manner} manner
 * @returns {Promise<Outcome>}
 */
export async function attempt(test, variant, manner) {
  const { flags, includes, negative } = test.frontmatter;
  /** @type {string[]} */
  const printed = [];
  const realm = createRealm({ print: (text) => printed.push(text), evalScript });
  manner.equip(realm);
  if (variant !== "raw") {
    const files = ["assert.js", "sta.js", ...(flags.has("async") ? ["doneprintHandle.js"] : []), ...includes];
    for (const name of files) manner.harness(name, realm);
  }
  const modules = new Modules({ realm, prepare: (path, source) => manner.prepare(path, source, "module") });
  const thrown = await (variant === "module"
    ? runModule(test.path, modules, manner.waitMs)
    : runScript(test, variant, realm, modules, manner));
  const outcome = judge(thrown, negative);
  if (!outcome.passed || !flags.has("async")) return outcome;
  for (const end = Date.now() + manner.waitMs; printed.length === 0 && Date.now() < end;) await turn();
  // One turn more: a test may say that it is done, and then that it has failed.
  await turn();
  const fault = printed.find((text) => text !== "Test262:AsyncTestComplete");
  if (fault !== undefined) return { passed: false, why: fault };
  return printed.length === 0 ? { passed: false, why: "it never says that it is done" } : PASSED;
}

/**
 * @param {string} source
 * @param {import("./host.mjs").Realm} realm
 */
function evalScript(source, realm) {
  let script;
  try {
    script = new vm.Script(source);
  } catch (error) {
    throw realm.adopt(error);
  }
  return script.runInContext(realm.context, { displayErrors: false });
}

/**
 * @param {Test} test
 * @param {Variant} variant
 * @param {import("./host.mjs").Realm} realm
 * @param {Modules} modules
 * @param {Manner} manner
 * @returns {Promise<Thrown | undefined>}
 */
async function runScript({ path, source }, variant, realm, modules, manner) {
  const text = variant === "strict" ? `"use strict";\n${source}` : source;
  const code = manner.prepare(path, text, "commonjs");
  let script;
  try {
    script = new vm.Script(code, { filename: path, importModuleDynamically: /** @type {never} */ (modules.importer(path)) });
  } catch (error) {
    return { phase: "parse", error };
  }
  try {
    script.runInContext(realm.context, { displayErrors: false });
  } catch (error) {
    return { phase: "runtime", error };
  }
  return undefined;
}

/**
 * @param {string} path
 * @param {Modules} modules
 * @param {number} waitMs
 * @returns {Promise<Thrown | undefined>}
 */
async function runModule(path, modules, waitMs) {
  let module;
  try {
    module = modules.load(path, {});
  } catch (error) {
    return { phase: "parse", error };
  }
  try {
    await modules.link(module);
  } catch (error) {
    return { phase: "resolution", error };
  }
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  try {
    const late = new Promise((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("its evaluation does not end")), waitMs);
    });
    await Promise.race([modules.evaluate(module), late]);
  } catch (error) {
    return { phase: "runtime", error };
  } finally {
    clearTimeout(timer);
  }
  return undefined;
}

/**
 * @param {Thrown | undefined} thrown
 * @param {import("./frontmatter.mjs").Negative | undefined} negative
 * @returns {Outcome}
 */
function judge(thrown, negative) {
  if (thrown === undefined) {
    return negative === undefined ? PASSED : { passed: false, why: `it does not throw the ${negative.type} that it should` };
  }
  const { name, text } = describe(thrown.error);
  if (negative === undefined) return { passed: false, why: text };
  const isEarly = negative.phase !== "runtime";
  if (name === negative.type && isEarly === (thrown.phase !== "runtime")) return PASSED;
  return { passed: false, why: `${text}, in the phase ${thrown.phase}; ${negative.type} in ${negative.phase} expected` };
}

/** Whatever was thrown, which may throw again when it is looked at. @param {unknown} error */
function describe(error) {
  try {
    const name = String(/** @type {Error} */ (error).constructor.name);
    const message = String(/** @type {Error} */ (error).message).replaceAll(/\s+/g, " ").slice(0, 300);
    return { name, text: `${name}: ${message}` };
  } catch {
    return { name: typeof error, text: `a thrown ${typeof error}` };
  }
}
