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
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(root: Document): Promise<AxeResults> } }).axe.run(document),
  )
  return results.violations
    .map((violation) => ({
      ...violation,
      nodes: violation.nodes.filter((node) => !isNamedByASentence(violation.id, node.html)),
    }))
    .filter(({ nodes }) => nodes.length > 0)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, impact, nodes }) =>
        `${impact} ${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.replace(/\s+/g, ' ') ?? ''}`,
    )
}

/**
 * A rung of the ladder, an entry of the list and a chip of evidence are named by a whole sentence ("Server sent Certificate, …"): the
 * scraps of text in them are that sentence laid out for the eye, not a label of their own.
 */
function isNamedByASentence(rule: string, html: string): boolean {
  return rule === 'label-content-name-mismatch' && /class="(rung-grid|handshake|chip)"/.test(html)
}
