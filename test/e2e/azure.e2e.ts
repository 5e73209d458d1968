import { chmodSync, copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'playwright/test'
import { accessibilityViolations } from './support/accessibility.ts'
import { launch, outputFolder, type RunningApp } from './support/app.ts'
import { keepPicture, screen } from './support/screen.ts'

/** Saved az output in the window: named at the start, chosen, removed. */

const DOCUMENTS = resolve(import.meta.dirname, '../azure/documents')

let running: RunningApp | null = null
let folder = ''

/** Where the user who runs the window may read it. */
function lent(name: string): string {
  const path = join(folder, name)
  copyFileSync(join(DOCUMENTS, name), path)
  chmodSync(path, 0o644)
  return path
}

test.beforeAll(() => {
  folder = mkdtempSync(join(outputFolder(), 'azure-'))
  chmodSync(folder, 0o755)
})

test.afterEach(async () => {
  await running?.close()
  running = null
})

test('backend health and gateway: the sentence, the finding, and the article with its names filled in', async () => {
  running = await launch(lent('health-3.07-cn-leaf.json'), lent('gateway-show.json'))
  const { page } = running
  const told = page.getByRole('region', { name: 'Configuration' })
  await expect(told.getByRole('heading', { level: 2 })).toContainText(
    'Application Gateway agw-edge does not use apim.contoso.internal (setting https-apim)',
  )
  await expect(told.getByRole('region', { name: 'HTTP settings (backend settings)' })).toContainText(
    'host apim.contoso.internal',
  )
  const { fix } = screen(page)
  await expect(fix).toContainText('backend-health-cn-mismatch')
  await expect(fix).toContainText('/backendAddressPools/0/backendHttpSettingsCollection/0/servers/0')
  await expect(fix.getByRole('article')).toContainText('az network application-gateway http-settings list')
  await expect(fix.getByRole('article')).toContainText('-g "rg-edge" --gateway-name "agw-edge"')
  await keepPicture(page, 'configuration')
  expect(await accessibilityViolations(page)).toEqual([])
  expect(running.complaints).toEqual([])
})

test('a wrong file is named, the others are read, and what is removed is no longer judged', async () => {
  const wrong = join(folder, 'vms.json')
  writeFileSync(wrong, '[{"type":"Microsoft.Compute/virtualMachines","name":"vm"}]')
  chmodSync(wrong, 0o644)
  running = await launch(wrong, lent('health-3.09-dates.json'), lent('nsg-show.json'))
  const { page } = running
  const files = page.getByRole('region', { name: 'Saved az output' })
  await expect(files.getByRole('alert')).toContainText('this is the output of az vm list')
  await expect(screen(page).fix).toContainText('backend-health-certificate-dates')
  await files.getByRole('button', { name: 'Remove health-3.09-dates.json' }).click()
  await expect(screen(page).fix).toContainText('Nothing was found that needs a fix.')
  expect(running.complaints).toEqual([])
})
