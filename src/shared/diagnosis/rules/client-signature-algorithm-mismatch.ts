import { signatureSchemeName } from '../../tls/registry/index.ts'
import type { DiagnosisContext } from '../context.ts'
import { fieldEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { holdsNone, refusalOfClient } from '../support/client-refusal.ts'
import { givenAcceptance } from '../support/given-acceptance.ts'
import { list } from '../words.ts'

/**
 * The request's signature_algorithms leave the client's key no scheme, so its stack sent nothing (facts 5.1.15).
 * Certain with the client's certificate; without, a candidate only where the list leaves out a whole key type.
 */
export const clientSignatureAlgorithmMismatch: Rule = {
  id: 'client-signature-algorithm-mismatch',
  pass: 'cause',
  about: ['break', 'suspicion'],
  judge({ facts, verdict, context }) {
    const request = facts.certificateRequest
    if (refusalOfClient(facts, verdict) === null || request === null) return null
    if (facts.clientAnswer !== 'empty-certificate' || holdsNone(context)) return null
    const offered = request.body.signatureAlgorithms
    const first = offered[0]
    const last = offered.at(-1)
    if (first === undefined || last === undefined) return null
    const names = offered.map(({ value }) => signatureSchemeName(value))
    const acceptance = givenAcceptance(facts, context)
    // A probe tells what it has: without a key it has none that is unsuitable.
    if (facts.probe !== null && acceptance === null) return null
    const missing = KEY_TYPES.filter((type) => !names.some((name) => type.serves(name)))
    const known = acceptance?.signing.known === true && acceptance.signing.refusal !== null
    if (!known && (acceptance !== null || missing.every((type) => type.rare))) return null
    const lacking = known
      ? ownKeyText(context)
      : missing
          .filter((type) => !type.rare)
          .map((type) => type.label)
          .join(' or ')
    return {
      severity: verdict.break === null ? 'warning' : 'error',
      confidence: known ? CONFIDENCE.strong : CONFIDENCE.remote,
      summary: known
        ? `The client's ${lacking} key suits none of the signature algorithms the server accepts, so it sent no certificate.`
        : `The server accepts no signature by an ${lacking} key: a client with such a certificate sends none.`,
      explanation: `The CertificateRequest lists ${list(names, 6)}. A client may answer only with a key that can sign by one of them (RFC 5246 7.4.8, RFC 8446 4.4.2.3).${known ? ` ${acceptance.verdict}` : ' Give the client’s certificate (--client-cert) to decide it.'}`,
      evidence: [
        fieldEvidence(
          request,
          'signature_algorithms',
          { start: first.span.start, end: last.span.end },
          list(names, 6),
        ),
      ],
      disproof: `A client with an ${lacking} key that gets through to this server with the same request.`,
      because: known
        ? `the client sent no certificate: its ${lacking} key suits none of the signature algorithms that the server accepts`
        : 'the client sent no certificate',
    }
  },
}

interface KeyType {
  readonly label: string
  /** Seldom offered and seldom used: its absence from a list says nothing. */
  readonly rare: boolean
  readonly serves: (scheme: string) => boolean
}

const KEY_TYPES: readonly KeyType[] = [
  { label: 'RSA', rare: false, serves: (name) => name.startsWith('rsa_') },
  { label: 'EC', rare: false, serves: (name) => name.startsWith('ecdsa_') },
  { label: 'Ed25519', rare: true, serves: (name) => name === 'ed25519' },
  { label: 'Ed448', rare: true, serves: (name) => name === 'ed448' },
]

function ownKeyText({ clientCertificate }: DiagnosisContext): string {
  return clientCertificate[0]?.reading.body.publicKey?.type ?? 'unreadable'
}
