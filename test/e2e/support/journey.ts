import { expect } from 'playwright/test'
import type { HandshakeDocument } from './analysis-document.ts'
import type { RunningApp } from './app.ts'
import { screen, selectedBytes } from './screen.ts'

/** The verdict on screen is the one the command line gives. */
export async function readVerdict({ page }: RunningApp, handshake: HandshakeDocument): Promise<void> {
  const { handshakes, verdict, ladder } = screen(page)
  await page.locator(`#handshake-${handshake.id}`).click()
  await expect(handshakes.getByRole('option', { selected: true })).toHaveAttribute(
    'data-outcome',
    handshake.outcome,
  )
  await expect(verdict.getByRole('heading')).toContainText('Broken')
  await expect(verdict.getByRole('heading')).toContainText(handshake.break?.summary ?? 'no break')
  await expect(ladder.locator('[data-break]')).toBeVisible()
}

/**
 * Each chip of the likeliest finding leads to its bytes: the hex view shows exactly that range as selected, and
 * where a field has that range, the tree selects it. Answers how many chips had bytes.
 */
export async function followEvidence({ page }: RunningApp, handshake: HandshakeDocument): Promise<number> {
  const { evidence, bytes } = screen(page)
  const chips = evidence.getByRole('button')
  const [finding] = handshake.findings
  await expect(chips).toHaveCount(finding?.evidence.length ?? 0)
  let followed = 0
  for (const [index, { message, bytes: range }] of (finding?.evidence ?? []).entries()) {
    if (message == null || range == null) continue
    await chips.nth(index).click()
    await expect(chips.nth(index)).toHaveAttribute('aria-current', 'true')
    await expect(page.locator(`[data-message="${message}"]`)).toHaveAttribute('aria-current', 'true')
    const shown = await selectedBytes(bytes)
    const visible = Math.min(range[1] - range[0], shown.length)
    expect(shown.map(({ offset }) => offset)).toEqual(
      Array.from({ length: visible }, (_, at) => range[0] + at),
    )
    expect(visible).toBeGreaterThan(0)
    followed++
  }
  return followed
}

/** The article's first command with `words` in it reaches the clipboard as it stands on screen. */
export async function copyCommand({ app, page }: RunningApp, words: string): Promise<string> {
  const { fix, toast } = screen(page)
  await app.evaluate(({ clipboard }) => clipboard.clear())
  const command = fix.locator('figure.command', { hasText: words }).first()
  await command.getByRole('button', { name: /^Copy command: / }).click()
  await expect(toast).toContainText('the command')
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText())
  expect(copied.trim()).not.toBe('')
  expect(squeeze(copied)).toBe(squeeze((await command.locator('pre code').textContent()) ?? ''))
  return copied
}

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Has the system's open dialog answer with these files. */
export async function answerOpenDialog({ app }: RunningApp, paths: readonly string[]): Promise<void> {
  await app.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths })
    },
    [...paths],
  )
}

/** Has the system's save dialog answer with this file. */
export async function answerSaveDialog({ app }: RunningApp, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
}

/** As when hostile bytes bring it down. */
export async function killEngine({ app }: RunningApp): Promise<void> {
  await app.evaluate(({ app }) => {
    const engine = app.getAppMetrics().find(({ name }) => name === 'tlscope engine')
    if (engine === undefined) throw new Error('there is no engine process')
    process.kill(engine.pid, 'SIGKILL')
  })
}
