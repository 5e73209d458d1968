import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listTwoLegs, recordTwoLegs } from '../../src/main/lab/two-legs.ts'
import { analysisSchema, summaryLineSchema } from '../../src/shared/contract/analysis.ts'
import { temporaryFolder } from './support/captures.ts'
import { tlscope, warmUp } from './support/run.ts'

/** Both legs of the gateway on the command line. */

const folder = temporaryFolder()
afterAll(() => folder.remove())

const TOLD = ['--gateway', '10.20.1.0/24', '--apim', '10.20.2.5']
let both = ''
let sealed = ''

beforeAll(async () => {
  const scenario = listTwoLegs().find(({ id }) => id === 'two-legs-certificate-ends')
  if (scenario === undefined) throw new Error('no such scenario')
  both = folder.file('both.pcapng', await recordTwoLegs(scenario))
  sealed = folder.file('sealed.pcapng', await recordTwoLegs(scenario, true))
  await warmUp()
}, 240_000)

describe('tlscope analyze of both legs', () => {
  it('says which leg broke, in words', async () => {
    const { status, stdout } = await tlscope(['analyze', both, ...TOLD, '--no-article'])
    expect(status).toBe(1)
    const text = stdout.replace(/\s+/g, ' ')
    expect(text).toMatch(/Through the gateway h0 -> h1 the backend leg broke 97 %/)
    expect(text).toContain('by the header that the gateway writes: x-forwarded-for 10.20.0.4:')
    expect(text).toContain('error: The client’s certificate ends at the gateway (h0)')
  })

  it('prints the article for what broke behind the gateway, not for what the client was told of it', async () => {
    const { stdout } = await tlscope(['analyze', both, ...TOLD])
    expect(stdout).toContain('── the fix for h1 ──')
  })

  it('says the same in the document and in the summary line, judged in one thread or several', async () => {
    const { stdout } = await tlscope(['analyze', both, ...TOLD, '--json'])
    const { paths, findings } = analysisSchema.parse(JSON.parse(stdout))
    expect(paths).toMatchObject([
      { front: 'h0', back: ['h1'], joinedBy: 'forwarded-for', brokenLeg: 'gateway-apim' },
    ])
    for (const TLSCOPE_THREADS of ['0', '2']) {
      const lines = (await tlscope(['analyze', both, ...TOLD, '--ndjson'], { env: { TLSCOPE_THREADS } }))
        .stdout
      const summary = summaryLineSchema.parse(JSON.parse(lines.trim().split('\n').at(-1) ?? ''))
      expect(summary.paths).toEqual(paths)
      expect(summary.findings).toEqual(findings)
    }
  })

  it('joins by the port in the gateway’s log what nobody can read', async () => {
    const ports = async (...args: string[]) => {
      const { stdout } = await tlscope(['analyze', sealed, ...TOLD, ...args, '--json'])
      return analysisSchema.parse(JSON.parse(stdout))
    }
    const { handshakes } = await ports()
    const [front, back] = handshakes.map(({ client }) => client?.port)
    const { paths } = await ports('--upstream-port', `${front}=${back}`)
    expect(paths).toMatchObject([{ joinedBy: 'upstream-port', proof: `upstreamSourcePort ${back}` }])
  })

  it('points out the gateway where nobody said who it is', async () => {
    const { stdout } = await tlscope(['analyze', both, '--no-article'])
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /hint: 10\.20\.1\.10 looks like the gateway.*--gateway 10\.20\.1\.10 --apim 10\.20\.2\.5/,
    )
    expect(stdout).not.toContain('Through the gateway')
  })

  it('refuses a network and a port that are none', async () => {
    const network = await tlscope(['analyze', both, '--gateway', '10.20.1.0/33'])
    expect(network).toMatchObject({ status: 2, stdout: '' })
    expect(network.stderr).toContain('10.20.1.0/33 is no network: expected one such as 10.0.1.0/24')
    const port = await tlscope(['analyze', both, '--upstream-port', '52100=0'])
    expect(port.stderr).toContain('expected a port number from 1 to 65535')
  })
})
