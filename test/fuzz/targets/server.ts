import { createPrivateKey, createPublicKey } from 'node:crypto'
import { concat, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import * as encode from '../../../src/shared/tls/encode/index.ts'
import { CA_NAMES } from '../../support/tls-samples.ts'
import { clientInMemory } from '../../unit/main/probe/tls-client/support/memory.ts'
import { Server13 } from '../../unit/main/probe/tls-client/support/server13.ts'
import { certificateOf } from '../../unit/shared/x509/der-builder.ts'
import { plaintextElements } from '../grammar/sealed.ts'
import { CERTIFICATES } from '../seeds/certificates.ts'
import { EC_KEY_PKCS8 } from '../seeds/credentials.ts'
import { must, type Target } from '../target.ts'

const { extension } = encode
const TYPES = [22, 23, 21, 20] as const
/** What the server works out itself: its Certificate, CertificateVerify and Finished, as they ought to be. */
const AUTHENTICATES = 0x10
const PATIENCE_MILLIS = 100

const key = createPrivateKey({ key: Buffer.from(EC_KEY_PKCS8), format: 'der', type: 'pkcs8' })
const certificate = certificateOf({
  spki: new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' })),
})

function said(type: (typeof TYPES)[number], content: Uint8Array, flags = 0): Uint8Array {
  const head = TYPES.indexOf(type) | flags
  return concat([Uint8Array.of(head, content.length >> 8, content.length & 0xff), content])
}

const parameters = said(
  22,
  encode.encodeEncryptedExtensions([
    extension.applicationLayerProtocols(['h2']),
    extension.supportedGroups([29]),
  ]),
)
const request = said(
  22,
  encode.encodeCertificateRequest13([
    extension.signatureAlgorithms([0x0403, 0x0804]),
    extension.certificateAuthorities(CA_NAMES),
  ]),
)
const authenticates = said(22, new Uint8Array(0), AUTHENTICATES)
const ticket = said(22, encode.encodeNewSessionTicket13({ lifetime: 60, ticket: new Uint8Array(40) }))

/** What a server says behind its hello, sealed with the right keys: the probe's client has an end for all of it. */
const server: Target = {
  name: 'server',
  seeds: () => [
    concat([parameters, request, authenticates, ticket, said(22, encode.encodeKeyUpdate(true))]),
    concat([
      parameters,
      authenticates,
      said(23, utf8Bytes('HTTP/1.1 200 OK\r\n\r\n')),
      said(21, Uint8Array.of(1, 0)),
    ]),
    concat([parameters, request, authenticates, said(21, Uint8Array.of(2, 116))]),
    concat([
      parameters,
      said(22, encode.encodeCertificate13(CERTIFICATES.map((one) => ({ certificate: one })))),
      said(22, encode.encodeCertificateVerify({ algorithm: 0x0403, signature: new Uint8Array(70) })),
      said(22, encode.encodeFinished(new Uint8Array(32))),
    ]),
  ],
  grammar: (bytes) => plaintextElements(bytes, 0, { version: 0x0304, cipherSuite: 0x1301 }),
  run: async (bytes) => {
    const { transport, client } = clientInMemory()
    const peer = new Server13(transport, { key, certificate })
    const handshake = client.handshake(PATIENCE_MILLIS)
    await peer.hellos()
    for (let at = 0; at + 3 <= bytes.length; ) {
      const head = bytes[at] ?? 0
      const end = Math.min(bytes.length, at + 3 + (((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)))
      const content = bytes.slice(at + 3, end)
      if ((head & AUTHENTICATES) !== 0) peer.authenticate()
      else if ((head & 3) === 0) peer.handshake(content)
      else peer.say(TYPES[head & 3] ?? 22, content)
      at = end
    }
    transport.fin()
    const first = await handshake
    const last =
      first.kind === 'ended' ? first : await client.wait({ timeoutMs: PATIENCE_MILLIS, quietMs: 1 })
    client.destroy()
    const fault = 'ending' in last && 'fault' in last.ending ? last.ending.fault : null
    must(fault?.kind !== 'internal', () => `the client blames itself: ${JSON.stringify(fault)}`)
  },
}

export const SERVER_TARGETS: readonly Target[] = [server]
