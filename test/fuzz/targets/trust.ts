import { type ChainReport, judgeChain } from '../../../src/main/trust/chain.ts'
import { chainDocument } from '../../../src/main/trust/document.ts'
import { judgeAsGateway } from '../../../src/main/trust/gateway/judge.ts'
import { TRUST_LIMITS } from '../../../src/main/trust/limits.ts'
import { equalBytes } from '../../../src/shared/bytes/text.ts'
import { readCertificate } from '../../../src/shared/x509/certificate.ts'
import { derElements } from '../grammar/der.ts'
import type { Random } from '../random.ts'
import { CHAINS, HOST, ISSUING, LEAF, ROOT } from '../seeds/chains.ts'
import { must, type Target } from '../target.ts'

const NOW = Date.UTC(2026, 10, 22)
/** What the signatures of the sound certificates are over. */
const SIGNED = [LEAF, ISSUING, ROOT].map((der) => readCertificate(der).body.tbsCertificate)

/** DER elements of the outermost level, and what is left behind the last whole one. */
function certificatesIn(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  let end = 0
  for (const element of derElements(bytes)) {
    if (element.start !== end) continue
    found.push(bytes.subarray(element.start, element.end))
    end = element.end
  }
  if (end < bytes.length) found.push(bytes.subarray(end))
  return found
}

function reportHolds(report: ChainReport, sent: readonly Uint8Array[]): void {
  const { leaf, paths, trusted, sentence, unreadable, limitsMet } = report
  must(/^(Trusted|Not trusted|Cannot tell): ?.+\.$/s.test(sentence), () => `no verdict: ${sentence}`)
  must(
    sentence.startsWith({ yes: 'Trusted', no: 'Not trusted', unknown: 'Cannot tell' }[trusted]),
    () => `${trusted}, but ${sentence}`,
  )
  must((leaf === null) === (paths.length === 0) || limitsMet.length > 0, () => 'a leaf without a way up')
  must(leaf === null || !unreadable.includes(leaf), () => 'a leaf that could not be read')
  must(
    unreadable.every((at) => at >= 0 && at < sent.length),
    () => 'an unreadable certificate nobody sent',
  )
  must(paths.length <= TRUST_LIMITS.paths, () => `${paths.length} paths`)
  for (const { links, faults } of paths) {
    must(links.length >= 1 && links.length <= TRUST_LIMITS.depth, () => `a path of ${links.length}`)
    for (const fault of faults) must(fault.text !== '', () => `${fault.kind} without words`)
  }
  const document = JSON.stringify(chainDocument(report))
  must(document.includes(`"trusted":"${trusted}"`), () => 'a document of another verdict')
}

/** Nobody else holds the keys: whatever is trusted says what one of the sound certificates says, every byte of it. */
function signedAllTheWay({ paths: [best] }: ChainReport): void {
  for (const { candidate } of best?.links ?? []) {
    const said = readCertificate(candidate.der).body.tbsCertificate
    must(
      said !== null && SIGNED.some((one) => one !== null && equalBytes(one, said)),
      () => 'trusted, although bytes under a signature were changed',
    )
  }
}

/** A peer's certificates, one behind the other. */
const chain: Target = {
  name: 'chain',
  seeds: () => CHAINS,
  grammar: derElements,
  run: async (bytes, random) => {
    const sent = certificatesIn(bytes)
    const question = {
      sent,
      roots: [ROOT],
      platform: 'none' as const,
      purpose: random.chance(0.5) ? ('server' as const) : ('client' as const),
      atMillis: NOW,
    }
    const report = await judgeChain({ ...question, ...(random.chance(0.5) ? { host: HOST } : {}) })
    reportHolds(report, sent)
    if (report.trusted === 'yes') signedAllTheWay(report)
    // Whoever is named as a root is believed, whatever it says.
    if (random.chance(0.1)) reportHolds(await judgeChain({ ...question, roots: [...sent, ROOT] }), sent)
    if (random.chance(0.2)) await judgedByGateway(sent, random)
  },
}

async function judgedByGateway(sent: readonly Uint8Array[], random: Random): Promise<void> {
  const judgement = await judgeAsGateway({
    sku: random.chance(0.7) ? 'v2' : 'v1',
    sent,
    uploaded: random.chance(0.5) ? [ROOT] : sent.slice(0, 3),
    host: HOST,
    publicRoots: [],
    atMillis: NOW,
  })
  must(JSON.stringify(judgement) !== undefined, () => 'a judgement that is no JSON')
}

export const TRUST_TARGETS: readonly Target[] = [chain]
