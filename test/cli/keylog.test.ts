import { afterAll, describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../src/main/capture-file/synthesise.ts'
import type { AnalysisDocument } from '../../src/shared/contract/analysis.ts'
import { recordHandshake } from '../support/decrypt/loopback.ts'
import { temporaryFolder } from './support/captures.ts'
import { tlscope } from './support/run.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

describe('analyze with secrets', () => {
  it('decrypts with a key log, with one that is followed, and with an RSA key', async () => {
    const both = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' } as const
    const { record, keyLog, serverKey } = await recordHandshake({ client: both, server: both })
    const capture = folder.file('one.pcapng', synthesiseCapture([record]))
    const keys = folder.file('one.keys', keyLog)
    const pem = folder.file('server.pem', serverKey)
    for (const options of [
      ['--keylog', keys],
      ['--keylog', keys, '--follow-keylog'],
      ['--rsa-key', pem],
    ]) {
      const { stdout, stderr } = await tlscope(['analyze', capture, '--json', ...options])
      const document = JSON.parse(stdout) as AnalysisDocument
      expect(document.sources[0]?.decryptedHandshakes, stderr).toBe(1)
    }
  })

  it.each(['--keylog', '--rsa-key'])(
    'ends with 2 where the file of %s is not there, naming it',
    async (option) => {
      const capture = folder.file('any.pcapng', new Uint8Array(0))
      const { status, stdout, stderr } = await tlscope(['analyze', capture, '--json', option, 'missing.file'])
      expect(status).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toContain('missing.file: no such file')
    },
  )

  it('ends with 2 where an RSA key is none, without printing what is in the file', async () => {
    const pem = folder.file('other.pem', 'a very private thing')
    const { status, stderr } = await tlscope(['analyze', 'any.pcapng', '--rsa-key', pem])
    expect(status).toBe(2)
    expect(stderr).toContain('no RSA private key in it')
    expect(stderr).not.toContain('private thing')
  })
})
