import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../../../src/shared/bytes/text.ts'
import { ANSWER, answeringServer } from '../../../../support/decrypt/loopback.ts'
import { ladder, probe } from './support/probe.ts'

describe('the TLS client against node:tls', () => {
  it('shakes hands in TLS 1.3 and reads the answer', async () => {
    const server = await answeringServer()
    const { port } = server.address() as { port: number }
    const { client, handshake, answer } = await probe(port)
    server.close()
    if (handshake.kind !== 'established') expect.fail(JSON.stringify(handshake.ending))
    expect(handshake.negotiated).toMatchObject({ version: 0x0304, group: 29, serverSignature: 'good' })
    expect(answer?.kind === 'data' && utf8(answer.bytes)).toBe(ANSWER)
    expect(ladder(client).slice(0, 9)).toEqual([
      'CLIENTHELLO',
      'ServerHello',
      'CHANGE-CIPHER-SPEC',
      'change-cipher-spec',
      'EncryptedExtensions',
      'Certificate',
      'CertificateVerify',
      'Finished',
      'FINISHED',
    ])
  })
})
