/**
 * A fresh realm as test262 wants it (`print`, `$262`), plain or with functrace's globals in it. A context of this process, whose global
 * object is an ordinary one.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import v8 from "node:v8";
import vm from "node:vm";

/**
 * @typedef {object} Realm
 * @property {vm.Context} context
 * @property {(error: unknown) => unknown} adopt turns an error that Node made for this realm into one of the realm's own
 *
 * @typedef {object} HostHooks
 * @property {(text: string) => void} print
 * @property {(source: string, realm: Realm) => unknown} evalScript
 */

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc");
v8.setFlagsFromString("--no-expose-gc");

/** The like of `document.all`, a new one each time; only a native function makes it. */
function makeUndetectable() {
  v8.setFlagsFromString("--allow-natives-syntax");
  try {
    return vm.runInThisContext("%GetUndetectable()");
  } finally {
    v8.setFlagsFromString("--no-allow-natives-syntax");
  }
}

/** Run within the realm, so that what a test can get hold of belongs to it. */
const SETUP = new vm.Script(`(function (host) {
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  const errors = { SyntaxError, TypeError, ReferenceError, RangeError, Error };
  let htmlDda = null;
  define("print", function print(text) { host.print(String(text)); });
  define("$262", {
    createRealm() { return host.createRealm(); },
    evalScript(source) { return host.evalScript(String(source)); },
    detachArrayBuffer(buffer) { host.detachArrayBuffer(buffer); return null; },
    gc() { host.gc(); },
    global: globalThis,
    get IsHTMLDDA() { return htmlDda === null ? (htmlDda = host.makeUndetectable()) : htmlDda; },
    agent: {},
  });
  return (name, message) => new (errors[name] ?? Error)(message);
})`);

/**
 * @param {HostHooks} hooks
 * @returns {Realm}
 */
export function createRealm(hooks) {
  const context = /** @type {vm.Context} */ (vm.createContext(/** @type {never} */ (vm.constants.DONT_CONTEXTIFY)));
  const makeError = SETUP.runInContext(context)({
    print: hooks.print,
    createRealm: () => /** @type {{ $262: unknown }} */ (/** @type {unknown} */ (createRealm(hooks).context)).$262,
    evalScript: (/** @type {string} */ source) => hooks.evalScript(source, realm),
    detachArrayBuffer: (/** @type {ArrayBuffer} */ buffer) => structuredClone(buffer, { transfer: [buffer] }),
    gc: collectGarbage,
    makeUndetectable,
  });
  /** @type {Realm} */
  const realm = {
    context,
    adopt: (error) => (error instanceof Error ? makeError(error.name, error.message) : error),
  };
  return realm;
}

/**
 * The harness files of a checkout; each is compiled once a process.
 *
 * @param {string} folder
 * @returns {(name: string, realm: Realm) => void}
 */
export function openHarness(folder) {
  /** @type {Map<string, vm.Script>} */
  const scripts = new Map();
  return (name, { context }) => {
    const script = scripts.get(name) ?? new vm.Script(readFileSync(join(folder, name), "utf8"), { filename: name });
    scripts.set(name, script);
    script.runInContext(context, { displayErrors: false });
  };
}

/**
 * A function that makes a realm one of a traced program.
 *
 * @param {string} code of realm.mjs, bundled as CommonJS
 * @returns {(realm: Realm) => void}
 */
export function openTracing(code) {
  const script = new vm.Script(`(function (process, exports) {${code}\nreturn exports.install; })`, { filename: "functrace" });
  const slots = 1 << 13;
  const memory = new SharedArrayBuffer((slots + 1) * 16 + 4);
  const control = new Int32Array(16);
  const states = new Int32Array(memory, (slots + 1) * 16, 1);
  return ({ context }) => {
    states[0] = 0;
    script.runInContext(context)(process, {})(memory, control);
  };
}
