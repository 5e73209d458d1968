import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLibrary } from '../../src/main/runbook/article-files.ts'
import { parseBash } from '../../src/shared/runbook/commands/bash-script.ts'
import { fill } from '../../src/shared/runbook/placeholders.ts'
import { openBench, type RunbookBench } from './bench.ts'
import { EXPECTED, type Expectation, FAULTS, NOT_RUN } from './expectations.ts'

/** Blocks for bash, but for those that speak to Azure alone: they are held against the table of commands. */
const library = await readLibrary(null)
const blocks = library.articles.flatMap((article) =>
  article.commands
    .filter((command) => command.shell === 'bash')
    .filter(({ text }) => parseBash(text).commands.some(({ words }) => words[0]?.text !== 'az'))
    .map((command) => ({ name: `${article.id}/${command.id}`, text: command.text })),
)

const missing = whatIsMissing()
if (missing !== null) console.log(`Commands of articles are not run here: ${missing}.`)
for (const [name, reason] of Object.entries(NOT_RUN)) console.log(`not run: ${name}: ${reason}`)

it('has an expectation, or a reason for none, for every block that is more than az', () => {
  const known = new Set([...Object.keys(EXPECTED), ...Object.keys(NOT_RUN)])
  expect(blocks.length).toBeGreaterThan(70)
  expect(blocks.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
  const present = new Set(blocks.map(({ name }) => name))
  expect([...known].filter((name) => !present.has(name))).toEqual([])
})

it('runs everything that holds openssl or curl', () => {
  const spoken = blocks.filter(({ text }) => /\b(?:openssl|curl) /.test(text)).map(({ name }) => name)
  expect(spoken.filter((name) => name in NOT_RUN)).toEqual([])
})

describe.skipIf(missing !== null)('run against a server of the lab', () => {
  let bench: RunbookBench
  beforeAll(async () => {
    bench = await openBench()
  }, 60_000)
  afterAll(() => bench.close())

  it.each(blocks.filter(({ name }) => name in EXPECTED))('$name', async ({ name, text }) => {
    await meets(text, EXPECTED[name] ?? { prints: [] })
  })

  it.each(FAULTS)('$block, where $fault', async ({ block, server, values, ...expected }) => {
    const text = blocks.find(({ name }) => name === block)?.text ?? ''
    await meets(text, {
      ...expected,
      values: { ...values, ...(server ? { port: bench.ports[server] } : {}) },
    })
  })

  async function meets(text: string, expected: Expectation): Promise<void> {
    const { text: script, open } = fill(text, { ...bench.values, ...expected.values })
    expect(open).toEqual([])
    expect(expected.prints.length).toBeGreaterThan(0)
    const { status, output } = await bench.run(`${script}\n${expected.afterwards ?? ''}`, expected)
    for (const fragment of expected.prints) expect(output).toMatch(fragment)
    expect(status, output).toBe(expected.status ?? 0)
  }
})

function whatIsMissing(): string | null {
  if (process.platform !== 'linux') return 'the articles speak to a jump box with Linux'
  const version = (program: string, ...args: string[]): string =>
    spawnSync(program, args, { encoding: 'utf8' }).stdout ?? ''
  if (!/^OpenSSL 3\./.test(version('openssl', 'version'))) return 'openssl 3 is not installed'
  if (!/OpenSSL/.test(version('curl', '--version'))) return 'curl with OpenSSL is not installed'
  return version('bash', '--version') === '' ? 'bash is not installed' : null
}
