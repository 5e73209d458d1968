import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { readAnswer } from '../../../../../src/shared/incident/answer/read-answer.ts'
import { absent, stage } from '../../../main/probe/tls-client/support/commands.ts'

/** What the openssl of this machine really prints, read as an answer. */

const missing = absent('openssl')
const { workshop, start } = stage()

async function sClient(...args: string[]): Promise<string> {
  const child = spawn('openssl', ['s_client', '-servername', 'apim.contoso.internal', ...args])
  const printed: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk))
  child.stdin.on('error', () => {})
  child.stdin.end()
  await once(child, 'close')
  return Buffer.concat(printed).toString()
}

const read = (text: string) => readAnswer(new TextEncoder().encode(text), 'pasted')

describe.skipIf(missing)('openssl s_client as it is installed', () => {
  it.each(['-tls1_2', '-tls1_3'])(
    'asked for a certificate, with the names of its CAs: %s',
    async (version) => {
      const ca = workshop.clientCa.certificate
      const server = await start('rsa', '-Verify', '1', '-CAfile', ca)
      const answer = read(await sClient('-connect', `127.0.0.1:${server.port}`, version, '-showcerts'))
      expect(answer.sClient).toHaveLength(1)
      const [run] = answer.sClient
      expect(run).toMatchObject({ requested: 'yes', noConnection: null })
      expect(run?.caNames.join()).toContain('Contoso Client Root CA')
      expect(run?.chain).toHaveLength(run?.subjects.length ?? 0)
      expect(JSON.stringify(answer)).not.toMatch(/(?:Master-Key|Resumption PSK)[^"]*[0-9A-F]{32}/)
    },
  )

  it.each(['-tls1_2', '-tls1_3'])('asked for none: %s', async (version) => {
    const server = await start('rsa')
    const [run] = read(await sClient('-connect', `127.0.0.1:${server.port}`, version)).sClient
    expect(run).toMatchObject({ requested: 'no', alert: null, verify: { code: 18 } })
    expect(run?.version).toBe(version === '-tls1_2' ? 'TLSv1.2' : 'TLSv1.3')
  })

  it('refused by the network', async () => {
    const server = await start('rsa')
    await server.stop()
    const [run] = read(await sClient('-connect', `127.0.0.1:${server.port}`)).sClient
    expect(run).toMatchObject({ noConnection: 'refused', requested: 'unknown' })
  })
})
