import type { Leg } from '../../../conversation/vocabulary.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import type { X509Certificate } from '../../../x509/certificate.ts'
import { chainFacts } from '../../../x509/chain.ts'
import { matchHost } from '../../../x509/host-match.ts'
import { type CertificateSummary, certificateSummary } from '../../../x509/summary.ts'
import type { AnswerRead } from '../../answer/read-answer.ts'
import { calledHandshake, factOf, type Ground, handshakeSource, legOfAnswer, onLegs } from '../ground.ts'
import type { SessionHandshake } from '../knowledge.ts'
import type { Fact, FactSource } from '../shape.ts'

/** Chains that servers sent, in captures and in pasted answers. */

/** So many different chains are told; an incident has two or three. */
const MOST_CHAINS = 4

/** Each distinct chain once. What is wrong with it is told by the handshake's own findings. */
export function chainFactsOnLegs(ground: Ground, legs: readonly Leg[]): Fact[] {
  const distinct = new Map<string, SessionHandshake>()
  for (const handshake of onLegs(ground, ...legs)) {
    const chain = handshake.document.certificates.server
    const key = chain.map(({ sha256 }) => sha256).join(' ')
    if (key !== '' && !distinct.has(key)) distinct.set(key, handshake)
  }
  return [...distinct.values()].slice(0, MOST_CHAINS).map((handshake) => {
    const faulted = ground.knowledge.findings.some(
      ({ id, severity, sources }) =>
        id.startsWith('server-') &&
        severity !== 'info' &&
        sources.some((source) => source.kind === 'handshake' && source.id === handshake.document.id),
    )
    const words = chainWords(handshake.document.certificates.server)
    return factOf(`${calledHandshake(handshake)}: ${words}`, faulted ? 'noted' : 'fine', [
      handshakeSource(handshake),
    ])
  })
}

function chainWords(chain: readonly CertificateSummary[]): string {
  const [leaf, ...others] = chain
  if (leaf === undefined) return 'no certificate was sent.'
  const until = leaf.notAfter === null ? '' : `, until ${leaf.notAfter.slice(0, 10)}`
  const names = leaf.san.length === 0 ? '' : `, for ${list(leaf.san.map(quoted), 3)}`
  const sent =
    others.length === 0 ? 'sent alone' : `with ${others.map(({ subject }) => quoted(subject)).join(', ')}`
  return `${quoted(leaf.subject)}${names}${until}, issued by ${quoted(leaf.issuer)}, ${sent}.`
}

/** What pasted runs of `openssl s_client` and pasted certificates show of that end. */
export function chainFactsOfAnswers(ground: Ground, side: 'listener' | 'backend'): Fact[] {
  const facts: Fact[] = []
  for (const answer of ground.knowledge.answers) {
    answer.sClient.forEach((run, at) => {
      if (run.chain.length === 0 || legOfAnswer(ground, answer, at) !== side) return
      facts.push(...chainVerdicts(ground, run.chain, run.serverName ?? nameOn(ground, side), answer))
    })
    if (answer.certificates.length > 0 && legOfAnswer(ground, answer, 0) === side)
      facts.push(...chainVerdicts(ground, answer.certificates, nameOn(ground, side), answer))
  }
  return facts.slice(0, MOST_CHAINS * 2)
}

function nameOn({ names }: Ground, side: 'listener' | 'backend'): string | null {
  return (side === 'listener' ? names['gateway-host'] : names.host) ?? null
}

/** The chain in words, and what is wrong with it by its own dates, names and order. Signatures are not checked here. */
function chainVerdicts(
  { knowledge }: Ground,
  chain: readonly X509Certificate[],
  host: string | null,
  answer: AnswerRead,
): Fact[] {
  const sources: FactSource[] = [{ kind: 'answer', name: answer.name }]
  const facts = chainFacts(chain)
  const leaf = chain[facts?.leaf ?? 0]
  if (leaf === undefined || facts === null) return []
  const wrong: Fact[] = []
  for (const certificate of chain) {
    const { subject, notBefore, notAfter } = certificateSummary(certificate)
    const isLeaf = certificate === leaf
    if (notAfter !== null && Date.parse(notAfter) < knowledge.nowMillis)
      wrong.push(
        factOf(`${quoted(subject)} has expired on ${notAfter.slice(0, 10)}.`, 'wrong', sources, {
          finding: isLeaf ? 'server-certificate-expired' : null,
          article: 'certificate-validity',
        }),
      )
    if (notBefore !== null && Date.parse(notBefore) > knowledge.nowMillis)
      wrong.push(
        factOf(`${quoted(subject)} is not valid before ${notBefore.slice(0, 10)}.`, 'wrong', sources, {
          finding: isLeaf ? 'server-certificate-not-yet-valid' : null,
          article: 'certificate-validity',
        }),
      )
  }
  const match = host === null ? null : matchHost(leaf, host)
  if (host !== null && match?.matched === false)
    wrong.push(
      factOf(
        `It is not for ${quoted(host)}, but for ${match.entries.length === 0 ? 'no host at all' : list(match.entries.map(quoted), 4)}.`,
        'wrong',
        sources,
        { finding: 'server-name-mismatch', article: 'solution-c-hostname' },
      ),
    )
  if (facts.misordered)
    wrong.push(
      factOf('The chain is not in order: each certificate must be issued by the next.', 'wrong', sources, {
        finding: 'server-chain-misordered',
        article: 'server-chain',
      }),
    )
  if (facts.gap || (chain.length === 1 && !facts.leafSelfIssued))
    wrong.push(
      factOf(
        chain.length === 1
          ? 'The leaf came alone. If its issuer is no root that the gateway knows, intermediates are missing (with openssl, add -showcerts to see all that is sent).'
          : 'Between the certificates sent one is missing.',
        facts.gap ? 'wrong' : 'noted',
        sources,
        { finding: facts.gap ? 'server-chain-incomplete' : null, article: 'server-chain' },
      ),
    )
  const words = chainWords(chain.map(certificateSummary))
  const isWrong = wrong.some(({ verdict }) => verdict === 'wrong')
  return [factOf(words, isWrong || wrong.length > 0 ? 'noted' : 'fine', sources), ...wrong]
}
