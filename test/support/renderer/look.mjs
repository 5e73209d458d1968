/**
 * Takes pictures of the window: `node test/support/renderer/look.mjs OUT-FOLDER CAPTURE…`. One capture, several
 * sizes and both themes; `lab` instead of a capture opens the sample incident.
 */
import { mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { startHost } from './host.mjs'

const [folder = 'pictures', ...captures] = process.argv.slice(2)
await mkdir(folder, { recursive: true })
const host = await startHost()
try {
  const empty = await host.openPage()
  await empty.page.getByRole('button', { name: 'Open capture' }).first().waitFor()
  await empty.page.screenshot({ path: join(folder, 'empty-dark.png') })
  for (const capture of captures) {
    for (const [name, width, height, colorScheme] of [
      ['dark', 1440, 900, 'dark'],
      ['light', 1440, 900, 'light'],
      ['small', 1024, 700, 'dark'],
    ]) {
      const lab = capture === 'lab'
      const paths = lab ? [] : [resolve(capture)]
      const { page, complaints } = await host.openPage({ width, height, colorScheme, paths, lab })
      await page.getByRole('option').first().waitFor({ timeout: 60_000 })
      await page.waitForTimeout(500)
      await page
        .getByLabel('Evidence')
        .getByRole('button')
        .first()
        .click({ timeout: 2000 })
        .catch(() => {})
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(folder, `${basename(capture)}-${name}.png`) })
      for (const complaint of complaints) console.log(`${capture} ${name}: ${complaint}`)
      await page.close()
    }
  }
} finally {
  await host.close()
}
