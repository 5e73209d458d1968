import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { pcap, RST, SYN, tcpFrame } from '../robustness/support/flood.ts'
import { launch, outputFolder, type RunningApp } from './support/app.ts'
import { answerOpenDialog, killEngine } from './support/journey.ts'
import { keepPicture, screen } from './support/screen.ts'

/** More handshakes than an element of their height could show: every one of them is reached, and little is kept of each. */

const ROWS = 501_000
/** Of the engine and the window together. */
const MOST_MEGABYTES = 650

let running: RunningApp | null = null

test.afterEach(async () => {
  await running?.close()
  running = null
})

test('half a million handshakes: the last is reached by key, thumb and wheel, and shown from the capture', async () => {
  test.setTimeout(360_000)
  running = await launch()
  const { page } = running
  const list = screen(page).handshakes
  await expect(page.getByRole('button', { name: 'Open capture' }).first()).toBeVisible()
  await answerOpenDialog(running, [await refusedConnections()])
  const openedAt = Date.now()
  await page.getByRole('button', { name: 'Open capture' }).first().click()
  await list.getByRole('option').first().waitFor()
  const firstRow = Date.now() - openedAt
  const reading = page.getByRole('progressbar', { name: 'Reading' })
  await expect(reading).toHaveCount(0, { timeout: 300_000 })
  await expect(page.getByRole('button', { name: `All: ${ROWS}` })).toBeVisible()
  const all = Date.now() - openedAt
  const memory = await megabytesOf(running)

  // By key: its messages are read from the capture.
  await list.focus()
  for (const [key, position] of [
    ['End', ROWS],
    ['ArrowUp', ROWS - 1],
    ['ArrowDown', ROWS],
    ['Home', 1],
    ['ArrowDown', 2],
    ['End', ROWS],
  ] as const) {
    await page.keyboard.press(key)
    await expect(list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', `${position}`)
    await expect(list.getByRole('option', { selected: true })).toBeInViewport({ ratio: 0.9 })
  }
  await expect(page).toHaveURL(new RegExp(`#h${ROWS - 1}/m1$`))
  await expect(screen(page).ladder).toContainText(`${2 * ROWS}`)
  await keepPicture(page, 'huge-end')

  // By thumb: to the top, to the middle, to the end.
  await dragThumb(page, 'top')
  expect((await inSight(page))[0]).toBe(1)
  await dragThumb(page, 'middle')
  const [middle = 0] = await inSight(page)
  expect(middle).toBeGreaterThan(ROWS / 4)
  expect(middle).toBeLessThan((ROWS / 4) * 3)
  await keepPicture(page, 'huge-middle')

  // By wheel: no row is passed over.
  let before = await inSight(page)
  for (let notch = 0; notch < 6; notch++) {
    await page.mouse.wheel(0, 120)
    await page.waitForTimeout(notch % 2 === 0 ? 120 : 400)
    const after = await inSight(page)
    expect(after[0]).toBeGreaterThan(before[0] ?? 0)
    expect(after[0]).toBeLessThanOrEqual(before.at(-1) ?? 0)
    before = after
  }
  const clicked = before[1] ?? 0
  await list.locator(`[aria-posinset="${clicked}"]`).click()
  await expect(page).toHaveURL(new RegExp(`#h${clicked - 1}/`))

  await dragThumb(page, 'bottom')
  expect((await inSight(page)).at(-1)).toBe(ROWS)
  await keepPicture(page, 'huge-bottom')

  // By its name, and back to where it stands in the whole list.
  const filter = page.getByRole('textbox', { name: 'Filter handshakes' })
  await filter.fill(`h${ROWS - 2}`)
  await expect(list.getByRole('option')).toHaveCount(1)
  await list.getByRole('option').click()
  await filter.fill('')
  await expect(list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', `${ROWS - 1}`)
  await expect(list.getByRole('option', { selected: true })).toBeInViewport()
  expect(await page.locator('.handshake').count()).toBeLessThan(60)

  // Without the engine every verdict is there still, and what is not is said so.
  await killEngine(running)
  await expect(page.getByRole('alert')).toContainText('your notes and the verdicts so far are still here')
  await filter.fill('h250000')
  await list.locator('#handshake-h250000').click()
  await expect(screen(page).verdict.getByRole('heading')).toContainText('Broken. The server refused')
  await expect(page.getByRole('alert').last()).toContainText('The messages of h250000 are not here.')
  await keepPicture(page, 'huge-without-engine')

  console.log(
    `${ROWS} handshakes: first row after ${firstRow} ms, all after ${all} ms; engine ${memory.engine} MB, window ${memory.window} MB`,
  )
  expect(memory.engine + memory.window).toBeLessThan(MOST_MEGABYTES)
  expect(running.complaints).toEqual([])
})

async function refusedConnections(): Promise<string> {
  const path = join(outputFolder(), 'refused.pcap')
  const file = await open(path, 'w', 0o644)
  for await (const chunk of pcap(refusals(), 20)) await file.write(chunk)
  await file.close()
  return path
}

function* refusals(): Generator<Uint8Array> {
  for (let client = 0; client < ROWS; client++) {
    yield tcpFrame({ client, sequence: 1, flags: SYN })
    yield tcpFrame({ client, fromClient: false, sequence: 0, acknowledgement: 2, flags: RST })
  }
}

async function megabytesOf({ app }: RunningApp): Promise<{ engine: number; window: number }> {
  return await app.evaluate(({ app }) => {
    const of = (wanted: string): number =>
      app
        .getAppMetrics()
        .filter(({ name, type }) => (name ?? type) === wanted)
        .reduce((sum, { memory }) => sum + Math.round(memory.workingSetSize / 1000), 0)
    return { engine: of('tlscope engine'), window: of('Tab') }
  })
}

/** The positions of the rows that are wholly in sight, 1 being the first. */
async function inSight(page: Page): Promise<number[]> {
  return await screen(page).handshakes.evaluate((list) => {
    const { top, bottom } = list.getBoundingClientRect()
    return [...list.querySelectorAll('.handshake')]
      .filter((row) => {
        const box = row.getBoundingClientRect()
        return box.top >= top - 1 && box.bottom <= bottom + 1
      })
      .map((row) => Number(row.getAttribute('aria-posinset')))
      .sort((a, b) => a - b)
  })
}

/** Takes the thumb of the list's scroll bar from where it is. */
async function dragThumb(page: Page, to: 'top' | 'middle' | 'bottom'): Promise<void> {
  const list = screen(page).handshakes
  const box = await list.boundingBox()
  if (box === null) throw new Error('the list is not on screen')
  const { bar, share } = await list.evaluate((element) => ({
    bar: (element as HTMLElement).offsetWidth - element.clientWidth,
    share: element.scrollTop / (element.scrollHeight - element.clientHeight),
  }))
  expect(bar).toBeGreaterThan(4)
  const x = box.x + box.width - bar / 2 - 1
  // Between the arrows, from the middle of the shortest thumb at the top to the same at the bottom.
  const [first, last] = [box.y + 2 * bar, box.y + box.height - 2 * bar]
  await page.mouse.move(x, first + share * (last - first))
  await page.mouse.down()
  const target = { top: box.y - 40, middle: (first + last) / 2, bottom: box.y + box.height + 40 }[to]
  await page.mouse.move(x, target, { steps: 12 })
  await page.mouse.up()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.waitForTimeout(400)
}
