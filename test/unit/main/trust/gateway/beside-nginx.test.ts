import { webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pemOf } from '../../../../../src/main/lab/certificates/profile.ts'
import { judgeAsGateway } from '../../../../../src/main/trust/gateway/judge.ts'
import { HOST, type Issued, issue, LEAF, NOW, usualChain } from '../test-ca.ts'
import { type Nginx, nginxVersion, startNginx } from './nginx.ts'

/**
 * Predictions beside nginx with the same roots (proxy_ssl_verify), which the gateway is likened to (facts 5.1.7).
 * What nginx cannot show (a leaf that is missing or not on top, v1) is not here.
 */

interface Case {
  readonly title: string
  readonly sent: readonly Issued[]
  readonly uploaded: readonly Issued[]
  readonly host?: string
  /** Where documentation says the gateway is stricter than its kind. */
  readonly stricter?: string
}

const folder = mkdtempSync(join(tmpdir(), 'tlscope-beside-nginx-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function cases(): Promise<Case[]> {
  const { root, ca, leaf } = await usualChain()
  const other = await usualChain('Fabrikam')
  const renewed = await usualChain()
  const byCa = (wish: Partial<Parameters<typeof issue>[0]>) => issue({ ...LEAF, issuer: ca, ...wish })
  const direct = await issue({ ...LEAF, issuer: root })
  const noCa = await issue({ subject: 'CN=No CA', issuer: root })
  const noSign = await issue({ subject: 'CN=No sign', ca: true, withoutCertSign: true, issuer: root })
  const below = await issue({ subject: 'CN=Below', ca: true, issuer: ca })
  const oldCa = await issue({ subject: 'CN=Old CA', ca: true, issuer: root, days: [-400, -1] })
  const own = await issue(LEAF)
  const ownCa = await issue({
    subject: 'CN=Both',
    ca: true,
    alsoServer: true,
    hosts: [HOST],
    purposes: ['serverAuth'],
  })
  const onlyCa = await issue({ subject: 'CN=Both', ca: true, hosts: [HOST], purposes: ['serverAuth'] })
  return [
    { title: 'a whole chain', sent: [leaf, ca, root], uploaded: [root] },
    { title: 'a chain without its root', sent: [leaf, ca], uploaded: [root] },
    { title: 'a leaf that the root issued itself', sent: [direct], uploaded: [root] },
    { title: 'one of two uploaded roots', sent: [leaf, ca], uploaded: [other.root, root] },
    { title: 'a self-signed CA that is uploaded', sent: [ownCa], uploaded: [ownCa] },
    { title: 'a self-signed CA that may not be a server', sent: [onlyCa], uploaded: [onlyCa] },
    { title: 'the leaf alone', sent: [leaf], uploaded: [root] },
    { title: 'a gap', sent: [leaf, root], uploaded: [root] },
    { title: 'another root', sent: [leaf, ca], uploaded: [other.root] },
    { title: 'another root, and its own was sent', sent: [leaf, ca, root], uploaded: [other.root] },
    { title: 'a renewed root of the same name', sent: [leaf, ca], uploaded: [renewed.root] },
    { title: 'the intermediate in place of the root', sent: [leaf, ca], uploaded: [ca] },
    { title: 'the leaf in place of the root', sent: [leaf, ca], uploaded: [leaf] },
    { title: 'a self-signed leaf', sent: [own], uploaded: [root] },
    {
      title: 'a self-signed leaf that is uploaded',
      sent: [own],
      uploaded: [own],
      stricter: 'the gateway wants CA:TRUE of it (1.3.8)',
    },
    { title: 'an expired leaf', sent: [await byCa({ days: [-300, -1] }), ca], uploaded: [root] },
    { title: 'a leaf of tomorrow', sent: [await byCa({ days: [1, 300] }), ca], uploaded: [root] },
    {
      title: 'an expired intermediate',
      sent: [await issue({ ...LEAF, issuer: oldCa }), oldCa],
      uploaded: [root],
    },
    { title: 'another name', sent: [leaf, ca], uploaded: [root], host: 'portal.contoso.internal' },
    { title: 'a leaf for clients', sent: [await byCa({ purposes: ['clientAuth'] }), ca], uploaded: [root] },
    {
      title: 'an issuer that is no CA',
      sent: [await issue({ ...LEAF, issuer: noCa }), noCa],
      uploaded: [root],
    },
    {
      title: 'an issuer without keyCertSign',
      sent: [await issue({ ...LEAF, issuer: noSign }), noSign],
      uploaded: [root],
    },
    {
      title: 'a path too long',
      sent: [await issue({ ...LEAF, issuer: below }), below, ca],
      uploaded: [root],
    },
    {
      title: 'an unknown critical extension',
      sent: [await byCa({ extensions: [['1.2.3.4', true, '0500']] }), ca],
      uploaded: [root],
    },
  ]
}

async function serve(sent: readonly Issued[]): Promise<Server> {
  const [leaf] = sent
  if (!leaf) throw new Error('a server needs a certificate')
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', leaf.keys.privateKey)
  const key = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(pkcs8).toString('base64')}\n-----END PRIVATE KEY-----\n`
  const server = createServer({ key, cert: sent.map(({ der }) => pemOf(der)).join('') }, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'))
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const list = nginxVersion === '' ? [] : await cases()

describe.skipIf(nginxVersion === '')('beside nginx with proxy_ssl_verify', () => {
  const servers: Server[] = []
  let nginx: Nginx

  beforeAll(async () => {
    const locations: string[] = []
    for (const [at, { sent, uploaded, host = HOST }] of list.entries()) {
      const server = await serve(sent)
      servers.push(server)
      const roots = join(folder, `roots-${at}.pem`)
      writeFileSync(roots, uploaded.map(({ der }) => pemOf(der)).join(''))
      locations.push(`location /${at} {
        proxy_pass https://127.0.0.1:${(server.address() as AddressInfo).port};
        proxy_ssl_verify on; proxy_ssl_verify_depth 5; proxy_ssl_trusted_certificate ${roots};
        proxy_ssl_server_name on; proxy_ssl_name ${host}; proxy_ssl_session_reuse off; }`)
    }
    nginx = await startNginx(locations.join('\n'))
  })

  afterAll(async () => {
    await nginx.stop()
    for (const server of servers) server.close()
  })

  for (const [at, { title, sent, uploaded, host = HOST, stricter }] of list.entries()) {
    it(`${title}${stricter ? `: ${stricter}` : ''}`, async () => {
      const judgement = await judgeAsGateway({
        sku: 'v2',
        sent: sent.map(({ der }) => der),
        uploaded: uploaded.map(({ der }) => der),
        host,
        atMillis: NOW,
      })
      const before = nginx.log().length
      const status = await nginx.get(`/${at}`)
      const healthy = judgement.outlook === 'healthy'
      if (stricter) expect([status, healthy]).toEqual([200, false])
      else expect([judgement.sentence, status]).toEqual([judgement.sentence, healthy ? 200 : 502])
      const codes = [judgement.message, ...judgement.alternatives].map(
        (message) => /error code (\d+)$/.exec(message?.text ?? '')?.[1],
      )
      if (codes[0] === undefined) return
      const log = nginx.log().slice(before)
      const said = /certificate verify error: \((\d+):/.exec(log)?.[1]
      // A key that may not sign never gets as far as the verdict on its certificate.
      if (said === undefined) expect(log).toContain('SSL_do_handshake() failed')
      else expect(codes).toContain(said)
    })
  }
})
