import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { sampleArticle } from '../unit/shared/runbook/sample-article.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { given, launch, outputFolder, type RunningApp } from './support/app.ts'
import { answerOpenDialog } from './support/journey.ts'
import { recordLabScenario } from './support/recordings.ts'
import { keepPicture, screen } from './support/screen.ts'

/** A team's own articles: the folder chosen, its faults told, remembered, left. */

let running: RunningApp | null = null
let folder = ''

test.beforeAll(() => {
  folder = mkdtempSync(join(outputFolder(), 'our-runbook-'))
  chmodSync(folder, 0o755)
  put(
    'our-client-ca.md',
    sampleArticle('our-client-ca', [
      ['title: A sample', 'title: Ask Kari for the client CA'],
      ['  - server-root-untrusted', '  - client-certificate-untrusted'],
    ]),
  )
  put('our-vpn.md', sampleArticle('our-vpn', [['risk: low', 'risk: some']]))
})

test.afterEach(async () => {
  await running?.close()
  running = null
})

function put(name: string, text: string): void {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, 0o644)
}

const sheet = (page: Page) => page.getByRole('dialog', { name: 'Runbook folder' })

test('the folder is chosen, its articles stand beside ours, its faults are told, and it is remembered and left', async () => {
  const profile = `--user-data-dir=${join(given('TLSCOPE_E2E_HOME'), 'profile-runbook')}`
  const { capture } = await recordLabScenario('client-ca-unknown')
  running = await launch(profile, capture)
  const { page } = running
  const { fix } = screen(page)
  await expect(fix.getByRole('article')).toBeVisible()
  await fix.getByRole('button', { name: 'Runbook folder of your own' }).click()
  await expect(sheet(page)).toContainText('No folder chosen')
  await answerOpenDialog(running, [folder])
  await sheet(page).getByRole('button', { name: 'Choose folder' }).click()
  await expect(sheet(page).getByRole('status')).toContainText('1 article of yours is in use.')
  const problems = sheet(page).getByRole('list', { name: 'Problems' })
  await expect(problems).toContainText('our-vpn.md is left out')
  await expect(problems).toContainText(/line \d+: risk/)
  await keepPicture(page, 'runbook-folder')
  expect(await accessibilityViolations(page)).toEqual([])

  put('our-vpn.md', sampleArticle('our-vpn'))
  await sheet(page).getByRole('button', { name: 'Read again' }).click()
  await expect(sheet(page).getByRole('status')).toContainText('2 articles of yours are in use.')
  await page.keyboard.press('Escape')
  await fix
    .getByRole('navigation', { name: 'Articles' })
    .getByRole('button', { name: 'Ask Kari for the client CA' })
    .click()
  await expect(fix.getByRole('article')).toContainText('From your own runbook folder')
  await keepPicture(page, 'runbook-own-article')
  expect(running.complaints).toEqual([])
  await running.close()

  running = await launch(profile, capture)
  const again = screen(running.page)
  await expect(
    again.fix
      .getByRole('navigation', { name: 'Articles' })
      .getByRole('button', { name: 'Ask Kari for the client CA' }),
  ).toBeVisible()
  // From the palette, by the keyboard.
  await running.page.keyboard.press('Control+k')
  await running.page.keyboard.type('runbook folder')
  await running.page.keyboard.press('Enter')
  await sheet(running.page).getByRole('button', { name: 'Back to the runbook that ships' }).click()
  await expect(sheet(running.page)).toContainText('No folder chosen')
  await running.page.keyboard.press('Escape')
  await expect(again.fix).not.toContainText('Ask Kari')
  expect(running.complaints).toEqual([])
})
