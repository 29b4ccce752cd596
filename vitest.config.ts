import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/global-setup.ts'],
    setupFiles: ['tests/property-seed.ts'],
    // A machine that others use too may be several times slower: a limit is for what hangs.
    testTimeout: 90_000,
    hookTimeout: 180_000,
    pool: 'forks',
    // What a file imports, and the formats that it loads, are there for the next one too: half the time of small files.
    isolate: false,
    // Most of the time of most tests is waiting: for a database, for a process, for a deadline.
    maxWorkers: 2 * availableParallelism(),
  },
})
