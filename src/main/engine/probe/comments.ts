import { printable } from '../../../shared/bytes/text.ts'
import type { FindingDocument, HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { type CaptureComments, verdictComments } from '../../incident/packet-comments.ts'

/**
 * What a saved probe's packets say: the verdict's own comments, and each finding that no packet proves (a resolver's
 * answer, a watch that ran out, the client certificate's files) on the last packet, or for all where there is none.
 */
export function probeComments(
  handshakes: readonly HandshakeDocument[],
  findings: readonly FindingDocument[],
): CaptureComments {
  const { section, packets } = verdictComments(handshakes)
  const all = new Map([...packets].map(([frame, lines]) => [frame, [...lines]]))
  const whole: string[] = []
  const add = (frame: number | null, text: string): void => {
    const line = `tlscope: ${printable(text)}`
    if (frame === null) whole.push(line)
    else all.set(frame, [...(all.get(frame) ?? []), line])
  }
  let last: number | null = null
  for (const { id, messages, findings: own } of handshakes) {
    last = messages.reduce<number | null>((most, { frames }) => Math.max(most ?? 0, ...frames), null)
    for (const finding of own) {
      if (finding.severity === 'info' || !isPlaced(finding)) {
        add(frameOf(finding) ?? last, `${id} ${finding.id}: ${finding.summary}`)
      }
    }
  }
  for (const finding of findings) add(last, `${finding.id}: ${finding.summary}`)
  return { section: [section, ...whole].join('\n'), packets: all }
}

function isPlaced(finding: FindingDocument): boolean {
  return frameOf(finding) !== null
}

function frameOf({ evidence }: FindingDocument): number | null {
  for (const one of evidence) if ('frame' in one && one.frame !== null) return one.frame
  return null
}
