import { expect, type Page, test } from 'playwright/test'
import { accessibilityViolations } from './support/accessibility.ts'
import { launch, type RunningApp } from './support/app.ts'
import { answerOpenDialog } from './support/journey.ts'
import { recordBothLegs, recordLabScenario } from './support/recordings.ts'
import { keepPicture, screen } from './support/screen.ts'

/** The two legs of a way through the gateway, and two handshakes held against one another. */

let running: RunningApp | null = null

test.afterEach(async () => {
  await running?.close()
  running = null
})

test('a machine is pointed out as the gateway; said to be it, both legs are joined and lead to one another', async () => {
  running = await launch(await recordBothLegs('two-legs-backend-expired'))
  const { page } = running
  const way = page.getByRole('region', { name: 'Way through the gateway' })
  await expect(way).toContainText('10.20.1.10 answers clients and opens TLS connections to 10.20.2.5')
  await keepPicture(page, 'way-suggested')
  await expectAccessible(page)
  await way.getByRole('button', { name: 'It is the gateway: read again' }).click()
  await expect(way).toContainText('The backend leg broke.')
  await expect(way).toContainText('so the client saw HTTP 502 Bad Gateway')
  await page.locator('#handshake-h0').click()
  await expect(screen(page).verdict.getByRole('img', { name: /Gateway to APIM: broke here/ })).toBeVisible()
  await keepPicture(page, 'way')
  await expectAccessible(page)
  await way.getByRole('button', { name: /Go to h1/ }).click()
  await expect(screen(page).handshakes.getByRole('option', { selected: true })).toContainText(
    'gateway → APIM',
  )
  await expect(way.getByRole('button', { name: /Go to h0/ })).toBeVisible()
  expect(running.complaints).toEqual([])
})

test('two handshakes of one capture are compared by the keyboard: sentence, ladders, fields, bytes', async () => {
  running = await launch(await recordBothLegs('two-legs-backend-expired'))
  const { page } = running
  await screen(page).handshakes.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('x')
  await expect(screen(page).toast).toContainText('two-legs-backend-expired.pcapng#h0')
  await page.keyboard.press('End')
  await page.keyboard.press('x')
  const head = page.getByRole('region', { name: 'Comparison' })
  await expect(head.getByRole('heading')).toContainText('A and B part at message 3')
  const rows = page.getByRole('listbox', { name: 'Messages side by side' })
  await expect(rows).toBeFocused()
  await expect(rows.getByRole('option', { selected: true })).toContainText('they part here')
  const fields = page.getByRole('region', { name: 'Fields', exact: true })
  await expect(fields).toContainText('application_layer_protocol_negotiation')
  await keepPicture(page, 'compare')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  const bytes = page.getByRole('region', { name: 'Bytes of A' })
  await expect(bytes.locator('mark').first()).toBeVisible()
  await keepPicture(page, 'compare-bytes')
  await expectAccessible(page)
  await page.keyboard.press('ArrowDown')
  await expect(rows.getByRole('option', { selected: true })).toContainText('ServerHello')
  const few = await rows.getByRole('option').count()
  await page.getByLabel('Only what differs').uncheck()
  await expect(rows.getByRole('option').filter({ hasText: 'SYN' }).first()).toBeVisible()
  expect(await rows.getByRole('option').count()).toBeGreaterThan(few)
  await rows.focus()
  await page.keyboard.press('s')
  await expect(page.getByRole('region', { name: 'A', exact: true })).toContainText('#h1')
  await page.keyboard.press('Escape')
  await expect(screen(page).ladder).toBeVisible()
  expect(running.complaints).toEqual([])
})

test('two files are compared, one through the gateway and one straight', async () => {
  const through = await recordBothLegs('two-legs-certificate-ends')
  const straight = await recordLabScenario('tls13-mutual-ok')
  running = await launch()
  const { page } = running
  await expect(page.getByRole('heading', { name: /Where did/ })).toBeVisible()
  await page.keyboard.press('X')
  const head = page.getByRole('region', { name: 'Comparison' })
  await expect(head.getByRole('heading')).toContainText('Choose what A and B are')
  await expectAccessible(page)
  await answerOpenDialog(running, [straight.capture])
  await page.getByRole('button', { name: 'Choose a file for A' }).click()
  await answerOpenDialog(running, [through])
  await page.getByRole('button', { name: 'Choose a file for B' }).click()
  await expect(head.getByRole('heading')).toContainText('A and B part')
  await page.getByLabel('Handshake of B').selectOption('h1')
  await expect(page.getByRole('region', { name: 'B', exact: true })).toContainText('10.20.1.10')
  await page.getByLabel('What the two are').selectOption('direct,gateway')
  await expect(head).toContainText(/note/)
  await keepPicture(page, 'compare-files')
  await expectAccessible(page)
  expect(running.complaints).toEqual([])
})

async function expectAccessible(page: Page): Promise<void> {
  expect(await accessibilityViolations(page)).toEqual([])
}
