import { resolve } from 'node:path'
import { defineConfig } from 'playwright/test'

const root = resolve(import.meta.dirname, '../..')

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.e2e.ts',
  outputDir: resolve(root, 'test-results/e2e'),
  // One window at a time: they share a display and a clipboard.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list'], ['json']],
})
