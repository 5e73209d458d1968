import { beforeAll, describe, expect, it } from 'vitest'
import type { ClientCredential } from '../../../../../src/main/probe/credential.ts'
import type { TlsClient } from '../../../../../src/main/probe/tls-client/index.ts'
import { concat } from '../../../../../src/shared/bytes/text.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import { signatureSchemeName } from '../../../../../src/shared/tls/registry/index.ts'
import { absent, type KeyKind, type RunningServer, stage } from './support/commands.ts'
import { ladder, probe } from './support/probe.ts'

const VERSIONS = { 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303, 'TLS 1.3': 0x0304 } as const
const KINDS: readonly KeyKind[] = ['rsa', 'P-256', 'P-384', 'P-521', 'Ed25519', 'rsa-pss']
const CERTIFICATE_REQUIRED = 116
const HANDSHAKE_FAILURE = 40

const missing = absent('openssl')
const { workshop, start } = stage()

describe.skipIf(missing)('a client certificate shown to openssl s_server', () => {
  let demanding: RunningServer
  beforeAll(async () => {
    const ca = workshop.clientCa.certificate
    demanding = await start('rsa', '-Verify', '3', '-CAfile', ca, '-verify_return_error', '-www')
  }, 60_000)

  describe.each(Object.entries(VERSIONS))('in %s', (_name, version) => {
    const hello = { versions: [version] }

    it.each(KINDS)('with a key of %s is taken, leaf alone or with its chain', async (kind) => {
      const credential = workshop.client(kind)
      for (const sendChain of ['leaf', 'full'] as const) {
        const { client, handshake, text } = await probe(demanding.port, { hello, credential, sendChain })
        if (version < 0x0303 && ['Ed25519', 'rsa-pss'].includes(kind)) {
          // These keys have no way to sign before TLS 1.2: an empty Certificate, which the server refuses.
          expect(handshake).toMatchObject({
            kind: 'ended',
            ending: { how: 'alert', stage: 'client-certificate' },
          })
          return
        }
        if (handshake.kind === 'ended') expect.fail(JSON.stringify(handshake.ending))
        expect(handshake.negotiated.clientAuthentication.answer).toBe('sent')
        expect(text).toMatch(new RegExp(`CN ?= ?client ${kind}`))
        expect(ladder(client)).toContain('CERTIFICATEVERIFY')
        expect(sentCertificates(client)).toBe(sendChain === 'leaf' ? 1 : 2)
      }
    })

    it('that is missing is refused with an alert, whenever that comes', async () => {
      const { handshake, answer } = await probe(demanding.port, { hello })
      const ended = handshake.kind === 'ended' ? handshake : answer
      const description = version === 0x0304 ? CERTIFICATE_REQUIRED : HANDSHAKE_FAILURE
      const encrypted = version === 0x0304
      expect(ended).toMatchObject({
        kind: 'ended',
        ending: { by: 'server', how: 'alert', description, encrypted, stage: 'client-certificate' },
      })
    })

    it('of another authority is refused with an alert', async () => {
      const stranger = workshop.server('P-256')
      const credential = workshop.credential(stranger)
      const { handshake, answer } = await probe(demanding.port, { hello, credential })
      const ended = handshake.kind === 'ended' ? handshake : answer
      expect(ended).toMatchObject({ kind: 'ended', ending: { how: 'alert', stage: 'client-certificate' } })
    })
  })

  it.each([0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601])('signs in TLS 1.2 as %i says', async (scheme) => {
    const credential = { ...workshop.client('rsa'), schemes: [scheme] }
    const { handshake } = await probe(demanding.port, { hello: { versions: [0x0303] }, credential })
    if (handshake.kind === 'ended') expect.fail(`${signatureSchemeName(scheme)}: ${handshake.ending.how}`)
    expect(handshake.negotiated.clientAuthentication.scheme).toBe(scheme)
  })

  it.each([0x0303, 0x0304])('may come with a chain of more than one record (%i)', async (version) => {
    const credential = workshop.client('rsa')
    const chain = [
      ...credential.chain,
      ...Array.from({ length: 40 }, () => credential.chain[1] ?? new Uint8Array(0)),
    ]
    expect(concat(chain).length).toBeGreaterThan(2 * 2 ** 14)
    const hello = { versions: [version] }
    const { handshake, text } = await probe(demanding.port, { hello, credential: { ...credential, chain } })
    if (handshake.kind === 'ended') expect.fail(JSON.stringify(handshake.ending))
    expect(text).toContain('HTTP/1.0 200 ok')
  })

  it('is not sent where its key signs in no way the server takes, and that is said', async () => {
    const credential = { ...workshop.client('rsa'), schemes: [0x0401] }
    const { client } = await probe(demanding.port, { hello: { versions: [0x0304] }, credential })
    expect(client.negotiated?.clientAuthentication.answer).toBe('no-common-scheme')
  })

  it('is chosen by what the server asks for', async () => {
    const asked: number[] = []
    const credential = (request: { certificateAuthorities: unknown[] }): ClientCredential => {
      asked.push(request.certificateAuthorities.length)
      return workshop.client('rsa')
    }
    const { answer } = await probe(demanding.port, { credential })
    expect(asked).toEqual([1])
    expect(answer?.kind).toBe('data')
  })
})

/** Certificates in the client's own Certificate messages. */
function sentCertificates({ record }: TlsClient): number {
  let count = 0
  for (const event of record.events) {
    if (event.kind !== 'handshake' || event.from !== 'client') continue
    const { body } = dissectHandshake(event.raw, { version: null, cipherSuite: null })
    if (body.type === 'Certificate') count += body.entries.length
  }
  return count
}
