/** One run for all packages and for the walls. Tests start real processes, so what takes long is waiting: time limits are wide. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "tests/**/*.test.ts"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: true,
    allowOnly: false,
  },
});
