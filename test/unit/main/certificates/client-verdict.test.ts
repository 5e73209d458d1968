import { describe, expect, it } from 'vitest'
import { clientFindings } from '../../../../src/main/certificates/client-findings.ts'
import { judgeClient } from '../../../../src/main/certificates/client-verdict.ts'
import { verifiedBundle } from '../../../../src/main/certificates/verified-bundle.ts'
import { pemOf } from '../../../../src/main/lab/certificates/profile.ts'
import { readCertificateOnce } from '../../../../src/shared/x509/certificate.ts'
import {
  type Authority,
  makeCertificate,
  makeChain,
  NOW_MILLIS,
} from '../../../support/conversation/certificates.ts'

const CLIENT = { cn: 'device-17', eku: ['clientAuth'], san: [] } as const
const { root, intermediate, leaf } = makeChain(CLIENT)
const sibling = makeCertificate({ cn: 'Contoso Sibling CA', ca: true, keyName: 'other', issuer: root })
const cousin = makeCertificate({ ...CLIENT, cn: 'device-18', issuer: sibling })

async function judged(held: readonly Authority[], client: readonly Authority[], atMillis = NOW_MILLIS) {
  const bundle = await verifiedBundle(
    new Uint8Array(Buffer.from(held.map(({ der }) => pemOf(der)).join(''))),
    'client-ca.pem',
  )
  const [own, ...issuers] = client.map(({ der }) => readCertificateOnce(der).body)
  if (own === undefined) throw new Error('no client')
  const verdict = await judgeClient(bundle, { file: 'client.pem', leaf: own, issuers }, atMillis)
  const findings = clientFindings(bundle, verdict)
  return {
    off: verdict.off.accepted,
    on: verdict.on.accepted,
    mustSend: verdict.mustSendIssuers,
    verdict,
    ids: findings.map(({ id }) => id),
    findings,
  }
}

describe('a client before the listener', () => {
  it('is let in alone where the file holds its issuer and the root', async () => {
    expect(await judged([intermediate, root], [leaf])).toMatchObject({
      off: 'yes',
      on: 'yes',
      mustSend: false,
      ids: [],
    })
  })

  it('of a sibling intermediate is let in with the check off, if it sends that, and not with it on (facts 2.7)', async () => {
    const seen = await judged([intermediate, root], [cousin, sibling])
    expect(seen).toMatchObject({ off: 'yes', on: 'no', mustSend: true })
    expect(seen.ids).toEqual(['client-ca-bundle-missing-intermediate', 'client-ca-bundle-issuer-dn'])
    expect(seen.findings.every(({ severity }) => severity === 'warning')).toBe(true)
    expect(seen.findings[1]?.explanation).toContain('FAILED:unable to verify the client certificate issuer')
  })

  it('of a sibling intermediate alone is refused, and the log says that the chain is not whole', async () => {
    const seen = await judged([intermediate, root], [cousin])
    expect(seen).toMatchObject({ off: 'no', on: 'no', mustSend: false })
    expect(seen.verdict.logged).toContain('FAILED:unable to get local issuer certificate')
    expect(seen.ids).toEqual(['client-ca-bundle-missing-intermediate', 'client-certificate-untrusted'])
  })

  it('whose issuer has the right name and another key is refused', async () => {
    const renewed = makeCertificate({ cn: 'Contoso Issuing CA', ca: true, keyName: 'other', issuer: root })
    const seen = await judged([renewed, root], [leaf])
    expect(seen.off).toBe('no')
    expect(seen.ids).toContain('client-certificate-untrusted')
    // By its name the issuer is the one: only the signature tells.
    expect(seen.verdict.on.match).toBe('exact')
  })

  it('that is out of date or not made for clients is refused', async () => {
    const later = Date.parse('2028-01-01T00:00:00Z')
    expect((await judged([intermediate, root], [leaf], later)).ids).toContain('client-certificate-expired')
    const earlier = Date.parse('2025-01-01T00:00:00Z')
    expect((await judged([intermediate, root], [leaf], earlier)).ids).toContain(
      'client-certificate-not-yet-valid',
    )
    const server = makeCertificate({ ...CLIENT, eku: ['serverAuth'], issuer: intermediate })
    const seen = await judged([intermediate, root], [server])
    expect(seen).toMatchObject({ off: 'no', ids: ['client-eku-missing'] })
    expect(seen.verdict.logged).toEqual(['FAILED:unsupported certificate purpose'])
  })

  it('with a weak key is a case that nobody documented', async () => {
    const weak = makeCertificate({ ...CLIENT, keyName: 'weak', issuer: intermediate })
    const seen = await judged([intermediate, root], [weak])
    expect(seen).toMatchObject({ off: 'uncertain', on: 'uncertain', ids: ['client-certificate-weak'] })
    expect(seen.findings[0]?.severity).toBe('warning')
  })

  it('whose issuer is written in another case is a case that nobody documented, with the check on', async () => {
    const shouting = makeCertificate({
      cn: 'CONTOSO ISSUING CA',
      ca: true,
      keyName: 'intermediate',
      issuer: root,
    })
    const seen = await judged([shouting, root], [leaf])
    expect(seen).toMatchObject({ off: 'yes', on: 'uncertain', ids: [] })
    expect(seen.verdict.on.match).toBe('equal-after-normalisation')
  })

  it('is let in nowhere by a file without a root', async () => {
    const seen = await judged([intermediate], [leaf])
    expect(seen).toMatchObject({ off: 'no', on: 'no', ids: ['client-certificate-untrusted'] })
    expect(seen.verdict.on.match).toBeNull()
    expect(seen.findings[0]?.summary).toContain('for there is none')
  })
})
