import { defineConfig } from 'vitest/config';

const suite = (name: string, include: string[], timeout: number, parallel: boolean) => ({
  test: {
    name,
    include,
    testTimeout: timeout,
    hookTimeout: 900_000,
    fileParallelism: parallel,
    pool: 'forks' as const,
    setupFiles: ['tests/setup/fix-seed.ts'],
  },
});

/** Suites by what they need: `unit` nothing, `wire` a started emulator, `e2e` a deployed app, `peers` other libraries. */
export default defineConfig({
  test: {
    projects: [
      suite(
        'unit',
        ['unit', 'property', 'contract', 'compliance', 'identity', 'architecture'].map(
          (f) => `tests/${f}/**/*.test.ts`,
        ),
        30_000,
        true,
      ),
      suite(
        'wire',
        ['tests/wire/**/*.test.ts', 'tests/containers/**/*.test.ts', 'tests/package/**/*.test.ts'],
        120_000,
        false,
      ),
      suite('e2e', ['tests/e2e/**/*.test.ts'], 600_000, false),
      suite('peers', ['tests/peers/**/*.test.ts'], 600_000, false),
    ],
  },
});
