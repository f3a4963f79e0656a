/**
 * The modules of one run of a test: static and dynamic imports of files beside it, each loaded once, JavaScript by way of `prepare`.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import vm from "node:vm";

/**
 * @typedef {object} ModuleHost
 * @property {import("./host.mjs").Realm} realm
 * @property {(path: string, source: string) => string} prepare source → what V8 gets
 *
 * @typedef {Readonly<Record<string, string | undefined>>} Attributes
 */

export class Modules {
  /** @type {ModuleHost} */
  #host;
  /** @type {Map<string, vm.Module>} */
  #loaded = new Map();
  /** @type {Map<vm.Module, Promise<void>>} */
  #linked = new Map();
  /** @type {Map<vm.Module, Promise<void>>} */
  #evaluated = new Map();

  /** @param {ModuleHost} host */
  constructor(host) {
    this.#host = host;
  }

  /**
   * What `import()` in the file at `from` gives.
   *
   * @param {string} from
   * @returns {(specifier: string, referrer: unknown, attributes: Attributes) => Promise<vm.Module>}
   */
  importer(from) {
    return async (specifier, _referrer, attributes) => {
      try {
        const module = this.load(resolve(dirname(from), specifier), attributes);
        await this.link(module);
        await this.evaluate(module);
        return module;
      } catch (error) {
        throw this.#host.realm.adopt(error);
      }
    };
  }

  /**
   * @param {string} path
   * @param {Attributes} attributes
   * @returns {vm.Module}
   */
  load(path, attributes) {
    const { type = "js", ...others } = attributes;
    if (!["js", "json"].includes(type) || Object.keys(others).length > 0) throw new TypeError(`import attributes of ${path}`);
    const key = `${type} ${path}`;
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const source = readFileSync(path, "utf8");
    const module = type === "json" ? this.#json(path, source) : this.#javascript(path, source);
    this.#loaded.set(key, module);
    return module;
  }

  /** @param {vm.Module} module */
  link(module) {
    const known = this.#linked.get(module);
    if (known !== undefined) return known;
    const linked =
      module.status === "unlinked"
        ? module.link((specifier, referrer, extra) =>
            this.load(resolve(dirname(referrer.identifier), specifier), attributesOf(extra)),
          )
        : Promise.resolve();
    this.#linked.set(module, linked);
    return linked;
  }

  /** @param {vm.Module} module */
  evaluate(module) {
    const known = this.#evaluated.get(module) ?? module.evaluate();
    this.#evaluated.set(module, known);
    return known;
  }

  /**
   * @param {string} path
   * @param {string} source
   */
  #javascript(path, source) {
    return new vm.SourceTextModule(this.#host.prepare(path, source), {
      identifier: path,
      context: this.#host.realm.context,
      importModuleDynamically: /** @type {never} */ (this.importer(path)),
      initializeImportMeta: () => {},
    });
  }

  /**
   * @param {string} path
   * @param {string} source
   */
  #json(path, source) {
    const { context } = this.#host.realm;
    const value = vm.runInContext("JSON.parse", context)(source);
    return new vm.SyntheticModule(
      ["default"],
      function () {
        this.setExport("default", value);
      },
      { identifier: path, context },
    );
  }
}

/** The name of this option has changed between versions of Node. @param {unknown} extra @returns {Attributes} */
function attributesOf(extra) {
  const { attributes, assert } = /** @type {{ attributes?: Attributes, assert?: Attributes }} */ (extra);
  return attributes ?? assert ?? {};
}
