import type {
  CertificateDocument,
  EvidenceDocument,
  FindingDocument,
  HandshakeDocument,
  SourceDocument,
} from '../../shared/contract/analysis.ts'
import { handshakeSentence } from '../../shared/contract/handshake-sentence.ts'
import { namesFromHandshake } from '../../shared/contract/known-names.ts'
import type { PathDocument } from '../../shared/contract/paths.ts'
import type { Article, SectionName } from '../../shared/runbook/article.ts'
import type { Library } from '../../shared/runbook/library.ts'
import { applicability, matchArticles } from '../../shared/runbook/match.ts'
import { fill, type KnownValues } from '../../shared/runbook/placeholders.ts'
import { code, escapeMarkdown, table } from './markdown.ts'

/** Sections of the article that a report carries; its sources and risks stay one link away. */
const REPORTED: readonly SectionName[] = ['How to confirm', 'Fix', 'Verify', 'Risk', 'Undo']

/**
 * One handshake's story for the incident: verdict, ladder, certificates, findings with their evidence, and
 * the article that fixes it. Carries names, addresses and thumbprints; never a key, a secret or a payload.
 * @param captureName file name of the capture, without its folder
 * @param way the way through the gateway that it is part of; `null` where it is part of none
 */
export function reportMarkdown(
  handshake: HandshakeDocument,
  source: SourceDocument | null,
  captureName: string,
  library: Library,
  way: PathDocument | null = null,
): string {
  const lines = [
    `# ${escapeMarkdown(title(handshake))}`,
    '',
    `**${escapeMarkdown(handshakeSentence(handshake))}**`,
    '',
    ...table(['', ''], summaryRows(handshake, source, captureName)),
    '',
    ...(way === null ? [] : wayLines(way)),
    '## Ladder',
    '',
    ...ladder(handshake),
    '',
    ...certificates('Server certificates', handshake.certificates.server),
    ...certificates('Client certificates', handshake.certificates.client),
    '## Findings',
    '',
    ...(handshake.findings.length === 0 ? ['None.', ''] : handshake.findings.flatMap(findingLines)),
    ...fix(handshake, captureName, library),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function title(handshake: HandshakeDocument): string {
  const to = handshake.sni ?? endpoint(handshake.server)
  return `TLS handshake ${handshake.id} to ${to}: ${handshake.outcome}`
}

function summaryRows(
  handshake: HandshakeDocument,
  source: SourceDocument | null,
  captureName: string,
): string[][] {
  const { break: broke } = handshake
  const rows: [string, string | null][] = [
    ['Capture', source === null ? captureName : `${captureName} (${source.packets} packets)`],
    ['Connection', `TCP stream ${handshake.tcpStream}`],
    ['Client', endpoint(handshake.client)],
    ['Server', endpoint(handshake.server)],
    ['Leg', handshake.leg],
    ['Started', handshake.startedAt],
    ['Server name (SNI)', handshake.sni ?? 'not sent'],
    ['Version', handshake.version ?? 'none agreed'],
    ['Cipher suite', handshake.cipherSuite?.name ?? 'none agreed'],
    ['Client certificate asked for', handshake.mutualTls.requested],
    ['Client certificate', handshake.mutualTls.clientCertificate],
    ['JA3', handshake.ja3],
    ['JA4', handshake.ja4],
    ['Broke at stage', broke?.stage ?? null],
    [
      'Ended by',
      broke === null
        ? null
        : `${broke.endedBy}, ${broke.how}${broke.detail === null ? '' : ` ${broke.detail}`}`,
    ],
    ['Packet', broke?.frame == null ? null : String(broke.frame)],
    ['Validity judged by', source === null ? null : `the ${source.clock} clock`],
  ]
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, escapeMarkdown(value)]]))
}

/** Both legs, and which of them broke. */
function wayLines({ front, back, candidates, state, sentence, confidence }: PathDocument): string[] {
  const behind =
    back.length > 0
      ? back.join(', ')
      : state === 'ambiguous'
        ? `one of ${candidates.join(', ')}`
        : 'none seen'
  const legs = `Client to gateway: ${front}. Gateway to API Management: ${behind}.`
  return [
    '## The way through the gateway',
    '',
    escapeMarkdown(sentence),
    '',
    `${escapeMarkdown(legs)} Confidence: ${Math.round(confidence * 100)} %.`,
    '',
  ]
}

function ladder(handshake: HandshakeDocument): string[] {
  const rows = handshake.messages.map((message) => [
    (message.atMicros / 1000).toFixed(3),
    message.frames.at(-1) === handshake.break?.frame
      ? `**${message.frames.at(-1)}**`
      : String(message.frames.at(-1) ?? ''),
    message.from === 'client' ? 'client →' : '← server',
    message.encrypted ? `{${message.type}}` : message.type,
    String(message.length),
    escapeMarkdown(
      [message.detail, message.likely === undefined ? undefined : `probably ${message.likely}`]
        .filter(Boolean)
        .join('; '),
    ),
  ])
  return table(['ms', 'packet', 'from', 'message', 'bytes', ''], rows)
}

function certificates(heading: string, chain: readonly CertificateDocument[]): string[] {
  if (chain.length === 0) return []
  const rows = chain.map((certificate, at) => [
    String(at),
    escapeMarkdown(certificate.subject),
    escapeMarkdown(certificate.issuer),
    `${certificate.notBefore ?? '?'} to ${certificate.notAfter ?? '?'}`,
    escapeMarkdown(`${certificate.key.type} ${certificate.key.curve ?? certificate.key.bits ?? ''}`.trim()),
    code(certificate.sha1),
  ])
  return [
    `## ${heading}`,
    '',
    ...table(['', 'subject', 'issuer', 'valid', 'key', 'SHA-1 thumbprint'], rows),
    '',
  ]
}

function findingLines(finding: FindingDocument): string[] {
  return [
    `### ${finding.id} (${finding.severity}, ${Math.round(finding.confidence * 100)} %)`,
    '',
    escapeMarkdown(finding.summary),
    '',
    escapeMarkdown(finding.explanation),
    '',
    ...finding.evidence.map((evidence) => `- ${evidenceLine(evidence)}`),
    ...(finding.evidence.length === 0 ? [] : ['']),
    `Would disprove it: ${escapeMarkdown(finding.disproof)}`,
    '',
  ]
}

function evidenceLine(evidence: EvidenceDocument): string {
  if ('file' in evidence) return `${code(evidence.file)} ${code(evidence.pointer)}`
  const place = [
    evidence.frame === null ? null : `packet ${evidence.frame}`,
    code(evidence.field),
    evidence.bytes === null ? null : `bytes ${evidence.bytes[0]} to ${evidence.bytes[1]}`,
  ]
  return `${place.filter((part) => part !== null).join(', ')}: ${escapeMarkdown(evidence.value)}`
}

function fix(handshake: HandshakeDocument, captureName: string, library: Library): string[] {
  if (handshake.break === null && !handshake.findings.some(({ severity }) => severity === 'error')) return []
  const [match, ...others] = matchArticles(library, handshake.findings)
  if (match === undefined) return []
  const known = namesFromHandshake(handshake, handshake.leg, captureName)
  const further = others.map(({ article }) => `${code(article.id)} (${escapeMarkdown(article.title)})`)
  return [
    `## Fix: ${escapeMarkdown(match.article.title)}`,
    '',
    ...articleLines(match.article, known, handshake.leg),
    ...(further.length === 0 ? [] : ['', `If that is not it: ${further.join(', ')}.`]),
  ]
}

function articleLines(article: Article, known: KnownValues, leg: HandshakeDocument['leg']): string[] {
  const lines = [escapeMarkdown(article.summary), '']
  if (article.origin === 'team') lines.push('*From a runbook folder of your own.*', '')
  for (const section of article.sections) {
    if (!REPORTED.includes(section.name)) continue
    lines.push(`### ${section.name}`, '')
    for (const block of section.blocks) {
      if (block.type === 'prose') lines.push(deeper(fill(block.markdown, known).text), '')
      else if (block.type === 'output') lines.push(`\`\`\`${block.language}`, block.text, '```', '')
      else if (applicability(block.command, { leg }) !== 'no') {
        lines.push(`\`\`\`${block.command.shell}`, fill(block.command.text, known).text, '```', '')
      }
    }
  }
  return lines
}

/** The article's own headings (H3) go one level below the section's. */
function deeper(markdown: string): string {
  return markdown.replace(/^### /gm, '#### ')
}

function endpoint(end: HandshakeDocument['client']): string {
  if (end === null) return 'unknown'
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`
}
