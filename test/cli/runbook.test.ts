import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sampleArticle } from '../unit/shared/runbook/sample-article.ts'
import { brokenCapture, temporaryFolder } from './support/captures.ts'
import { type Ran, tlscope } from './support/run.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** A folder of its own for a team's articles. */
function team(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(join(folder.path, name))
  for (const [file, text] of Object.entries(files)) folder.file(join(name, file), Buffer.from(text))
  return join(folder.path, name)
}

const ours = team('ours', {
  'client-chain.md': sampleArticle('client-chain', [['title: A sample', 'title: Ours instead']]),
  'our-vpn.md': sampleArticle('our-vpn', [['title: A sample', 'title: What our VPN does']]),
  'broken.md': sampleArticle('broken', [['title: A sample\n', '']]),
})
const run = (...args: string[]): Promise<Ran> => tlscope(args)

describe("tlscope runbook with a team's folder", () => {
  it('lists the articles of both, says whose they are, and warns of the one that is left out', async () => {
    const { status, stdout, stderr } = await run('runbook', '--runbook', ours)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^client-chain +Ours instead {2}\(yours, replaces ours\)$/m)
    expect(stdout).toMatch(/^our-vpn +What our VPN does {2}\(yours\)$/m)
    expect(stdout).not.toMatch(/^broken /m)
    expect(stderr).toContain(`tlscope: warning: ${join(ours, 'broken.md')}:2: title: is missing`)
    expect(stderr).toContain(
      `warning: ${join(ours, 'broken.md')} is left out; the rest of the runbook is as it was`,
    )
  })

  it('prints an article of the team and says where it comes from', async () => {
    const { status, stdout } = await tlscope(['runbook', 'client-chain'], { env: { TLSCOPE_RUNBOOK: ours } })
    expect(status).toBe(0)
    expect(stdout).toContain('Ours instead')
    expect(stdout).toContain('From your own runbook folder, in place of the article that ships.')
  })

  it('shows it as the fix of a capture, the option before the command or behind it', async () => {
    const replaced = team('replaced', {
      'solution-b-client-ca.md': sampleArticle('solution-b-client-ca', [
        ['title: A sample', 'title: Ask our CA team'],
      ]),
    })
    const capture = folder.file('broken.pcapng', await brokenCapture())
    const plain = await run('analyze', capture)
    expect(plain.stdout).not.toContain('Ask our CA team')
    for (const args of [
      ['--runbook', replaced, 'analyze', capture],
      ['analyze', capture, '--runbook', replaced],
    ]) {
      const { status, stdout, stderr } = await run(...args)
      expect(stderr).toContain('the article it replaces answers the finding "apim-ca-missing"; now none does')
      expect(status).toBe(plain.status)
      expect(stdout).toContain('Ask our CA team')
    }
  })

  it('goes on without a folder that is not there', async () => {
    const { status, stdout, stderr } = await run(
      'runbook',
      'server-chain',
      '--runbook',
      join(folder.path, 'nowhere'),
    )
    expect(status).toBe(0)
    expect(stdout).toContain('The server sends an incomplete or badly ordered chain')
    expect(stderr).toContain('the runbook folder cannot be read (ENOENT)')
  })
})

describe('tlscope runbook --check', () => {
  it('has nothing to say of the articles that ship', async () => {
    const { status, stdout, stderr } = await run('runbook', '--check')
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^\d+ articles with \d+ commands: nothing to complain of\n$/)
    expect(status).toBe(0)
  })

  it('judges a folder by file and line, a problem a line, and ends with 2', async () => {
    const { status, stdout, stderr } = await run('runbook', '--check', ours)
    expect(stderr).toBe('')
    expect(status).toBe(2)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.at(-1)).toMatch(/^2 articles with \d+ commands: \d+ problems$/)
    for (const line of lines.slice(0, -1)) expect(line.startsWith(`${ours}/`), line).toBe(true)
    expect(stdout).toMatch(/our-vpn\.md:\d+: upload: a change needs undo=/)
  })
})
