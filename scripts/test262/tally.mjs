/** The results of all tests → counts, differences, and the report that is printed. A *run* is one variant (sloppy, strict, …) of a test. */

/**
 * @typedef {import("./pool.mjs").Result} Result
 * @typedef {{ path: string, variant: string, why: string }} Line
 */

export class Tally {
  #tests;
  #finished = new Set();
  #begunAt = Date.now();
  #same = 0;
  /** Left as they are because they are no valid programs. */
  #invalid = 0;
  /** @type {Line[]} */
  #out = [];
  /** @type {Line[]} */
  #untouched = [];
  /** @type {Line[]} */
  #left = [];
  /** @type {Line[]} */
  #different = [];
  /** Keys of differences that came again. */
  #again = new Set();

  /** @param {number} tests */
  constructor(tests) {
    this.#tests = tests;
  }

  /**
   * @param {string} path
   * @param {Result} result
   */
  add(path, { variant, kind, why = "" }) {
    const line = { path, variant, why };
    if (kind === "same") this.#same++;
    else if (kind === "out") this.#out.push(line);
    else if (kind === "left") this.#left.push(line);
    else if (kind === "different") this.#different.push(line);
    else if (kind === "untouched" && why === "") this.#invalid++;
    else this.#untouched.push(line);
    this.#finished.add(path);
    if (process.stderr.isTTY && this.#finished.size % 50 === 0)
      process.stderr.write(`\r${this.#finished.size} of ${this.#tests} tests, ${this.#different.length} differences `);
  }

  /** A result of a second run of a test that differed. @param {string} path @param {Result} result */
  addAgain(path, { variant, kind }) {
    if (kind === "different") this.#again.add(`${path} ${variant}`);
  }

  /** @returns {string[]} paths */
  differing() {
    return [...new Set(this.#different.map(({ path }) => path))];
  }

  /** @param {Readonly<Record<string, string>>} expected */
  unexpected(expected) {
    return this.#confirmed().filter(({ path }) => !(path in expected));
  }

  #confirmed() {
    return this.#different.filter(({ path, variant }) => this.#again.has(`${path} ${variant}`));
  }

  /**
   * @param {{ expected: Readonly<Record<string, string>>, untouched: boolean, outOfScope: boolean }} options
   * @returns {string}
   */
  report({ expected, untouched, outOfScope }) {
    const differences = this.#confirmed();
    const unsteady = this.#different.filter((line) => !differences.includes(line));
    const unexpected = this.unexpected(expected);
    const passed = this.#same + this.#invalid + this.#untouched.length;
    const runs = passed + this.#out.length + this.#different.length;
    const lines = [
      ...(outOfScope ? this.#out.map(print("out of scope")) : []),
      ...(untouched ? this.#untouched.map(print("untouched")) : []),
      ...unsteady.map(print("differs once and not again")),
      ...differences.map((line) =>
        line.path in expected ? print("expected")({ ...line, why: expected[line.path] ?? "" }) : print("DIFFERENCE")(line),
      ),
      "",
      `${this.#finished.size} of ${this.#tests} tests, ${runs} runs, in ${Math.round((Date.now() - this.#begunAt) / 1000)} s`,
      `  ${String(this.#same).padStart(6)} pass traced as untraced`,
      `  ${String(this.#invalid).padStart(6)} untouched: they are no valid programs, and must not be`,
      `  ${String(this.#untouched.length).padStart(6)} untouched, though valid${summary(this.#untouched)}`,
      `  ${String(this.#out.length).padStart(6)} out of scope: they do not pass untraced`,
      `  ${String(this.#left.length).padStart(6)} left out${summary(this.#left)}`,
      `  ${String(unsteady.length).padStart(6)} differ once and not again`,
      `  ${String(differences.length - unexpected.length).padStart(6)} expected differences`,
      `  ${String(unexpected.length).padStart(6)} differences`,
    ];
    return lines.join("\n").trimStart();
  }
}

/** @param {string} what @returns {(line: Line) => string} */
function print(what) {
  return ({ path, variant, why }) => `${what}: ${path}${variant === "" ? "" : ` (${variant})`}: ${why}`;
}

/** The most frequent reasons, without their places. @param {readonly Line[]} lines */
function summary(lines) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { why } of lines) {
    const reason = why.replace(/^(\S+_FIXTURE\S*: )?\d+:\d+: /, "").slice(0, 80);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted
    .slice(0, 12)
    .map(([reason, count]) => `\n           ${String(count).padStart(6)} ${reason}`)
    .join("");
}
