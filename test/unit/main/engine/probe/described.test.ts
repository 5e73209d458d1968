import { describe, expect, it } from 'vitest'
import { NO_OPTIONS } from '../../../../../src/main/engine/options.ts'
import { analyseProbe, noExtras, type ProbeExtras } from '../../../../../src/main/engine/probe/index.ts'
import { chainPem, type Identity, keyPem } from '../../../../../src/main/lab/certificates/profile.ts'
import { clientCredential } from '../../../../../src/main/probe/credentials/index.ts'
import type { ProbeRequest } from '../../../../../src/main/probe/probe.ts'
import {
  habitualCredential,
  helloPlanOf,
  loadProfile,
  type Profile,
} from '../../../../../src/main/probe/profiles/index.ts'
import { runProbe } from '../../../../../src/main/probe/run-probe.ts'
import { EVERYTHING } from '../../../../../src/main/probe/tls-client/index.ts'
import type { AnalysisDocument } from '../../../../../src/shared/contract/analysis.ts'
import type { ProbeDocument } from '../../../../../src/shared/contract/probe.ts'
import { askedOf, certificates, loopback } from '../../probe/support/loopback.ts'
import { HOST, opened } from './probing.ts'

const lab = loopback()

async function described(
  request: Partial<ProbeRequest> & { port: number },
  extras: Partial<ProbeExtras>,
): Promise<{ document: AnalysisDocument; probe: ProbeDocument; broken: boolean }> {
  const run = await runProbe(askedOf(request))
  const { document, broken } = await analyseProbe(run, { ...noExtras(), host: HOST, ...extras }, NO_OPTIONS)
  const probe = document.sources[0]?.probe
  if (probe === undefined) throw new Error('the source says nothing of the probe')
  return { document, probe, broken }
}

const mutualPort = async (root: Identity): Promise<number> =>
  lab.tlsServer({ requestCert: true, rejectUnauthorized: false, ca: root.pem })

async function profileOf(id: string): Promise<Profile> {
  const profile = await loadProfile(id)
  if (profile === null) throw new Error(`no profile ${id}`)
  return profile
}

const roots = (...identities: readonly Identity[]) => identities.map(({ der }) => ({ der, file: 'root.cer' }))

describe('what a probe says of the client certificate', () => {
  it('is what is in its files, and whether the server’s request accepts it, row by row', async () => {
    const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
    const port = await mutualPort(await certificates.clientRoot())
    const { probe } = await described({ port, credential: clientCredential(credential) }, { credential })
    expect(probe.credential).toMatchObject({ files: ['client.pem'], pairing: 'matched', sendChain: 'full' })
    expect(probe.credential?.chain).toHaveLength(2)
    expect(probe.acceptance).toMatchObject([
      { requested: 'initial', answer: 'sent', status: 'accepted', list: 'complete', moreRows: 0 },
    ])
    const names = probe.acceptance[0]?.rows.filter(({ kind }) => kind === 'ca-name')
    expect(names).toMatchObject([{ match: 'exact', bytes: [expect.any(Number), expect.any(Number)] }])
  })

  it('is a table without a match where the server asks for another CA', async () => {
    const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
    const port = await mutualPort(await certificates.serverRoot())
    const { probe } = await described({ port, credential: clientCredential(credential) }, { credential })
    expect(probe.acceptance[0]?.status).toBe('refused')
    expect(probe.acceptance[0]?.rows[0]).toMatchObject({ kind: 'ca-name', match: 'no-match' })
  })

  it('is a finding of the document where it cannot work', async () => {
    const credential = await opened(
      await certificates.clientExpired(),
      await certificates.clientIntermediate(),
    )
    const { document, broken } = await described({ port: await lab.tlsServer() }, { credential })
    expect(document.findings).toMatchObject([
      {
        id: 'client-certificate-expired',
        severity: 'error',
        evidence: [{ file: 'client.pem', pointer: '' }],
        fixes: ['certificate-validity'],
      },
    ])
    expect(document.sources[0]?.probe?.credential?.findings[0]?.id).toBe('client-certificate-expired')
    expect(broken).toBe(true)
  })

  it('names the profile whose habit it was to hold it back', async () => {
    const credential = await opened(await certificates.client(), await certificates.clientIntermediate())
    const profile = await profileOf('java-17')
    const ca = (await certificates.serverRoot()).pem
    const port = await lab.tlsServer({
      requestCert: true,
      rejectUnauthorized: true,
      ca,
      maxVersion: 'TLSv1.3',
    })
    const { plan, differences } = helloPlanOf(profile, { host: HOST })
    const habit = habitualCredential(profile, clientCredential(credential))
    const { document, probe } = await described(
      { port, hello: plan, credential: habit },
      { credential, profile, differences },
    )
    expect(probe.profile).toMatchObject({ id: 'java-17', reaction: { refuses: 'yes' } })
    expect(probe.acceptance[0]).toMatchObject({ answer: 'empty', status: 'refused' })
    expect(document.handshakes[0]?.findings.slice(0, 2).map(({ id }) => id)).toEqual([
      'client-certificate-filtered',
      'client-certificate-required-not-sent',
    ])
  })
})

describe('what the gateway would say', () => {
  it('is told for a gateway’s profile, with the roots given, and with what fixes it', async () => {
    const profile = await profileOf('appgw-v2-backend')
    const { plan, differences } = helloPlanOf(profile, { host: HOST })
    const { document, probe, broken } = await described(
      { port: await lab.tlsServer(), hello: plan },
      { profile, differences, trustedRoots: roots(await certificates.clientRoot()) },
    )
    expect(probe.gateway).toMatchObject({ sku: 'v2', outlook: 'unhealthy', host: HOST })
    expect(probe.gateway?.message?.id).toMatch(/^backend-health-/)
    expect(probe.gateway?.fix?.setting).not.toBe('')
    expect(probe.profile?.unverified.length).toBeGreaterThan(0)
    const [first] = document.findings
    expect(first).toMatchObject({ id: probe.gateway?.message?.id, severity: 'error', leg: 'gateway-apim' })
    expect(first?.summary).toContain(probe.gateway?.message?.text)
    expect(first?.explanation).toContain(probe.gateway?.fix?.text)
    expect(first?.fixes).toContain('backend-health')
    expect(broken).toBe(true)
    expect(document.handshakes[0]?.findings.map(({ id }) => id)).toContain('server-root-untrusted')
  })

  it('is content with the whole chain and its root', async () => {
    const leaf = await certificates.server()
    const chain = [leaf, await certificates.serverIntermediate(), await certificates.serverRoot()]
    const port = await lab.tlsServer({
      cert: chainPem(leaf, ...chain.slice(1)),
      key: keyPem(leaf.privateKey),
    })
    const trustedRoots = roots(await certificates.serverRoot())
    const { document, probe } = await described({ port }, { sku: 'v2', trustedRoots })
    expect(probe.gateway).toMatchObject({ outlook: 'healthy', message: null, fix: null })
    expect(probe.trust?.trusted).toBe('yes')
    expect(document.findings).toEqual([])
  })

  it('is not asked of any other probe', async () => {
    const { probe } = await described({ port: await lab.tlsServer() }, {})
    expect(probe.gateway).toBeNull()
  })
})

describe('what a probe says of the connection', () => {
  it('is what was offered and agreed, and what came in answer', async () => {
    const hello = { ...EVERYTHING, serverName: HOST, versions: [0x0303], cipherSuites: [0xc02f] }
    const { probe } = await described({ port: await lab.tlsServer(), hello }, {})
    expect(probe).toMatchObject({
      reached: 'late-client-auth',
      cancelled: false,
      offered: { versions: ['TLS 1.2'], sni: HOST, alpn: [] },
      negotiated: {
        version: 'TLS 1.2',
        cipherSuite: { code: '0xc02f' },
        group: { code: '0x001d', name: 'x25519' },
        extendedMasterSecret: true,
        secureRenegotiation: true,
        serverSignature: { check: 'good' },
      },
      ownEnd: null,
      request: { method: 'GET', path: '/status-0123456789abcdef' },
      http: { version: '1.1', status: 200, body: 'ok', bodyLength: 2 },
    })
    expect(probe.stages.map(({ stage }) => stage)).toEqual(['dns', 'tcp', 'tls', 'http', 'late-client-auth'])
  })

  it.each([
    ['text', Buffer.from('Grüße\n'), 'Grüße\n'],
    ['bytes', Buffer.from([0, 1, 2, 255]), null],
    [
      'text longer than is shown, cut in a character',
      Buffer.from('ü'.repeat(1100).replace(/^ü/, 'u')),
      'u'.concat('ü'.repeat(1023)),
    ],
  ])('shows a body that is %s', async (_what, body, shown) => {
    const port = await lab.tlsServer({}, (socket) =>
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
        socket.end(body)
      }),
    )
    const { probe } = await described({ port }, {})
    expect(probe.http?.bodyLength).toBe(body.length)
    expect(probe.http?.body).toBe(shown)
  })
})
