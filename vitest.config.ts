import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Generous: the suite must also pass on a loaded machine. Nothing asserts a time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
