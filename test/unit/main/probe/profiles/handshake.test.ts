import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type SecureVersion } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { LabCertificates } from '../../../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../../../../src/main/lab/certificates/profile.ts'
import { allProfiles } from '../../../../../src/main/probe/profiles/load.ts'
import { helloPlanOf } from '../../../../../src/main/probe/profiles/plan.ts'
import { socketTransport, TlsClient } from '../../../../../src/main/probe/tls-client/index.ts'
import { HOST } from '../../trust/test-ca.ts'
import { socketTo } from '../tls-client/support/probe.ts'

/** A profile is of use only if its hello leads to a handshake that this program can finish. */

const lab = new LabCertificates()
const CODES: Record<string, number> = { 'TLSv1.2': 0x0303, 'TLSv1.3': 0x0304 }

describe.each(['TLSv1.2', 'TLSv1.3'] as SecureVersion[])('against a %s server', (version) => {
  const offering = allProfiles().filter(({ hello }) => hello.versions.includes(version.replace('v', ' ')))

  it.each(offering.map((profile) => [profile.id, profile] as const))('%s finishes', async (_id, profile) => {
    const identity = await lab.server()
    let name: string | false = false
    const server = createServer(
      {
        key: keyPem(identity.privateKey),
        cert: chainPem(identity, await lab.serverIntermediate()),
        minVersion: version,
        maxVersion: version,
        ALPNProtocols: ['h2', 'http/1.1'],
      },
      (socket) => {
        name = socket.servername ?? false
        socket.on('error', () => socket.destroy())
        socket.write('hello')
      },
    )
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = await socketTo((server.address() as AddressInfo).port)
    const { plan } = helloPlanOf(profile, { host: HOST })
    const client = new TlsClient(socketTransport(socket), { hello: plan })
    const result = await client.handshake(10_000)
    expect(result).toMatchObject({ kind: 'established' })
    expect(client.negotiated?.version).toBe(CODES[version])
    expect(client.negotiated?.serverSignature).toBe('good')
    expect(client.negotiated?.alpn ?? null).toBe(plan.alpn.includes('h2') ? 'h2' : null)
    expect(await client.wait({ timeoutMs: 10_000 })).toMatchObject({ kind: 'data' })
    expect(name).toBe(HOST)
    socket.destroy()
    server.close()
  })
})
