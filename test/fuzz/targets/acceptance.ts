import { judgeAcceptance } from '../../../src/shared/credential/acceptance.ts'
import {
  encodeCertificateRequest12,
  encodeCertificateRequest13,
  extension,
} from '../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../src/shared/tls/message/dissect.ts'
import { VERSION } from '../../../src/shared/tls/registry/index.ts'
import { readCertificate } from '../../../src/shared/x509/certificate.ts'
import { handshakeElements } from '../grammar/tls.ts'
import { CERTIFICATES, NAMES } from '../seeds/certificates.ts'
import { ISSUING, LEAF } from '../seeds/chains.ts'
import { must, type Target } from '../target.ts'

const CHAINS = [[LEAF, ISSUING], ...CERTIFICATES.map((one) => [one])].map((chain) =>
  chain.map((der) => readCertificate(der).body),
)
const SCHEMES = [0x0403, 0x0503, 0x0804, 0x0805, 0x0401, 0x0807, 0x0203]

/** A CertificateRequest of TLS 1.2 or 1.3, held against certificates of every kind. */
const acceptance: Target = {
  name: 'acceptance',
  seeds: () => [
    encodeCertificateRequest12({ signatureAlgorithms: SCHEMES, certificateAuthorities: [...NAMES] }),
    encodeCertificateRequest12({ signatureAlgorithms: [0x0403], certificateAuthorities: [] }),
    encodeCertificateRequest13([
      extension.signatureAlgorithms(SCHEMES),
      extension.signatureAlgorithmsCert([0x0804, 0x0401]),
      extension.certificateAuthorities([...NAMES]),
    ]),
    encodeCertificateRequest13([extension.signatureAlgorithms([0x0807])]),
  ],
  grammar: handshakeElements,
  run: (bytes, random) => {
    const version = random.pick([VERSION.tls10, VERSION.tls12, VERSION.tls12, VERSION.tls13]) ?? 0
    const { body, problems } = dissectHandshake(bytes, { version, cipherSuite: null })
    if (body.type !== 'CertificateRequest') return
    const chain = random.pick(CHAINS) ?? []
    const unsent = random.chance(0.3) ? (random.pick(CHAINS) ?? []) : []
    const judged = judgeAcceptance({ request: body, problems, version, chain, unsent })
    if (judged === null) throw new Error('a chain was not judged')
    must(/\S.*\.$/s.test(judged.verdict), () => `no sentence: ${judged.verdict}`)
    must(
      judged.signing.refusal === null || judged.status === 'refused' || judged.status === 'unknown',
      () => `cannot sign, and is ${judged.status}`,
    )
    for (const { asks, has, span } of judged.rows) {
      must(asks !== '' && has !== '', () => 'a row without words')
      must(
        span === null || (span.start >= 0 && span.start <= span.end && span.end <= bytes.length),
        () => `${asks} points outside the request`,
      )
    }
    must(
      judgeAcceptance({ request: body, problems, version, chain: [] }) === null,
      () => 'nothing was judged of nothing',
    )
  },
}

export const ACCEPTANCE_TARGETS: readonly Target[] = [acceptance]
