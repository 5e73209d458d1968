import { describe, expect, it } from 'vitest'
import type { DiagnosisContext } from '../../../../src/shared/diagnosis/context.ts'
import type { FindingId } from '../../../../src/shared/diagnosis/taxonomy.ts'
import {
  type CertificateValues,
  makeCertificate,
  makeChain,
} from '../../../support/conversation/certificates.ts'
import {
  answered,
  asked,
  clientPki,
  refused,
  subjectOf,
} from '../../../support/conversation/client-authentication.ts'
import { diagnosisOf, given } from '../../../support/conversation/diagnosis.ts'
import { type HelloValues, TLS12, TLS13 } from '../../../support/conversation/messages.ts'
import type { ConversationScript } from '../../../support/conversation/script.ts'
import { helloRefused, refused as serverRefused } from '../../../support/conversation/situations.ts'

/** The two alerts that say least, resolved from offers and certificates (facts 5.1.20, 8.4). */

const HANDSHAKE_FAILURE = 40
const BAD_CERTIFICATE = 42
const TLS10 = 0x0301

/** The errors in their order: what is said first, then the candidates. */
type Row = readonly [
  what: string,
  tell: () => ConversationScript,
  errors: FindingId[],
  context?: Partial<DiagnosisContext>,
]

function errorsOf(script: ConversationScript, context: Partial<DiagnosisContext> = {}): FindingId[] {
  return diagnosisOf(script, context)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ id }) => id)
}

function said(rows: readonly Row[]): void {
  for (const [what, tell, errors, context] of rows)
    it(what, () => expect(errorsOf(tell(), context)).toEqual(errors))
}

const BROAD = { versions: [TLS13, TLS12], keyShares: [0x001d] }
const at40 = (hello: HelloValues) => () => helloRefused(HANDSHAKE_FAILURE, hello)

describe('handshake_failure (40) after a ClientHello', () => {
  const rows: readonly Row[] = [
    ['a broad offer', at40(BROAD), ['hello-rejected']],
    [
      'suites that no current policy has',
      at40({ suites: [0x000a, 0x002f] }),
      ['cipher-mismatch', 'hello-rejected'],
    ],
    ['one suite', at40({ suites: [0xc030] }), ['cipher-mismatch', 'hello-rejected']],
    [
      'suites for EC certificates alone',
      at40({ suites: [0xc02b, 0xc02c] }),
      ['hello-rejected', 'cipher-mismatch'],
    ],
    [
      'no signature by an RSA key',
      at40({ ...BROAD, signatureAlgorithms: [0x0403] }),
      ['signature-algorithm-mismatch', 'hello-rejected'],
    ],
    [
      'no signature by an EC key',
      at40({ ...BROAD, signatureAlgorithms: [0x0804, 0x0401] }),
      ['hello-rejected', 'signature-algorithm-mismatch'],
    ],
    [
      'no usual group, TLS 1.3 alone',
      at40({ versions: [TLS13], groups: [0x001e] }),
      ['group-mismatch', 'hello-rejected', 'protocol-version-mismatch'],
    ],
    ['one group', at40({ ...BROAD, groups: [0x0017] }), ['hello-rejected', 'group-mismatch']],
    [
      'nothing newer than TLS 1.0',
      at40({ legacyVersion: TLS10 }),
      ['protocol-version-mismatch', 'hello-rejected'],
    ],
    ['TLS 1.3 alone', at40({ ...BROAD, versions: [TLS13] }), ['hello-rejected', 'protocol-version-mismatch']],
    [
      'suites and signatures both narrow',
      at40({ suites: [0x000a], signatureAlgorithms: [0x0403] }),
      ['cipher-mismatch', 'signature-algorithm-mismatch', 'hello-rejected'],
    ],
  ]
  said(rows)

  it('says of a hello without SNI that some servers refuse those', () => {
    const { findings } = diagnosisOf(helloRefused(HANDSHAKE_FAILURE, { ...BROAD, sni: null }))
    expect(findings.map(({ id }) => id)).toEqual(['hello-rejected', 'sni-missing'])
    expect(findings[1]?.explanation).toContain('ended this connection at the ClientHello')
  })
})

describe('handshake_failure (40) after a CertificateRequest', () => {
  const pki = clientPki()
  const stranger = makeCertificate({ cn: 'Stranger CA', ca: true, keyName: 'other' })
  const strangers = [subjectOf(stranger.der)]
  const own = { clientCertificate: [given(pki.leaf)] }
  const empty = (names: readonly Uint8Array[], signatureAlgorithms?: number[]) => () =>
    refused(
      answered(asked({ names, ...(signatureAlgorithms ? { signatureAlgorithms } : {}) }), []),
      HANDSHAKE_FAILURE,
    )
  const rows: readonly Row[] = [
    ['nothing sent, no CA named', empty([]), ['client-certificate-required-not-sent']],
    [
      'nothing sent, CAs named',
      empty(strangers),
      ['client-certificate-required-not-sent', 'client-certificate-filtered'],
    ],
    [
      'nothing sent, and the own certificate is of another CA',
      empty(strangers),
      ['client-certificate-filtered', 'client-certificate-required-not-sent'],
      own,
    ],
    [
      'nothing sent, and the own key suits no algorithm',
      empty([pki.issuingName], [0x0403]),
      ['client-signature-algorithm-mismatch', 'client-certificate-required-not-sent'],
      own,
    ],
    [
      'nothing sent by the gateway, which has nothing',
      empty(strangers),
      ['client-certificate-required-not-sent'],
      { leg: 'gateway-apim' },
    ],
    [
      'a certificate of another CA',
      () => refused(answered(asked({ names: strangers }), [pki.leaf, pki.issuing]), HANDSHAKE_FAILURE),
      ['client-certificate-untrusted'],
    ],
    [
      'a sound certificate',
      () => refused(answered(asked({ names: [pki.rootName] }), [pki.leaf, pki.issuing]), HANDSHAKE_FAILURE),
      ['client-certificate-rejected'],
    ],
  ]
  said(rows)
})

describe("bad_certificate (42) from the client, about the server's", () => {
  const { intermediate } = makeChain()
  const sends = (values: CertificateValues) => () =>
    serverRefused([makeChain(values).leaf, intermediate], BAD_CERTIFICATE)
  const rows: readonly Row[] = [
    ['nothing wrong with it', sends({}), ['server-certificate-rejected']],
    ['another name', sends({ san: ['DNS:other.example'] }), ['server-name-mismatch']],
    ['not valid yet', sends({ notBefore: '2026-12-01T00:00:00Z' }), ['server-certificate-not-yet-valid']],
    ['weak', sends({ keyName: 'weak' }), ['server-certificate-weak']],
    [
      'expired, which has an alert of its own',
      sends({ notAfter: '2026-02-01T00:00:00Z' }),
      ['server-certificate-expired'],
    ],
    [
      'another name and weak',
      sends({ san: ['DNS:other.example'], keyName: 'weak' }),
      ['server-name-mismatch', 'server-certificate-weak'],
    ],
  ]
  said(rows)
})

describe("bad_certificate (42) from the server, about the client's", () => {
  const sends = (values: CertificateValues) => () => {
    const { leaf, issuing, rootName } = clientPki(values)
    return refused(answered(asked({ names: [rootName] }), [leaf, issuing]), BAD_CERTIFICATE)
  }
  const rows: readonly Row[] = [
    ['nothing wrong with it', sends({}), ['client-certificate-rejected']],
    ['not valid yet', sends({ notBefore: '2026-12-01T00:00:00Z' }), ['client-certificate-not-yet-valid']],
    ['weak', sends({ keyName: 'weak' }), ['client-certificate-weak']],
    [
      'for servers only, which has an alert of its own',
      sends({ eku: ['serverAuth'] }),
      ['client-eku-missing'],
    ],
    [
      'not valid yet and for servers only',
      sends({ notBefore: '2026-12-01T00:00:00Z', eku: ['serverAuth'] }),
      ['client-certificate-not-yet-valid', 'client-eku-missing'],
    ],
    [
      'nothing sent at all',
      () => refused(answered(asked({}), []), BAD_CERTIFICATE),
      ['client-certificate-required-not-sent'],
    ],
  ]
  said(rows)

  it('is surer of the fault that the alert is known to be said to', () => {
    const { findings } = diagnosisOf(sends({ notBefore: '2026-12-01T00:00:00Z', eku: ['serverAuth'] })())
    expect(findings.slice(0, 2).map(({ confidence }) => confidence)).toEqual([0.88, 0.7])
    expect(findings[1]?.explanation).toContain('an alert for several faults')
  })
})
