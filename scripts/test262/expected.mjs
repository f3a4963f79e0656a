/** Differences that are known and accepted: path from the `test` folder of test262 → the reason, for a person. */

/** @type {Readonly<Record<string, string>>} */
export const EXPECTED = {};
