/**
 * The frontmatter of a test262 test (`/*--- … ---*` + `/`): a strict reader of the little YAML that it is written in, of the keys that
 * a runner needs (INTERPRETING.md of that repository says what they mean).
 *
 * @typedef {object} Frontmatter
 * @property {ReadonlySet<string>} flags
 * @property {readonly string[]} includes files of the harness folder
 * @property {Negative | undefined} negative the error that the test must end with
 *
 * @typedef {object} Negative
 * @property {string} phase parse, resolution or runtime
 * @property {string} type name of the error's constructor
 */

const FLAGS = new Set(
  "onlyStrict noStrict module raw async generated non-deterministic CanBlockIsFalse CanBlockIsTrue explicit-resource-management".split(
    " ",
  ),
);
const PHASES = new Set(["parse", "resolution", "runtime"]);

/**
 * Throws an Error of one line where the frontmatter says something that is not understood: better than a test run in a wrong way.
 *
 * @param {string} source
 * @returns {Frontmatter}
 */
export function readFrontmatter(source) {
  const entries = entriesOf(/\/\*---([\s\S]*?)---\*\//.exec(source)?.[1] ?? "");
  const flags = new Set(listOf(entries, "flags"));
  for (const flag of flags) if (!FLAGS.has(flag)) throw new Error(`flag ${flag} is not known`);
  return { flags, includes: listOf(entries, "includes"), negative: negativeOf(entries.get("negative")) };
}

/**
 * The text under each key that stands at the margin.
 *
 * @param {string} block
 */
function entriesOf(block) {
  const lines = block.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  /** @type {Map<string, string>} */
  const entries = new Map();
  let key = "";
  for (const line of lines) {
    const [, found, rest = ""] = /^([\w-]+):(.*)$/.exec(line.slice(margin)) ?? [];
    if (found !== undefined) key = found;
    entries.set(key, found === undefined ? `${entries.get(key) ?? ""}\n${line}` : rest);
  }
  return entries;
}

/**
 * `[a, b]`, or one `- a` a line.
 *
 * @param {ReadonlyMap<string, string>} entries
 * @param {string} key
 */
function listOf(entries, key) {
  const text = (entries.get(key) ?? "").replace(/(^|\s)#.*$/gm, "").trim();
  if (text === "") return [];
  const flow = /^\[([^\]]*)\]$/.exec(text)?.[1];
  const items = flow === undefined ? text.split("\n").map((line) => /^\s*-\s+(\S+)\s*$/.exec(line)?.[1]) : flow.split(",");
  return items
    .map((item) => {
      if (item === undefined) throw new Error(`${key} is not a list`);
      return item.trim();
    })
    .filter((item) => item !== "");
}

/**
 * @param {string | undefined} text
 * @returns {Negative | undefined}
 */
function negativeOf(text) {
  if (text === undefined) return undefined;
  const phase = /\bphase:\s*(\w+)/.exec(text)?.[1];
  const type = /\btype:\s*(\w+)/.exec(text)?.[1];
  if (phase === undefined || !PHASES.has(phase) || type === undefined) throw new Error("negative has no known phase and type");
  return { phase, type };
}
