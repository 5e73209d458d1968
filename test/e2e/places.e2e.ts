import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { z } from 'zod'
import { accessibilityViolations } from './support/accessibility.ts'
import { launch, type RunningApp } from './support/app.ts'
import { recordBothLegs } from './support/recordings.ts'
import { keepPicture, screen } from './support/screen.ts'

/** Who is who: the gateway, API Management, and the ports that its access log names. */

let running: RunningApp | null = null

test.afterEach(async () => {
  await running?.close()
  running = null
})

const sheet = (page: Page) => page.getByRole('dialog', { name: 'Who is who' })

/** The ports of the client and of the gateway, as the access log has them side by side. */
function portsIn(capture: string): string {
  const cli = resolve(import.meta.dirname, '../../out/main/cli.js')
  const args = [cli, 'analyze', capture, '--json', '--gateway', '10.20.1.0/24', '--apim', '10.20.2.5']
  const { stdout } = (() => {
    try {
      return { stdout: execFileSync(process.execPath, args, { maxBuffer: 64 << 20 }).toString() }
    } catch (error) {
      // A broken handshake ends it with 1.
      return z.object({ stdout: z.instanceof(Buffer).transform(String) }).parse(error)
    }
  })()
  const { handshakes } = z
    .object({ handshakes: z.array(z.object({ leg: z.string(), client: z.object({ port: z.int() }) })) })
    .parse(JSON.parse(stdout))
  const port = (leg: string) => handshakes.find((one) => one.leg === leg)?.client.port
  return `${port('client-gateway')}=${port('gateway-apim')}`
}

test('addresses and log ports typed by the keyboard give the legs, and join them for certain', async () => {
  const capture = await recordBothLegs('two-legs-backend-expired')
  running = await launch(capture)
  const { page } = running
  await screen(page).handshakes.focus()
  await page.keyboard.press('w')
  const gateway = sheet(page).getByRole('textbox', { name: 'Application Gateway' })
  await expect(gateway).toBeFocused()
  await gateway.fill('10.20.1.0/42')
  await expect(sheet(page)).toContainText('10.20.1.0/42 is no network')
  const read = sheet(page).getByRole('button', { name: 'Read the capture again' })
  await expect(read).toBeDisabled()
  await gateway.fill('10.20.1.0/24')
  await sheet(page).getByRole('textbox', { name: 'API Management' }).fill('10.20.2.5')
  const ports = sheet(page).getByRole('textbox', { name: 'Ports from the gateway’s access log' })
  await ports.fill('50123:32768')
  await expect(sheet(page)).toContainText('50123:32768 is no pair of ports')
  await keepPicture(page, 'places')
  expect(await accessibilityViolations(page)).toEqual([])
  await ports.fill(portsIn(capture))
  await ports.press('Enter')
  const way = page.getByRole('region', { name: 'Way through the gateway' })
  await expect(way).toContainText('The backend leg broke.')
  await expect(way).toContainText(/access log|source port/)
  await keepPicture(page, 'places-way')

  // What was said stands there again, counts in the session, and can be taken back.
  await way.getByRole('button', { name: /^Who is who/ }).click()
  await expect(gateway).toHaveValue('10.20.1.0/24')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Session', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Wrong so far' })).toContainText('expired')
  await page.getByRole('button', { name: 'Handshakes', exact: true }).click()
  await page.keyboard.press('w')
  await sheet(page).getByRole('button', { name: 'Clear' }).click()
  await read.click()
  await expect(way).toContainText('as a gateway does')
  expect(running.complaints).toEqual([])
})
