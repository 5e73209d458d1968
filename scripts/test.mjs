/**
 * `npm test`: everything, from a fresh clone, with one line at the end that says how it went:
 * `N passed, M failed` or `N passed, M failed, K skipped`. Nothing run counts as failed.
 *
 *   npm test                     all of it
 *   npm test -- --no-window      without the tests of the packaged window
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { ensureBuilt } from './bootstrap/build.mjs'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { inRoot, root } from './bootstrap/paths.mjs'
import { run } from './bootstrap/run.mjs'
import { SetupError, say, seconds, stop, warn } from './bootstrap/say.mjs'
import { systemName } from './bootstrap/system-libraries.mjs'
import { runE2e } from './e2e.mjs'
import { checkNotices } from './third-party-notices.mjs'

const minutes = 60_000
const shared = process.env.TLSCOPE_SHARED || inRoot('..', 'shared')
const total = { passed: 0, failed: 0, skipped: 0 }
const failures = []

async function main(args) {
  const startedAt = performance.now()
  say(`Node ${process.versions.node} on ${systemName()}`)
  await ensureDependencies()
  mkdirSync(inRoot('test-results'), { recursive: true })
  await check('lint', () => tool('@biomejs/biome/bin/biome', ['check', '.']))
  for (const project of ['shared', 'main', 'renderer', 'test'])
    await check(`typecheck ${project}`, () => tool('typescript/bin/tsc', ['-p', `tsconfig.${project}.json`]))
  const built = await check('build', () => ensureBuilt())
  await check('third-party notices', checkNotices, built)
  await suite('unit', unitTests)
  await suite('scenario labels', scenarioLabels, built)
  if (args.includes('--no-window')) say('The tests of the packaged window were left out (--no-window).')
  else await suite('window', windowTests, built)
  finish(startedAt)
}

/** One step that passes or fails as a whole; it fails by throwing, or by resolving to a complaint. */
async function check(name, work, possible = true) {
  const startedAt = performance.now()
  try {
    if (!possible) throw new SetupError('not possible without a build')
    const complaint = await work()
    if (typeof complaint === 'string' && name !== 'build') throw new SetupError(complaint)
    total.passed++
    say(`${name}: passed (${seconds(startedAt)})`)
    return true
  } catch (error) {
    fail(name, error)
    return false
  }
}

/** One step that counts its own tests: `{ passed, failed, skipped, why }`. */
async function suite(name, work, possible = true) {
  const startedAt = performance.now()
  try {
    if (!possible) throw new SetupError('not possible without a build')
    const { passed, failed, skipped, why } = await work()
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
    if (failed > 0) failures.push(`${name}: ${failed} failed`)
    if (why) warn(`${name}: ${skipped} skipped: ${why}`)
    say(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds(startedAt)})`)
  } catch (error) {
    fail(name, error)
  }
}

function fail(name, error) {
  total.failed++
  failures.push(`${name}: ${error.message}`)
  warn(`${name}: failed: ${error instanceof SetupError ? error.message : error.stack}`)
  if (error.hint) warn(`  ${error.hint}`)
}

/** A tool of node_modules. Resolves when it is content, throws when not; its own words are shown. */
async function tool(path, args) {
  const result = await run(process.execPath, [inRoot('node_modules', path), ...args], {
    cwd: root,
    timeoutMs: 5 * minutes,
  })
  if (result.code !== 0)
    throw new SetupError(result.timedOut ? 'no result in 5 minutes' : 'see its own words above')
}

async function unitTests() {
  const report = inRoot('test-results', 'unit.json')
  rmSync(report, { force: true })
  const result = await run(
    process.execPath,
    [
      inRoot('node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: root, timeoutMs: 16 * minutes, env: { ...process.env, TLSCOPE_SHARED: shared } },
  )
  if (!existsSync(report))
    throw new SetupError(result.timedOut ? 'no result in 16 minutes' : 'vitest gave no report')
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const unloadable = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  const failed = numFailedTests + unloadable
  const skipped = tellSkipped(testResults)
  if (numPassedTests + failed === 0) throw new SetupError('no test was run')
  // An error outside any test fails the run without failing a test.
  return { passed: numPassedTests, failed: failed || (result.code === 0 ? 0 : 1), skipped }
}

/** Prints what was not run, file by file; how many in all. */
function tellSkipped(files) {
  let sum = 0
  for (const { name, assertionResults } of files) {
    const count = assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed').length
    if (count > 0)
      warn(`${relative(root, name)}: ${count} skipped (the reason stands above, in its own words)`)
    sum += count
  }
  if (!existsSync(shared))
    warn(
      `${sum} skipped in all, among them what needs the shared folder, which is absent (TLSCOPE_SHARED, else ../shared).`,
    )
  return sum
}

/** The labelled captures: the script prints its table, and as its last line the counts as JSON. */
async function scenarioLabels() {
  const result = await run(process.execPath, [inRoot('scripts', 'scenarios.mjs'), '--json'], {
    cwd: root,
    output: 'capture',
    timeoutMs: 7 * minutes,
    env: { ...process.env, TLSCOPE_SHARED: shared },
  })
  const lines = result.text.trimEnd().split('\n')
  process.stderr.write(`${lines.slice(0, -1).join('\n')}\n`)
  const counts = lines.at(-1) ?? ''
  if (!counts.startsWith('{'))
    throw new SetupError(result.timedOut ? 'no result in 7 minutes' : 'no counts at its end')
  const { passed, failed, skipped } = JSON.parse(counts)
  return { passed, failed: failed || (result.code === 0 ? 0 : 1), skipped }
}

async function windowTests() {
  const result = await runE2e()
  if (result.passed + result.failed + result.skipped === 0) throw new SetupError('no test was run')
  return result
}

function finish(startedAt) {
  for (const failure of failures) warn(failure)
  if (total.passed === 0) total.failed ||= 1
  say(`All in ${seconds(startedAt)}.`)
  const { passed, failed, skipped } = total
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
  process.exitCode = failed > 0 ? 1 : 0
}

await main(process.argv.slice(2)).catch((error) => {
  // Even a set-up that failed ends with the line that everything else looks for.
  process.on('exit', () => process.stdout.write(`${total.passed} passed, ${total.failed + 1} failed\n`))
  stop(error)
})
