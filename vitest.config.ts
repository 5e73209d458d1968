import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const test = 'test.{ts,tsx}'
/** Nothing but functions: what one file of tests imported may serve the next one too. */
const pure = [`test/unit/shared/**/*.${test}`]
/** What costs time, memory or a network's patience is measured there: beside nothing else. */
const alone = [`test/robustness/**/*.${test}`, `test/network/**/*.${test}`]

export default defineConfig({
  test: {
    testTimeout: 30_000,
    pool: 'threads',
    // As many as there are cores: most wait for programs that they started.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: 'shared', include: pure, isolate: false } },
      {
        extends: true,
        test: { name: 'rest', include: [`test/**/*.${test}`], exclude: ['test/e2e/**', ...pure, ...alone] },
      },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
