import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { catalogue, example, type Golden, ownCatalogue, rangeOf } from './catalogue.ts'

const ROOT = new URL('../../../../', import.meta.url)
const PAGE = new URL('docs/diagnosis.md', ROOT)
const GOLDEN = new URL('test/scenarios/golden/', ROOT)

/** One for each way in which the order is decided. */
const EXAMPLES = [
  'server-chain-incomplete',
  'group-mismatch-tls13',
  'hello-rejected-tls13',
  'client-certificate-required-tls12',
  'client-ca-unknown',
  'apim-403-no-certificate-tls12',
  'gateway-400-certificate-error',
  'backend-refused-silently',
  'connection-test-tls13',
  'tls12-request-never-answered',
]

function golden(id: string): Golden {
  return JSON.parse(readFileSync(new URL(`${id}.json`, GOLDEN), 'utf8')) as Golden
}

/** The page with what stands between two marks replaced. */
function withSection(page: string, mark: string, content: string): string {
  const [open, close] = [`<!-- ${mark}: generated -->`, `<!-- /${mark} -->`]
  const [start, end] = [page.indexOf(open), page.indexOf(close)]
  if (start < 0 || end < start) throw new Error(`docs/diagnosis.md has no section ${mark}`)
  return `${page.slice(0, start + open.length)}\n${content}\n${page.slice(end)}`
}

describe('docs/diagnosis.md', () => {
  it('says of every id, and of the examples, what the rules say (run with -u to write it anew)', async () => {
    const page = readFileSync(PAGE, 'utf8')
    const examples = EXAMPLES.map((id) => example(id, golden(id))).join('\n\n')
    const tables = withSection(withSection(page, 'examples', examples), 'table', catalogue())
    const expected = withSection(tables, 'ours', ownCatalogue())
    await expect(expected).toMatchFileSnapshot(PAGE.pathname)
  })

  it('leaves out no severity and no confidence that a recording of the lab was told with', () => {
    for (const file of readdirSync(GOLDEN).filter((name) => name.endsWith('.json'))) {
      const { findings = [] } = golden(file.replace(/\.json$/, '')) as Partial<Golden>
      for (const { id, severity, confidence } of findings) {
        const { severities, confidences } = rangeOf(id)
        expect(severities, `${id} in ${file}`).toContain(severity)
        expect(confidences, `${id} in ${file}`).toContain(confidence)
      }
    }
  })
})
