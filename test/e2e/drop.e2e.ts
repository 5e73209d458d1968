import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from 'playwright/test'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem } from '../../src/main/lab/certificates/profile.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { launch, lend, outputFolder, type RunningApp } from './support/app.ts'
import { dropFiles, holdFilesOver } from './support/drop.ts'
import { recordBothLegs } from './support/recordings.ts'
import { keepPicture, screen } from './support/screen.ts'

/** Files let go of over the window, by the browser's own drag and drop: each goes to the view that reads its kind. */

let running: RunningApp | null = null
let folder = ''
let capture = ''

test.beforeAll(async () => {
  folder = mkdtempSync(join(outputFolder(), 'drop-'))
  chmodSync(folder, 0o755)
  capture = await recordBothLegs('two-legs-backend-expired')
  const lab = new LabCertificates()
  file('bundle', chainPem(await lab.clientIntermediate(), await lab.clientRoot()))
})

test.afterEach(async () => {
  await running?.close()
  running = null
})

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  chmodSync(path, 0o644)
  return path
}

const saved = (name: string): string =>
  lend(fileURLToPath(new URL(`../azure/documents/${name}`, import.meta.url)))

const shownView = (page: Page) =>
  page.getByRole('navigation', { name: 'Views' }).locator('[aria-current="page"]')

async function start(view?: string): Promise<RunningApp> {
  running = await launch()
  await expect(running.page.getByRole('heading', { level: 1 })).toBeVisible()
  if (view !== undefined) await running.page.getByRole('button', { name: view, exact: true }).click()
  return running
}

test('a capture, saved az output and certificates that come together fill three views', async () => {
  const { page, complaints } = await start()
  const empty = page.getByRole('main', { name: 'Start' })
  await holdFilesOver(page, empty, [capture])
  await expect(page.getByText('Drop to open')).toBeVisible()
  await keepPicture(page, 'drop-over')
  expect(await accessibilityViolations(page)).toEqual([])
  // Without any extension: what is in them decides.
  const health = join(folder, 'health')
  copyFileSync(saved('health-3.07-cn-leaf.json'), health)
  chmodSync(health, 0o644)
  await dropFiles(page, empty, [capture, health, join(folder, 'bundle')])
  await expect(screen(page).handshakes.getByRole('option')).toHaveCount(2)
  await expect(page.getByText('Drop to open')).toBeHidden()
  await expect(screen(page).toast).toContainText(
    'Opened 1 capture in Handshakes, 1 file in Certificates, 1 file in Azure.',
  )
  await page.getByRole('button', { name: 'Azure', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Configuration' })).toContainText('apim.contoso.internal')
  await page.getByRole('button', { name: 'Certificates', exact: true }).click()
  await expect(page.getByRole('region', { name: 'As client CA file: bundle' })).toContainText(
    'Application Gateway takes this file as client CA.',
  )
  expect(complaints).toEqual([])
})

test('one kind of file brings up its view, wherever it is dropped', async () => {
  const { page, complaints } = await start()
  await dropFiles(page, page.getByRole('main'), [saved('gateway-show.json')])
  await expect(shownView(page)).toHaveText('Azure')
  await dropFiles(page, page.getByRole('region', { name: 'Configuration' }), [saved('apim-show.json')])
  await expect(page.getByRole('region', { name: 'Saved az output' })).toContainText('apim-show.json')
  // Rows of a log as a spreadsheet saves them, under a name that lies.
  const rows = readFileSync(saved('log-2.11-spreadsheet-semicolons.csv'), 'utf8').replaceAll(';', '\t')
  const unicode = file('rows.cer', Buffer.from(rows, 'utf16le'))
  await dropFiles(page, page.getByRole('region', { name: 'Configuration' }), [unicode])
  await expect(shownView(page)).toHaveText('Azure')
  await expect(page.getByRole('region', { name: 'Configuration' })).toContainText('ERRORINFO_HTTPS_NO_CERT')
  await dropFiles(page, page.getByRole('region', { name: 'Configuration' }), [join(folder, 'bundle')])
  await expect(shownView(page)).toHaveText('Certificates')
  await dropFiles(page, page.getByRole('region', { name: 'Certificate files' }), [capture])
  await expect(screen(page).handshakes.getByRole('option')).toHaveCount(2)
  expect(complaints).toEqual([])
})

test('what nothing here reads is named, and what was on screen stays', async () => {
  const { page, complaints } = await start()
  const picture = file('topology.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13))
  const keys = file('client.keys', `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`)
  mkdirSync(join(folder, 'captures'), { recursive: true })
  await dropFiles(page, page.getByRole('main'), [picture])
  await expect(page.getByRole('alert')).toContainText('topology.png is neither a capture, nor a certificate')
  await dropFiles(page, page.getByRole('main'), [capture])
  await expect(screen(page).handshakes.getByRole('option')).toHaveCount(2)
  await dropFiles(page, screen(page).ladder, [picture, keys, join(folder, 'captures')])
  const { toast } = screen(page)
  await expect(toast).toContainText('topology.png is neither a capture')
  await expect(toast).toContainText('client.keys is a key log')
  await expect(toast).toContainText('captures is a folder')
  await expect(screen(page).handshakes.getByRole('option')).toHaveCount(2)
  // A damaged capture is told by its name, and its reader says what is wrong.
  await dropFiles(page, screen(page).ladder, [file('damaged.pcap', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))])
  await expect(page.getByRole('alert')).toContainText('damaged.pcap could not be read')
  expect(complaints).toEqual([])
})

test('what falls on the session is an answer: to the item in the list, to the one shown, and captures count', async () => {
  const { page, complaints } = await start('Session')
  const progress = page.getByRole('progressbar', { name: 'Answered' })
  const entry = (id: string) => page.locator(`[data-item="${id}"]`)
  await holdFilesOver(page, page.getByRole('main'), [capture])
  await expect(page.getByText('Drop to answer')).toBeVisible()
  await dropFiles(page, entry('apim-tier'), [saved('apim-show.json')])
  await expect(page.locator('[data-shown="apim-tier"]')).toBeVisible()
  await expect(entry('apim-tier')).toHaveAttribute('data-state', 'answered')
  await expect(page.getByRole('list', { name: 'Given here' })).toContainText('an API Management service')
  await entry('probe').click()
  const box = page.getByRole('textbox', { name: /^Answer to/ })
  await dropFiles(page, box, [saved('gateway-show.json'), saved('health-healthy.json'), capture])
  await expect(entry('probe')).toHaveAttribute('data-state', 'answered')
  await expect(shownView(page)).toHaveText('Session')
  await expect(screen(page).toast).toContainText('Reading 1 capture; what it shows counts here.')
  await expect(progress).toHaveAttribute('aria-valuetext', /^1[2-9] of 19 answered/)
  await page.getByRole('button', { name: 'Run next' }).click()
  const next = page.getByRole('region', { name: 'Run next', exact: true })
  await expect(next.getByRole('region', { name: 'Wrong so far' })).toContainText('502')
  await dropFiles(page, next, [
    file('handshake.log', 'CONNECTED(00000003)\ndepth=0 CN = apim.contoso.internal\nverify return:1\n---\n'),
  ])
  await expect(next.getByRole('region', { name: 'Read so far' })).toContainText('handshake.log')
  await keepPicture(page, 'drop-session')
  await dropFiles(page, next, [file('broken.pcap', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))])
  await expect(next.getByRole('alert').filter({ hasText: 'broken.pcap' })).toBeVisible()
  await expect(shownView(page)).toHaveText('Session')
  expect(await accessibilityViolations(page)).toEqual([])
  expect(complaints).toEqual([])
})

test('captures that fall on the comparison are its sides', async () => {
  const { page, complaints } = await start('Compare')
  const other = await recordBothLegs('two-legs-certificate-ends')
  const side = (name: string) => page.getByRole('region', { name, exact: true })
  await dropFiles(page, side('B'), [capture])
  await expect(side('B')).toContainText('two-legs-backend-expired.pcapng')
  await expect(side('A')).toContainText('not chosen')
  await dropFiles(page, page.getByRole('main'), [other])
  await expect(side('A')).toContainText(other.replace(/^.*\//, ''))
  await expect(page.getByRole('region', { name: 'Comparison' }).getByRole('heading')).toContainText(/A|B/)
  await expect(page.getByRole('listbox', { name: 'Messages side by side' })).toBeVisible()
  expect(await accessibilityViolations(page)).toEqual([])
  expect(complaints).toEqual([])
})
