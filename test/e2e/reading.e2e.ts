import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { makeCaptures } from '../../bench/make/captures.ts'
import { launch, outputFolder, type RunningApp } from './support/app.ts'
import { answerOpenDialog, killEngine } from './support/journey.ts'
import { makePipe, releasePipes, spacedCapture } from './support/recordings.ts'
import { keepPicture, screen } from './support/screen.ts'

/** Reading while the user watches: progress, cancelling, very many rows, and the death of the reader. */

const HANDSHAKES = 20_000

let running: RunningApp | null = null
const capture = spacedCapture()

test.afterEach(async () => {
  await running?.close()
  running = null
  releasePipes()
})

test('rows come while a pipe is still being written, and cancelling is immediate', async () => {
  const pipe = makePipe('live.pcap')
  running = await launch(pipe)
  const { page } = running
  const writer = writeFirst(pipe)
  const { handshakes } = screen(page)
  await expect(handshakes.getByRole('option').first()).toBeVisible()
  const progress = page.getByRole('progressbar', { name: 'Reading' })
  await expect(progress).toHaveAttribute('aria-valuetext', /live\.pcap, .+ KB, .*packets/)
  await expect(progress).toHaveAttribute('aria-valuetext', /waiting for more/)
  await keepPicture(page, 'reading-pipe')
  const rows = await countOf(page, 'All')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('status').first()).toContainText(
    /Cancelled at [\d.]+ KB, \d+ handshakes so far/,
  )
  await expect(progress).toHaveCount(0)
  expect(await countOf(page, 'All')).toBe(rows)
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('live.pcap Cancelled at')
  await keepPicture(page, 'cancelled')
  writer.destroy()
  expect(running.complaints).toEqual([])
})

test('the engine killed while it reads: told in a sentence, note and selection there before and after opening again', async () => {
  const pipe = makePipe('incident.pcap')
  running = await launch(pipe)
  const { page } = running
  const first = writeFirst(pipe)
  const { handshakes, verdict } = screen(page)
  await expect(handshakes.getByRole('option').first()).toBeVisible()
  await handshakes.focus()
  for (const key of ['Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
  const chosen = await handshakes.getByRole('option', { selected: true }).getAttribute('id')
  await page.locator('[data-message]').nth(2).click()
  const note = page.getByRole('textbox', { name: 'Note on this handshake' })
  await note.fill('Seen by the night shift at 03:12, ticket 4711')
  const rows = await countOf(page, 'All')
  const sentence = await verdict.getByRole('heading').textContent()

  await killEngine(running)
  first.destroy()
  const banner = page.getByRole('alert')
  await expect(banner).toContainText('The process that reads captures stopped (incident.pcap was open)')
  await keepPicture(page, 'engine-died-reading')
  const intact = async (): Promise<void> => {
    await expect(handshakes.getByRole('option', { selected: true })).toHaveAttribute('id', chosen ?? '')
    await expect(page.locator('[data-message="2"]')).toHaveAttribute('aria-current', 'true')
    await expect(note).toHaveValue('Seen by the night shift at 03:12, ticket 4711')
    await expect(verdict.getByRole('heading')).toHaveText(sentence ?? '')
    await expect(page).toHaveTitle(/^incident\.pcap - tlscope/)
  }
  await intact()
  await expect(page.getByRole('status').first()).toContainText(/Stopped at [\d.]+ KB, \d+ handshakes so far/)
  // Usable without the engine: another handshake, and back.
  await handshakes.focus()
  await page.keyboard.press('ArrowUp')
  await expect(note).toHaveValue('')
  await page.keyboard.press('ArrowDown')
  await page.locator('[data-message]').nth(2).click()

  const again = createWriteStream(pipe)
  await banner.getByRole('button', { name: 'Open again' }).click()
  again.write(capture.first)
  again.end(capture.rest)
  await expect(banner).toHaveCount(0)
  await expect(page.getByRole('status').first()).toHaveText(/^\s*\d+ handshakes$/)
  await intact()
  expect(await countOf(page, 'All')).toBeGreaterThan(rows)
  await expect(screen(page).fields.getByRole('treeitem').first()).toBeVisible()
  expect(running.complaints).toEqual([])
})

test('twenty thousand handshakes: the list stays small in the document and quick under the hand', async () => {
  test.setTimeout(180_000)
  const sizes = { bulkBytes: 160e6, bulkHandshakes: HANDSHAKES, noisePackets: 0, noiseHandshakes: 0 }
  const made = makeCaptures(join(outputFolder(), 'bulk'), { ...sizes, smallFiles: 0 }, () => {})
  running = await launch()
  const { page } = running
  await expect(page.getByRole('button', { name: 'Open capture' }).first()).toBeVisible()
  await answerOpenDialog(running, [process.env.TLSCOPE_E2E_LARGE ?? made.bulk])
  await watchTheWindow(page)
  const openedAt = Date.now()
  await page.getByRole('button', { name: 'Open capture' }).first().click()
  await screen(page).handshakes.getByRole('option').first().waitFor()
  const firstRow = Date.now() - openedAt
  await keepPicture(page, 'reading-bulk')
  await expect(page.getByRole('progressbar', { name: 'Reading' })).toHaveCount(0, { timeout: 120_000 })
  const all = Date.now() - openedAt
  const reading = await busyTimes(page)
  expect(await countOf(page, 'All')).toBe(HANDSHAKES)
  const scrolled = await scrollThrough(page)
  expect(await page.locator('.handshake').count()).toBeLessThan(60)
  await screen(page).handshakes.focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', `${HANDSHAKES}`)
  await page.getByRole('textbox', { name: 'Filter handshakes' }).fill('example.net')
  await expect(page.locator('.handshake').first()).toBeVisible()
  const filtered = await busyTimes(page)
  const memory = await memoryOf(running)
  await keepPicture(page, 'bulk')
  console.log(
    `${HANDSHAKES} handshakes: first row after ${firstRow} ms, all after ${all} ms; longest task while reading ${reading.longest} ms (${reading.total} ms in tasks over 50 ms); scrolling: ${scrolled.frames} frames, longest ${scrolled.longest} ms; filter: longest task ${filtered.longest} ms; memory: ${memory}`,
  )
  expect(running.complaints).toEqual([])
})

/** Writes the first part and keeps the pipe open, as a capture that is still running. */
function writeFirst(pipe: string) {
  const writer = createWriteStream(pipe)
  // The reader may be killed under it.
  writer.on('error', () => {})
  writer.write(capture.first)
  return writer
}

/** The figure on one of the buttons that filter by outcome. */
async function countOf(page: Page, outcome: string): Promise<number> {
  const name = await page
    .getByRole('button', { name: new RegExp(`^${outcome}: `) })
    .getAttribute('aria-label')
  return Number(name?.replace(/\D/g, ''))
}

/** Megabytes that each process holds. */
async function memoryOf({ app }: RunningApp): Promise<string> {
  return await app.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .map(({ name, type, memory }) => `${name ?? type} ${Math.round(memory.workingSetSize / 1000)} MB`)
      .join(', '),
  )
}

/** Notes every task of the window's thread that takes longer than 50 ms. */
async function watchTheWindow(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(globalThis, { longTasks: tasks })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration))
    }).observe({ entryTypes: ['longtask'] })
  })
}

/** The long tasks since the last look. */
async function busyTimes(page: Page): Promise<{ longest: number; total: number }> {
  const tasks = await page.evaluate(() =>
    (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0),
  )
  return { longest: Math.max(0, ...tasks), total: tasks.reduce((sum, task) => sum + task, 0) }
}

/** From the top of the list to its end in a hundred steps, a frame each. */
async function scrollThrough(page: Page): Promise<{ frames: number; longest: number }> {
  return await screen(page).handshakes.evaluate(async (list) => {
    let longest = 0
    let before = performance.now()
    for (let step = 0; step <= 100; step++) {
      list.scrollTop = (list.scrollHeight * step) / 100
      await new Promise((done) => requestAnimationFrame(done))
      longest = Math.max(longest, performance.now() - before)
      before = performance.now()
    }
    return { frames: 101, longest: Math.round(longest) }
  })
}
