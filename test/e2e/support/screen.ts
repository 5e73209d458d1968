import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, type Locator, type Page } from 'playwright/test'
import { type AnalysisDocument, analysisDocumentSchema } from './analysis-document.ts'

const root = resolve(import.meta.dirname, '../../..')

/** The window's panes by role and name; see the table at the top of src/renderer/App.tsx. */
export function screen(page: Page) {
  return {
    handshakes: page.getByRole('listbox', { name: 'Handshakes' }),
    verdict: page.getByRole('region', { name: 'Verdict' }),
    ladder: page.getByRole('list', { name: 'Ladder' }),
    fields: page.getByRole('tree', { name: 'Fields' }),
    bytes: page.getByRole('grid', { name: 'Bytes' }),
    fix: page.getByRole('region', { name: 'Fix' }),
    evidence: page.getByRole('list', { name: 'Evidence' }),
    toast: page.locator('.toasts'),
  }
}

/** Keeps a picture of the window as an artefact of the run. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = resolve(root, 'test-results/screens')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: resolve(folder, `${name}.png`) })
}

/** What the command line says of a capture: the same engine, another host. */
export function analyzeOnCommandLine(capture: string): Promise<AnalysisDocument> {
  return new Promise((done, fail) => {
    const args = [resolve(root, 'out/main/cli.js'), 'analyze', capture, '--json']
    execFile(process.execPath, args, { maxBuffer: 64 << 20, timeout: 30_000 }, (_error, stdout, stderr) => {
      try {
        done(analysisDocumentSchema.parse(JSON.parse(stdout)))
      } catch (error) {
        fail(new Error(`tlscope analyze gave no document: ${String(error)}\n${stderr}`))
      }
    })
  })
}

/** The bytes shown as selected, in order, by their offset in the message; those that are scrolled into view. */
export async function selectedBytes(bytes: Locator): Promise<{ offset: number; hex: string }[]> {
  const cells = bytes.locator('[data-selected="true"]')
  await expect(cells.first()).toBeVisible()
  const found = await cells.evaluateAll((all) =>
    all.map((cell) => ({
      offset: Number(cell.getAttribute('data-offset')),
      hex: cell.textContent?.trim() ?? '',
    })),
  )
  return found.sort((a, b) => a.offset - b.offset)
}
