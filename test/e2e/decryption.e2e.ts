import { appendFileSync, writeFileSync } from 'node:fs'
import { expect, type Page, test } from 'playwright/test'
import { sharedPath } from '../support/shared-folder.ts'
import { launch, lend, type RunningApp } from './support/app.ts'
import { answerOpenDialog } from './support/journey.ts'
import { recordLabScenario, recordRsaKeyExchange } from './support/recordings.ts'
import { keepPicture, screen, selectedBytes } from './support/screen.ts'

let running: RunningApp | null = null

test.afterEach(async () => {
  await running?.close()
  running = null
})

test('TLS 1.3 of the lab with its key log: what was encrypted is there field by field', async () => {
  const { capture, keyLog } = await recordLabScenario('client-ca-unknown-tls13')
  running = await launch(capture)
  const { page } = running
  await expect(rung(page, 'encrypted handshake').first()).toBeVisible()
  await keepPicture(page, 'tls13-encrypted')
  await decryptWith(running, { keyLogs: [keyLog] })
  await expect(fact(page)).toHaveText('decrypted')
  await refusedClientIsShown(page, /CN=/)
  await keepPicture(page, 'tls13-alert')
  expect(running.complaints).toEqual([])
})

test('TLS 1.3 of another stack with its key log: likewise', async () => {
  const path = sharedPath('scenarios', 'k_unknown-ca_3.pcap')
  const keys = sharedPath('scenarios', 'k_unknown-ca_3.keys')
  if (path === null || keys === null)
    console.log('skipped: the shared folder with scenarios/k_unknown-ca_3 is absent (TLSCOPE_SHARED)')
  test.skip(path === null || keys === null, 'the shared folder is absent')
  if (path === null || keys === null) return
  running = await launch(lend(path))
  await decryptWith(running, { keyLogs: [lend(keys)] })
  await refusedClientIsShown(running.page, /CN=Lab Root CA/)
  expect(running.complaints).toEqual([])
})

test('a key log that is followed opens the handshake when its secrets come, and the selection stays', async () => {
  const { capture, keyLog, secrets } = await recordLabScenario('client-ca-unknown-tls13')
  writeFileSync(keyLog, '')
  running = await launch(capture)
  const { page } = running
  await decryptWith(running, { keyLogs: [keyLog], follow: true })
  await expect(fact(page)).toHaveText('not decrypted: no secret was given for this session')
  await rung(page, 'ServerHello').click()
  await keepPicture(page, 'no-secret')
  appendFileSync(keyLog, secrets)
  await expect(fact(page)).toHaveText('decrypted')
  await expect(rung(page, 'CertificateRequest')).toBeVisible()
  await expect(rung(page, 'ServerHello')).toHaveAttribute('aria-current', 'true')
  expect(running.complaints).toEqual([])
})

test('the secrets of another session are said to be of no use, and a wrong file is refused in a sentence', async () => {
  const [one, other] = [
    await recordLabScenario('tls13-mutual-ok'),
    await recordLabScenario('client-ca-unknown-tls13'),
  ]
  running = await launch(one.capture)
  const { page } = running
  await decryptWith(running, { keyLogs: [other.keyLog] })
  await expect(fact(page)).toHaveText('not decrypted: no secret was given for this session')
  await expect(screen(page).handshakes.getByRole('option')).toHaveAccessibleName(/no secret/)
  await decryptWith(running, { rsaKeys: [other.keyLog] })
  await expect(screen(page).toast).toContainText('no RSA private key in it')
  await expect(rung(page, 'ServerHello')).toBeVisible()
})

test('an RSA private key opens what was exchanged by RSA', async () => {
  const { capture, rsaKey } = await recordRsaKeyExchange()
  running = await launch(capture)
  const { page } = running
  await decryptWith(running, { rsaKeys: [rsaKey] })
  await expect(fact(page)).toHaveText('decrypted')
  await expect(rung(page, 'Response')).toContainText('HTTP/1.1 403 Forbidden')
  await keepPicture(page, 'rsa-key')
  expect(running.complaints).toEqual([])
})

/** The rungs whose message is called that; braces were encrypted on the wire. */
function rung(page: Page, type: string) {
  const name = page.locator('.rung-name', { hasText: new RegExp(`^\\{?${type}\\}?$`) })
  return screen(page).ladder.getByRole('button').filter({ has: name })
}

/** What the verdict says of decryption. */
function fact(page: Page) {
  return screen(page).verdict.locator('.decryption-fact')
}

/** Chooses the files in the sheet, by the dialogs of the system, and has the capture read again. */
async function decryptWith(
  app: RunningApp,
  files: { keyLogs?: readonly string[]; rsaKeys?: readonly string[]; follow?: boolean },
): Promise<void> {
  const { page } = app
  await page.getByRole('button', { name: 'Decrypt with' }).click()
  const sheet = page.getByRole('dialog', { name: 'Decrypt' })
  for (const file of files.keyLogs ?? []) {
    await answerOpenDialog(app, [file])
    await sheet.getByRole('button', { name: 'Add key log' }).click()
    if (files.follow === true) await sheet.getByRole('checkbox').last().check()
  }
  for (const file of files.rsaKeys ?? []) {
    await answerOpenDialog(app, [file])
    await sheet.getByRole('button', { name: 'Add RSA private key' }).click()
    await expect(sheet.getByText('RSA private key', { exact: true }).last()).toBeVisible()
  }
  await keepPicture(page, 'decrypt')
  await sheet.getByRole('button', { name: 'Read again' }).click()
}

/**
 * A server that asked for a client certificate and refused it, all of it encrypted on the wire: the names it asked
 * with, both chains, and the alert, each with its fields over the decrypted bytes.
 */
async function refusedClientIsShown(page: Page, caName: RegExp): Promise<void> {
  await rung(page, 'CertificateRequest').click()
  await walkTo(page, new RegExp(`^certificate_authorities.*${caName.source}`))
  await spanIsSelected(page, selectedField(page))
  // The names stand deep in the tree: what is asked first leads there at once.
  await askedFirst(page, new RegExp(`^CA name.*${caName.source}`))
  await expect(selectedField(page)).toHaveAccessibleName(new RegExp(`^distinguished_name .*${caName.source}`))
  await spanIsSelected(page, selectedField(page))
  await keepPicture(page, 'tls13-request')
  for (const sender of ['Server', 'Client']) {
    await page.getByRole('button', { name: new RegExp(`^${sender} sent Certificate ?, decrypted`) }).click()
    await keepPicture(page, `tls13-certificate-${sender.toLowerCase()}-opened`)
    await askedFirst(page, /^subject .*CN=/)
    await expect(selectedField(page)).toHaveAccessibleName(/^subject .*CN=/)
    await spanIsSelected(page, selectedField(page))
    await keepPicture(page, `tls13-certificate-${sender.toLowerCase()}`)
  }
  await page.getByRole('button', { name: /^Server sent Alert ?, decrypted/ }).click()
  await field(page, 'description').click()
  expect(await selectedBytes(screen(page).bytes)).toEqual([{ offset: 1, hex: '30' }])
}

/** Rows of the field tree by the name of the field, and by what it says. */
function field(page: Page, name: string, says = /^/) {
  return screen(page)
    .fields.getByRole('treeitem')
    .filter({ has: page.locator('.field-name', { hasText: new RegExp(`^${name}$`) }) })
    .filter({ hasText: says })
}

function selectedField(page: Page) {
  return screen(page).fields.getByRole('treeitem', { selected: true })
}

/** One of the fields that a person asks for first. */
async function askedFirst(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('list', { name: 'Asked first' }).getByRole('button', { name }).first().click()
}

/** Down the tree by keyboard, opening what is shut, to the first field that reads so. */
async function walkTo(page: Page, words: RegExp): Promise<void> {
  const selected = selectedField(page)
  await screen(page).fields.focus()
  await page.keyboard.press('Home')
  for (let step = 0; step < 200; step++) {
    if (words.test(((await selected.textContent()) ?? '').replace(/\s+/g, ' '))) return
    if ((await selected.getAttribute('aria-expanded')) === 'false') await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`no field reads ${words.source}`)
}

/** The field's own bytes are those that are shown as selected. */
async function spanIsSelected(page: Page, row: ReturnType<typeof field>): Promise<void> {
  await row.click()
  await expect(row).toHaveAttribute('aria-selected', 'true')
  const start = Number(await row.getAttribute('data-start'))
  const end = Number(await row.getAttribute('data-end'))
  expect(end).toBeGreaterThan(start)
  const shown = await selectedBytes(screen(page).bytes)
  expect(shown[0]?.offset).toBe(start)
  expect(shown.length).toBeGreaterThan(0)
  expect(shown.at(-1)?.offset).toBeLessThan(end)
}
