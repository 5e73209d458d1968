import { defineConfig } from 'vitest/config'

const test = 'test.{ts,tsx}'
/** Nothing but functions: what one file of tests imported may serve the next one too. */
const pure = [`test/unit/shared/**/*.${test}`]

export default defineConfig({
  test: {
    testTimeout: 30_000,
    pool: 'threads',
    projects: [
      { extends: true, test: { name: 'shared', include: pure, isolate: false } },
      {
        extends: true,
        test: { name: 'rest', include: [`test/**/*.${test}`], exclude: ['test/e2e/**', ...pure] },
      },
    ],
  },
})
