/** Part of the cache's key: what an older instrumenter made is not used by a newer one. Raised with every change of its output. */
export const HOOKS_VERSION = "1";
