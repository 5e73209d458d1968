import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { PASSPHRASE, type ProbeServers, startProbeServers } from '../support/probe-servers.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { launch, outputFolder, type RunningApp } from './support/app.ts'
import { answerOpenDialog, answerSaveDialog } from './support/journey.ts'
import { keepPicture, screen, selectedBytes } from './support/screen.ts'

let running: RunningApp | null = null
let servers: ProbeServers | null = null

test.beforeAll(async () => {
  servers = await startProbeServers(outputFolder())
})

test.afterAll(() => servers?.close())

test.afterEach(async () => {
  await running?.close()
  running = null
})

test('Enter on a target probes at once: stages above the ladder, the answer beside it', async () => {
  const { app, page } = await begin()
  await page.keyboard.press('c')
  await target(page).fill(`127.0.0.1:${port('plain')}`)
  await target(page).press('Enter')
  await expect(screen(page).verdict.getByRole('heading')).toContainText(/Completed|Broken/)
  for (const [stage, mark] of [
    ['dns', 'skipped'],
    ['tcp', 'done'],
    ['tls', 'done'],
    ['http', 'done'],
  ] as const)
    await expect(page.locator(`[data-stage="${stage}"]`)).toHaveAttribute('data-mark', mark)
  await rung(page, 'ServerHello').click()
  await expect(screen(page).bytes).toBeVisible()
  await tab(page, 'Connection').click()
  await expect(page.getByRole('tabpanel')).toContainText('HTTP/1.1 200 OK')
  await expect(page.getByRole('tabpanel')).toContainText('Service Operational')
  await keepPicture(page, 'probe-answered')
  await expectAccessible(page)
  await chooseTheme(page, 'dark')
  await keepPicture(page, 'probe-answered-dark')
  await expectAccessible(page)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())).toContain(
    String(port('plain')),
  )
  expect(running?.complaints).toEqual([])
})

test('a locked key asks for its passphrase, once wrong, once right, and never again for the same files', async () => {
  const { page } = await begin()
  const { files } = there()
  await openForm(page)
  await target(page).fill(`localhost:${port('strict')}`)
  await givePair(files.cert, files.lockedKey)
  await keepPicture(page, 'probe-form')
  await expectAccessible(page)
  await target(page).press('Enter')
  const question = page.getByRole('dialog', { name: 'Passphrase' })
  const field = question.getByLabel('Passphrase of client-locked.key')
  await expect(field).toHaveAttribute('type', 'password')
  await field.fill('not this one')
  await field.press('Enter')
  await expect(question.getByRole('alert')).toContainText('does not open')
  await keepPicture(page, 'probe-passphrase')
  await expectAccessible(page)
  await question.getByLabel('Passphrase of client-locked.key').fill(PASSPHRASE)
  await page.keyboard.press('Enter')
  await expect(stage(page, 'http')).toHaveAttribute('data-mark', 'done')
  await tab(page, 'Client certificate').click()
  await expect(page.getByRole('tabpanel')).toContainText('Accepted')
  await expect(page.getByRole('tabpanel')).toContainText('answered with this certificate')
  await keepPicture(page, 'probe-accepted')
  await page.keyboard.press('a')
  await expect(page.getByRole('listbox', { name: 'Probes' }).getByRole('option')).toHaveCount(2)
  await expect(page.getByRole('option', { selected: true })).not.toContainText('Running')
  await expect(page.getByRole('option', { selected: true })).toContainText('TLS 1.3')
  expect(await everythingStored(page)).not.toContain(PASSPHRASE)
  expect(await page.content()).not.toContain(PASSPHRASE)
  expect(running?.complaints).toEqual([])
})

test('a TLS 1.3 server that refuses after the handshake: seen, with the names it asked for and their bytes', async () => {
  const { page } = await begin()
  const { files } = there()
  await openForm(page)
  await target(page).fill(`localhost:${port('strict')}`)
  await givePair(files.rogueCert, files.rogueKey)
  await target(page).press('Enter')
  await expect(screen(page).verdict.getByRole('heading')).toContainText('Broken')
  await expect(stage(page, 'tls')).toHaveAttribute('data-mark', 'done')
  await expect(page.locator('[data-mark="failed"]')).toHaveCount(1)
  await expect(screen(page).ladder.locator('[data-break]')).toBeVisible()
  await keepPicture(page, 'probe-late-refusal')
  await tab(page, 'Client certificate').click()
  const table = page.getByRole('table', { name: /What the server asks for/ })
  await expect(table.getByRole('columnheader')).toHaveText(['The server asks for', 'Your certificate has'])
  await expect(table).toContainText('CN=Contoso Client Root CA')
  await expect(table.locator('tr[data-match="no-match"]').first()).toContainText('no match')
  await table.getByRole('button', { name: /CN=Contoso Client Root CA/ }).click()
  await expect(rung(page, 'CertificateRequest')).toHaveAttribute('aria-current', 'true')
  expect((await selectedBytes(screen(page).bytes)).length).toBeGreaterThan(8)
  await keepPicture(page, 'probe-acceptance')
  await expectAccessible(page)
  expect(running?.complaints).toEqual([])
})

test('what the gateway would say of the server stands beside it, with the setting that changes it', async () => {
  const { page } = await begin()
  const { files } = there()
  await openForm(page)
  await target(page).fill(`localhost:${port('plain')}`)
  await group(page, 'What is offered').click()
  await page.getByLabel('Greets like').selectOption('appgw-v2-backend')
  await expect(page.getByText('UNVERIFIED').first()).toBeVisible()
  await keepPicture(page, 'probe-form-profile')
  await group(page, 'Checks').click()
  await answerOpenDialog(present(), [files.serverRoot])
  await page.getByRole('button', { name: 'Add trusted root' }).click()
  await target(page).press('Enter')
  await expect(screen(page).verdict.getByRole('heading')).not.toBeEmpty()
  await tab(page, 'Server').click()
  const panel = page.getByRole('tabpanel')
  await expect(panel).toContainText('Unhealthy')
  await expect(panel.getByRole('list', { name: 'Checks of the gateway' })).toContainText('name failed')
  await expect(panel).toContainText('CN=apim.contoso.internal')
  await expect(panel).toContainText('UNVERIFIED')
  await keepPicture(page, 'probe-gateway')
  await expectAccessible(page)
  expect(running?.complaints).toEqual([])
})

test('a closed port ends at TCP, a wrong target is told at its field, earlier probes come back', async () => {
  const { page } = await begin()
  await openForm(page)
  await target(page).fill('10.1:99999')
  await target(page).press('Enter')
  await expect(page.getByText('is neither a name nor an IPv4 address')).toBeVisible()
  await expect(target(page)).toHaveAttribute('aria-invalid', 'true')
  await target(page).fill(`127.0.0.1:${port('closed')}`)
  await target(page).press('Enter')
  await expect(stage(page, 'tcp')).toHaveAttribute('data-mark', 'failed')
  await expect(stage(page, 'tls')).toHaveAttribute('data-mark', 'not-reached')
  await expect(screen(page).verdict.getByRole('heading')).toContainText('refused the TCP connection')
  await keepPicture(page, 'probe-closed-port')
  await expectAccessible(page)
  await probeTarget(page, `127.0.0.1:${port('plain')}`)
  await expect(stage(page, 'http')).toHaveAttribute('data-mark', 'done')
  const probes = page.getByRole('listbox', { name: 'Probes' })
  await expect(probes.getByRole('option')).toHaveCount(2)
  await probes.focus()
  await page.keyboard.press('ArrowDown')
  await expect(stage(page, 'tcp')).toHaveAttribute('data-mark', 'failed')
  await page.keyboard.press('ArrowUp')
  await rung(page, 'ServerHello').click()
  await expect(screen(page).bytes.locator('[data-offset]').first()).toBeVisible()
  expect(running?.complaints).toEqual([])
})

test('a server that says nothing is left with Escape', async () => {
  const { page } = await begin()
  await probeTarget(page, `127.0.0.1:${port('silent')}`)
  await expect(stage(page, 'tls')).toHaveAttribute('data-mark', 'running')
  await keepPicture(page, 'probe-running')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Probe', exact: true })).toContainText('cancelled')
  await keepPicture(page, 'probe-cancelled')
  expect(running?.complaints).toEqual([])
})

test('a saved probe holds no secrets unless they were asked for by name, and reads the same again', async () => {
  const { page } = await begin()
  await probeTarget(page, `127.0.0.1:${port('optional')}`)
  await expect(stage(page, 'http')).toHaveAttribute('data-mark', 'done')
  // All stages may be over before what came is judged.
  await expect(screen(page).verdict.getByRole('heading')).toContainText(/Completed|Broken/)
  const verdict = await screen(page).verdict.getByRole('heading').textContent()
  const plain = join(outputFolder(), 'probe.pcapng')
  await answerSaveDialog(present(), plain)
  await page.getByRole('button', { name: 'Save the probe as a capture' }).click()
  await expect(screen(page).toast).toContainText('without secrets')
  expect(existsSync(plain)).toBe(true)
  expect(readFileSync(plain, 'latin1')).not.toContain('TRAFFIC_SECRET')
  const secret = join(outputFolder(), 'probe-secrets.pcapng')
  await answerSaveDialog(present(), secret)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('decryption secrets')
  await page.keyboard.press('Enter')
  await expect(screen(page).toast).toContainText('the secrets that decrypt it')
  await running?.close()
  running = await launch(secret)
  await expect(screen(running.page).verdict.getByRole('heading')).toHaveText(verdict ?? '')
  await expect(stage(running.page, 'http')).toHaveAttribute('data-mark', 'done')
  await keepPicture(running.page, 'probe-saved')
})

test('the matrix says what tells good from bad; its grid goes by the keyboard, each cell to its ladder', async () => {
  test.setTimeout(120_000)
  const { page } = await begin()
  const { files } = there()
  await openForm(page)
  await target(page).fill(`localhost:${port('strict')}`)
  await givePair(files.cert, files.key)
  await page.getByRole('group', { name: 'Ask' }).getByRole('button', { name: 'Matrix' }).click()
  await keepPicture(page, 'matrix-form')
  await target(page).press('Enter')
  const grid = page.getByRole('grid', { name: 'Matrix of probes' })
  await expect(grid).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 })
  await expect(page.getByRole('region', { name: 'Differences' }).getByRole('heading')).toContainText(
    /client certificate/,
  )
  await expect(grid.getByRole('gridcell', { name: /TLS 1\.3, full chain.*: ok/ }).first()).toBeVisible()
  await expect(
    grid.getByRole('gridcell', { name: /TLS 1\.3, no certificate.*: alert/ }).first(),
  ).toBeVisible()
  await keepPicture(page, 'matrix')
  await expectAccessible(page)
  await chooseTheme(page, 'dark')
  await keepPicture(page, 'matrix-dark')
  await expectAccessible(page)
  const corner = grid.locator('[data-cell="0"]')
  await corner.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('End')
  await page.keyboard.press('PageDown')
  const last = grid.getByRole('gridcell').last()
  await expect(last).toBeFocused()
  await expect(last).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(screen(page).verdict.getByRole('heading')).not.toBeEmpty()
  await expect(rung(page, 'ServerHello')).toBeVisible()
  await expect(
    page.getByRole('listbox', { name: 'Cells' }).getByRole('option', { selected: true }),
  ).toHaveCount(1)
  await keepPicture(page, 'matrix-cell')
  await expectAccessible(page)
  await page.keyboard.press('g')
  await expect(grid).toBeVisible()
  expect(running?.complaints).toEqual([])
})

test('a name that does not resolve ends before a packet is sent, and a public address is asked about', async () => {
  const { page } = await begin()
  await probeTarget(page, 'no-such-name.invalid')
  // Where no resolver answers, that takes its time too.
  await expect(stage(page, 'dns')).toHaveAttribute('data-mark', 'failed', { timeout: 25_000 })
  await expect(screen(page).verdict.getByRole('heading')).toContainText('no-such-name.invalid')
  await keepPicture(page, 'probe-no-such-name')
  await expectAccessible(page)
  // TEST-NET-3 of RFC 5737: nobody's.
  await probeTarget(page, '203.0.113.7')
  const question = page.getByRole('dialog', { name: 'Public address' })
  await expect(question).toContainText('203.0.113.7 lies outside private address space')
  await keepPicture(page, 'probe-public-address')
  await expectAccessible(page)
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('region', { name: 'Probe', exact: true })).toContainText('cancelled')
  await expect(stage(page, 'tcp')).toHaveAttribute('data-mark', 'not-reached')
  expect(running?.complaints).toEqual([])
})

test('without a choice in the dialog no file is read as a key, whatever the page asks', async () => {
  const { page } = await begin()
  const { files } = there()
  const refused = await page.evaluate(
    ([key, target]) =>
      (
        globalThis as unknown as { tlscope: { startProbe(request: object): Promise<unknown> } }
      ).tlscope.startProbe({ options: { target, credential: { cert: key } } }),
    [files.key, `127.0.0.1:${port('plain')}`] as const,
  )
  expect(refused).toMatchObject({ ok: false, error: { code: 'not-chosen' } })
})

async function begin(): Promise<RunningApp> {
  running = await launch()
  await expect(running.page.getByRole('heading', { name: /Where did/ })).toBeVisible()
  return running
}

function present(): RunningApp {
  if (running === null) throw new Error('the application is not running')
  return running
}

function there(): ProbeServers {
  if (servers === null) throw new Error('the servers are not running')
  return servers
}

function port(server: 'strict' | 'optional' | 'plain' | 'silent' | 'closed'): number {
  return there()[server]
}

const target = (page: Page) => page.getByLabel('Target')
const stage = (page: Page, name: string) => page.locator(`[data-stage="${name}"]`)
const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })
const group = (page: Page, name: string) => page.locator('summary', { hasText: name })
const rung = (page: Page, type: string) =>
  screen(page)
    .ladder.getByRole('button', { name: new RegExp(`\\b${type}\\b`) })
    .first()

async function openForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Probe a server' }).first().click()
  await expect(page.getByRole('dialog', { name: 'Probe a server' })).toBeVisible()
}

async function probeTarget(page: Page, name: string): Promise<void> {
  await openForm(page)
  await target(page).fill(name)
  await target(page).press('Enter')
}

async function givePair(cert: string, key: string): Promise<void> {
  const { page } = present()
  await group(page, 'Client certificate').click()
  await page.getByRole('button', { name: 'Certificate and key', exact: true }).click()
  await answerOpenDialog(present(), [cert])
  await page.getByRole('button', { name: 'Choose certificate' }).click()
  await answerOpenDialog(present(), [key])
  await page.getByRole('button', { name: 'Choose private key' }).click()
}

/** The button goes from the system's theme to the dark one, to the light one, and round. */
async function chooseTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  for (let clicks = 0; clicks < 3; clicks++) {
    await page.getByRole('button', { name: 'Change theme' }).click()
    if ((await page.locator('html').getAttribute('data-theme')) === theme) return
  }
  throw new Error(`the button never led to the ${theme} theme`)
}

async function expectAccessible(page: Page): Promise<void> {
  expect(await accessibilityViolations(page)).toEqual([])
}

function everythingStored(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify({ ...globalThis.localStorage }))
}
