import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright/test'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string | null
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** What axe-core holds to be a serious or critical hindrance, one line each, with the first element it names. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // Evaluated through the debugger: the page's own policy would refuse it as a script, as it should.
  await page.evaluate(axeSource)
  const results = await page.evaluate(() => {
    const { axe } = globalThis as unknown as {
      axe: { run(root: Document, options: object): Promise<AxeResults> }
    }
    // WCAG 2.5.3, which axe holds for experimental: who says what they see must be understood.
    return axe.run(document, { rules: { 'label-content-name-mismatch': { enabled: true } } })
  })
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, impact, nodes }) =>
        `${impact} ${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.replace(/\s+/g, ' ') ?? ''}`,
    )
}
