import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { LabCertificates } from '../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../src/main/lab/certificates/profile.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { launch, outputFolder, type RunningApp } from './support/app.ts'
import { dropFiles } from './support/drop.ts'
import { answerOpenDialog, answerSaveDialog } from './support/journey.ts'
import { keepPicture } from './support/screen.ts'

/** Certificate files in the window: dropped, opened, unlocked, judged. */

const PASSPHRASE = 'correct horse battery staple'
const lab = new LabCertificates()

let running: RunningApp | null = null
let folder = ''
let keyLine = ''

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  chmodSync(path, 0o644)
  return path
}

test.beforeAll(async () => {
  folder = mkdtempSync(join(outputFolder(), 'certificates-'))
  chmodSync(folder, 0o755)
  const [client, issuing, root] = [await lab.client(), await lab.clientIntermediate(), await lab.clientRoot()]
  const key = keyPem(client.privateKey)
  keyLine = key.split('\n')[1] ?? ''
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const
  file('bundle.pem', chainPem(issuing, root))
  file('client.pem', client.pem + client.privateKey.export(locked).toString())
  file('open.pem', client.pem + key)
  file('root.cer', root.der)
  file('words.cer', 'Nothing but words.\n')
})

test.afterEach(async () => {
  await running?.close()
  running = null
})

test('a bundle and a locked client certificate are opened, unlocked, and held against one another', async () => {
  running = await launch()
  const { page } = running
  await page.getByRole('button', { name: 'Certificates', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What is in this certificate file?')
  await answerOpenDialog(running, [join(folder, 'bundle.pem'), join(folder, 'client.pem')])
  await page.getByRole('button', { name: 'Open certificate files' }).first().click()
  const files = page.getByRole('region', { name: 'Certificate files' })
  await expect(files).toContainText('a passphrase is needed')
  const passphrase = files.getByLabel(/^Passphrase/)
  await passphrase.fill('wrong')
  await passphrase.press('Enter')
  await expect(files).toContainText('the passphrase does not open')
  await passphrase.fill(PASSPHRASE)
  await passphrase.press('Enter')
  await expect(files.getByLabel(/^Passphrase/)).toHaveCount(0)

  const card = page.getByRole('article', { name: /CN=device-17/ })
  await expect(card).toContainText('with its key')
  await expect(card.locator('[data-role="client-certificate"]')).toHaveAttribute('data-suits', 'yes')
  await expect(card.locator('[data-role="trusted-root-v2"]')).toHaveAttribute('data-suits', 'no')
  const bundle = page.getByRole('region', { name: 'As client CA file: bundle.pem' })
  await expect(bundle).toContainText('Application Gateway takes this file as client CA.')
  await expect(bundle.getByRole('list', { name: 'Clients' })).toContainText('Check on: Accepted')

  const chains = page.getByRole('region', { name: 'Chains' })
  await expect(chains.locator('[data-against="platform"]').first()).toHaveAttribute('data-trusted', 'no')
  await answerOpenDialog(running, [join(folder, 'root.cer')])
  await page.getByRole('button', { name: 'Judge by roots of my own' }).click()
  await expect(chains.locator('[data-against="given-roots"]').first()).toHaveAttribute('data-trusted', 'yes')
  await keepPicture(page, 'certificates')
  expect(await accessibilityViolations(page)).toEqual([])
  expect(running.complaints).toEqual([])
})

test('files named at the start: a key beside its certificate is told and never shown, noise is named', async () => {
  running = await launch(join(folder, 'open.pem'), join(folder, 'words.cer'))
  const { page } = running
  const files = page.getByRole('region', { name: 'Certificate files' })
  await expect(files.getByRole('listitem').filter({ hasText: 'open.pem' })).toContainText(
    '1 private key (RSA 2048 bits)',
  )
  await expect(files.getByRole('alert')).toContainText('is neither PEM')
  const check = page.getByRole('region', { name: 'As client CA file: open.pem' })
  await expect(check).toContainText('ApplicationGatewayTrustedClientCertificateMustNotHavePrivateKey')
  await expect(check.locator('[data-finding="client-ca-bundle-private-key"]')).toHaveAttribute(
    'data-severity',
    'error',
  )
  expect(await page.content()).not.toContain(keyLine.slice(0, 24))
  await expect(page).toHaveTitle('Certificates - tlscope')
  await files.getByRole('button', { name: 'Remove open.pem' }).click()
  await expect(page.getByRole('region', { name: 'Certificates', exact: true })).toContainText(
    'No certificate could be read yet',
  )
  expect(running.complaints).toEqual([])
})

test('the client CA file and the root file are looked at, then saved, and hold no key', async () => {
  const app = await launch(join(folder, 'open.pem'))
  running = app
  const { page } = app
  const files = page.getByRole('region', { name: 'Certificate files' })
  await files.getByRole('button', { name: 'Make client CA file for the listener' }).click()
  const bundle = page.getByRole('dialog', { name: 'Client CA file for the listener' })
  await expect(bundle).toContainText('a certificate that belongs into it is missing')
  await expect(bundle.getByRole('button', { name: 'Save as .pem' })).toBeDisabled()
  await app.app.evaluate(({ clipboard }) => clipboard.clear())
  await bundle.getByRole('button', { name: 'Copy text' }).click()
  expect(await app.app.evaluate(({ clipboard }) => clipboard.readText())).toContain('CN=')
  await keepPicture(page, 'client-ca-missing')
  expect(await accessibilityViolations(page)).toEqual([])
  await page.keyboard.press('Escape')

  await dropFiles(page, files, [join(folder, 'bundle.pem')])
  await expect(files.getByRole('list', { name: 'Files' })).toContainText('bundle.pem')
  await files.getByRole('button', { name: 'Make client CA file for the listener' }).click()
  await expect(bundle).toContainText('The listener takes it: 2 certificates.')
  await keepPicture(page, 'client-ca')
  const out = mkdtempSync(join(outputFolder(), 'made-'))
  chmodSync(out, 0o777)
  await answerSaveDialog(app, join(out, 'client-ca.pem'))
  await bundle.getByRole('button', { name: 'Save as .pem' }).click()
  await expect(bundle).toBeHidden()
  const saved = readFileSync(join(out, 'client-ca.pem'), 'utf8')
  expect(saved.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
  expect(saved).not.toContain('PRIVATE')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('root file')
  await page.keyboard.press('Enter')
  const root = page.getByRole('dialog', { name: 'Certificate for the backend setting' })
  await expect(root).toContainText('The root of this chain, as Base-64.')
  await root.getByLabel('Gateway').selectOption('v1')
  await expect(root).toContainText('The server’s own certificate, as Base-64.')
  await root.getByLabel('Gateway').selectOption('v2')
  await keepPicture(page, 'root-file')
  expect(await accessibilityViolations(page)).toEqual([])
  await answerSaveDialog(app, join(out, 'root.cer'))
  await root.getByRole('button', { name: 'Save as .cer' }).click()
  await expect(root).toBeHidden()
  expect(readFileSync(join(out, 'root.cer'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----\r\n/)
  expect(app.complaints).toEqual([])
})
