import { chmodSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from 'playwright/test'
import { accessibilityViolations } from './support/accessibility.ts'
import { launch, lend, outputFolder, type RunningApp } from './support/app.ts'
import { dropFiles } from './support/drop.ts'
import { answerOpenDialog, answerSaveDialog } from './support/journey.ts'
import { recordBothLegs } from './support/recordings.ts'
import { keepPicture, screen } from './support/screen.ts'

/** The session: a checklist that fills itself, with a place for each answer. */

let running: RunningApp | null = null

test.afterEach(async () => {
  await running?.close()
  running = null
})

const documentPath = (name: string): string =>
  fileURLToPath(new URL(`../azure/documents/${name}`, import.meta.url))

async function begin(...args: string[]): Promise<RunningApp & { page: Page }> {
  running = await launch(...args)
  // A capture that is opened comes on screen by itself.
  if (args.length > 0) await expect(screen(running.page).handshakes.getByRole('option').first()).toBeVisible()
  await running.page.getByRole('button', { name: 'Session', exact: true }).click()
  await expect(running.page.getByRole('progressbar', { name: 'Answered' })).toBeVisible()
  return running
}

const progress = (page: Page) => page.getByRole('progressbar', { name: 'Answered' })
const entry = (page: Page, id: string) => page.locator(`[data-item="${id}"]`)

async function expectAccessible(page: Page): Promise<void> {
  expect(await accessibilityViolations(page)).toEqual([])
}

test('three answers fill most of the checklist, with names in the commands that are left', async () => {
  const app = await begin()
  const { page } = app
  await expect(progress(page)).toHaveAttribute('aria-valuetext', /^0 of 19 answered, 18 open/)
  const next = page.getByRole('region', { name: 'Run next', exact: true })
  await expect(next.locator('figure.command')).toHaveCount(3)
  await expect(next.locator('[data-command="gateway-show"]')).toContainText('<rg>')
  await keepPicture(page, 'session-begin')
  await expectAccessible(page)

  const files = ['gateway-show.json', 'apim-show.json', 'health-healthy.json'].map((name) =>
    lend(documentPath(name)),
  )
  await answerOpenDialog(app, files)
  await next.getByRole('button', { name: 'Add files' }).click()
  await expect(progress(page)).toHaveAttribute('aria-valuetext', /^12 of 19 answered/)
  await expect(next.getByRole('region', { name: 'Read so far' })).toContainText('an application gateway')

  await entry(page, 'probe').click()
  const item = page.locator('[data-shown="probe"]')
  await expect(item).toContainText('Answered')
  await expect(item.locator('[data-verdict="fine"]')).toContainText('/status-0123456789abcdef')
  await expect(item).toContainText('gateway-show.json /probes/0')

  await app.app.evaluate(({ clipboard }) => clipboard.clear())
  await entry(page, 'network-mode').click()
  await page.getByRole('button', { name: 'Copy command: dns-records' }).click()
  await expect(screen(page).toast).toContainText('still to fill in: <dns-zone>')
  expect(await app.app.evaluate(({ clipboard }) => clipboard.readText())).toContain('-g "rg-edge"')
  await keepPicture(page, 'session-item')
  await expectAccessible(page)
  expect(app.complaints).toEqual([])
})

test('answers are pasted by the keyboard; what is wrong leads to its article, and no key is kept', async () => {
  const app = await begin()
  const { page } = app
  await page.getByRole('button', { name: 'Run next' }).focus()
  for (let step = 0; step < 10; step++) await page.keyboard.press('ArrowDown')
  await expect(entry(page, 'probe')).toHaveAttribute('aria-current', 'true')
  const box = page.getByRole('textbox', { name: /^Answer to/ })
  const wrong = readFileSync(documentPath('config-probe-misspelt-path.json'), 'utf8')
  await box.fill(wrong)
  await box.press('Control+Enter')
  const item = page.locator('[data-shown="probe"]')
  await expect(item.locator('[data-verdict="wrong"]').first()).toContainText('probe-misconfigured')
  await expect(box).toHaveValue('')
  await item.getByRole('button', { name: 'Runbook article: solution-d-probe' }).first().click()
  await expect(item.getByRole('article')).toContainText('Point the probe at the status path')
  await keepPicture(page, 'session-wrong')
  await expectAccessible(page)
  for (const theme of ['one', 'other']) {
    await page.getByRole('button', { name: 'Change theme' }).click()
    await keepPicture(page, `session-theme-${theme}`)
    await expectAccessible(page)
  }

  await entry(page, 'nsg').click()
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvSECRETSECRET\n-----END PRIVATE KEY-----'
  await page.getByRole('textbox', { name: /^Answer to/ }).fill(`Kari sent this:\n${key}`)
  await page.getByRole('button', { name: 'Read answer' }).click()
  await expect(screen(page).toast).toContainText('Left out before it was kept: private key')
  await expect(page.locator('[data-shown="nsg"]')).toContainText('Kari sent this:')
  expect(await page.content()).not.toContain('SECRET')
  await page.getByRole('button', { name: /^Take back/ }).click()
  await expect(page.locator('[data-shown="nsg"]')).not.toContainText('Kari sent this:')
  expect(app.complaints).toEqual([])
})

test('the SKU can be said, and what is dropped on an item is its answer', async () => {
  const app = await begin()
  const { page } = app
  await entry(page, 'gateway-sku').click()
  await page.getByLabel('Or say it: the gateway is').selectOption('v1')
  await expect(entry(page, 'gateway-sku')).toHaveAttribute('data-state', 'answered')
  await expect(entry(page, 'listener-client-auth')).toHaveAttribute('data-state', 'not-applicable')
  await keepPicture(page, 'session-said')
  await expectAccessible(page)

  await entry(page, 'apim-tier').click()
  await dropFiles(page, page.locator('[data-shown="apim-tier"]'), [lend(documentPath('apim-show.json'))])
  await expect(entry(page, 'apim-tier')).toHaveAttribute('data-state', 'answered')
  // Taken by the item: the window did not open it as well.
  await expect(page.getByRole('button', { name: 'Session', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  )
  await expect(page.getByRole('list', { name: 'Given here' })).toContainText('an API Management service')
  expect(app.complaints).toEqual([])
})

test('a capture counts, fills the queries with its window, and the whole is saved as Markdown', async () => {
  const app = await begin(await recordBothLegs('two-legs-backend-expired'))
  const { page } = app
  const folder = mkdtempSync(join(outputFolder(), 'session-'))
  chmodSync(folder, 0o777)
  await page.getByRole('button', { name: 'Queries for the gateway’s logs' }).click()
  const queries = page.getByRole('region', { name: 'Queries', exact: true })
  await expect(queries).toContainText('They ask for the time of the capture')
  await expect(queries.locator('[data-command="access-AzureDiagnostics"]')).toContainText(
    'between (datetime(',
  )
  await queries.getByRole('button', { name: 'Copy command: access-AGWAccessLogs' }).click()
  await expect(screen(page).toast).toContainText('Copied')
  await keepPicture(page, 'session-queries')
  await expectAccessible(page)

  const output = join(folder, 'session.md')
  await answerSaveDialog(app, output)
  await page.getByRole('button', { name: 'Save session as Markdown' }).click()
  await expect(screen(page).toast).toContainText('Saved session.md')
  expect(readFileSync(output, 'utf8')).toContain('# Session: gateway and API Management with mutual TLS')
  await page.setViewportSize({ width: 800, height: 900 })
  await page.getByRole('button', { name: 'Run next' }).click()
  await keepPicture(page, 'session-narrow')
  await expectAccessible(page)
  expect(app.complaints).toEqual([])
})
