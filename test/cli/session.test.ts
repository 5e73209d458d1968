import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SessionDocument, sessionSchema } from '../../src/shared/contract/session.ts'
import { brokenCapture, temporaryFolder } from './support/captures.ts'
import { tlscope, warmUp } from './support/run.ts'

const folder = temporaryFolder()
const document = (name: string): string =>
  fileURLToPath(new URL(`../azure/documents/${name}`, import.meta.url))
const HEALTHY = ['gateway-show.json', 'apim-show.json', 'health-healthy.json'].map(document)

let capture = ''

beforeAll(async () => {
  await warmUp()
  capture = folder.file('broken.pcapng', await brokenCapture())
}, 120_000)
afterAll(() => folder.remove())

async function session(...args: string[]): Promise<SessionDocument> {
  const { stdout } = await tlscope(['session', ...args, '--json'])
  return sessionSchema.parse(JSON.parse(stdout))
}

describe('tlscope session', () => {
  it('prints the checklist and the three commands that answer most', async () => {
    const { status, stdout, stderr } = await tlscope(['session'])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('0 of 19 answered, 18 open, 1 does not apply')
    expect(stdout).toContain('az network application-gateway show -g "<rg>" -n "<gateway>" -o json')
    expect(stdout.match(/^\d\. /gm)).toHaveLength(3)
  })

  it('is filled from documents, and asks for the rest with their names', async () => {
    const { status, stdout } = await tlscope(['session', ...HEALTHY])
    expect(status).toBe(0)
    expect(stdout).toContain('12 of 19 answered')
    expect(stdout).toContain('az network private-dns record-set a list -g "rg-edge"')
  })

  it('keeps to its schema, which tlscope schema prints', async () => {
    const filled = await session(...HEALTHY)
    expect(filled.progress.answered).toBe(12)
    const { stdout } = await tlscope(['schema', 'session'])
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object' })
  })

  it('ends with 1 where something is wrong, and says which finding', async () => {
    const { status, stdout } = await tlscope(['session', document('config-probe-misspelt-path.json')])
    expect(status).toBe(1)
    expect(stdout).toMatch(/wrong: .*\n[\s\S]*probe-misconfigured/)
  })

  it('takes a capture with --with, and among the files too', async () => {
    const beside = await session('--with', capture)
    const among = await session(capture)
    expect(beside.inputs.map(({ name }) => name)).toEqual([capture])
    expect(among).toEqual(beside)
    expect(beside.window).not.toBeNull()
  })

  it('reads a paste from standard input as the answer to an item', async () => {
    const refused = 'curl: (7) Failed to connect to 10.0.2.5 port 443: Connection refused\n'
    const { status, stdout } = await tlscope(['session', '--paste-from', 'live-direct=-'], {
      stdin: Buffer.from(refused),
    })
    expect(status).toBe(0)
    expect(stdout).toContain('wrong: curl failed with 7')
  })

  it('never prints a key that was pasted', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvSECRET\n-----END PRIVATE KEY-----\n'
    const { stdout, stderr } = await tlscope(['session', '--paste-from', 'nsg=-'], {
      stdin: Buffer.from(`see ${key}`),
    })
    expect(stdout + stderr).not.toContain('SECRET')
    expect(stderr).toContain('a private key stood in it and was left out')
  })

  it('prints queries alone with --kql, filled with what is known', async () => {
    const { stdout } = await tlscope([
      'session',
      ...HEALTHY,
      '--with',
      capture,
      '--transaction',
      'd25e8b1c4f1e4a3e9a1b2c3d4e5f6071',
      '--kql',
    ])
    expect(stdout).toContain('| where Resource =~ "agw-edge"')
    expect(stdout).toMatch(/TimeGenerated between \(datetime\([\dT:-]+Z\) \.\. datetime\([\dT:-]+Z\)\)/)
    expect(stdout).toContain(
      '| where tolower(transactionId_g) in ("d25e8b1c4f1e4a3e9a1b2c3d4e5f6071", "d25e8b1c-4f1e-4a3e-9a1b-2c3d4e5f6071")',
    )
    expect(stdout).toContain('AGWFirewallLogs')
  })

  it('prints all of it as Markdown', async () => {
    const { stdout } = await tlscope(['session', ...HEALTHY, '--md'])
    expect(stdout).toMatch(/^# Session: /)
    expect(stdout.match(/^### /gm)).toHaveLength(19)
  })

  it.each([
    [['--json', '--md'], '--json, --md and --kql exclude each other'],
    [['-', '--paste-from', '-'], 'standard input (-) can be read only once'],
    [['--paste-from', 'nonsense=-'], 'there is no item nonsense'],
    [['--set', 'rg=a b'], 'cannot stand in a command'],
    [['--sku', 'v3'], 'expected one of v1, v2'],
  ])('refuses %j in a sentence', async (args, sentence) => {
    const { status, stderr } = await tlscope(['session', ...args])
    expect(status).toBe(2)
    expect(stderr).toContain(sentence)
  })

  it('names a file that is not there, and does the others', async () => {
    const { status, stdout, stderr } = await tlscope(['session', 'no-such.json', ...HEALTHY])
    expect(status).toBe(2)
    expect(stderr).toBe('tlscope: no-such.json: no such file, expected the saved output of a command\n')
    expect(stdout).toContain('12 of 19 answered')
  })
})
