import { printable } from '../../shared/bytes/text.ts'
import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { count } from '../../shared/diagnosis/words.ts'

/** What an annotated capture says: on which packets, and about the whole. */
export interface CaptureComments {
  readonly section: string
  /** 1-based packet number to comments in order. */
  readonly packets: ReadonlyMap<number, readonly string[]>
}

/** A comment on the packet that ended each broken handshake and on those that prove why; a summary for the section. */
export function verdictComments(handshakes: readonly HandshakeDocument[]): CaptureComments {
  const packets = new Map<number, string[]>()
  const add = (frame: number | null | undefined, text: string): void => {
    if (frame === null || frame === undefined) return
    const line = `tlscope: ${printable(text)}`
    const lines = packets.get(frame) ?? []
    if (!lines.includes(line)) lines.push(line)
    packets.set(frame, lines)
  }
  for (const handshake of handshakes) {
    const { break: broke, findings, id } = handshake
    if (broke !== null) {
      // Silence has no packet of its own: the last one said before it stands for it.
      const frame =
        broke.frame ?? handshake.messages.findLast(({ frames }) => frames.length > 0)?.frames.at(-1)
      add(frame, `${id} broke here (${broke.stage}, ended by ${broke.endedBy}): ${broke.summary}`)
    }
    for (const finding of findings) {
      if (finding.severity === 'info') continue
      for (const evidence of finding.evidence) {
        if ('frame' in evidence) {
          add(evidence.frame, `${id} ${finding.id}: ${evidence.field} is ${evidence.value}`)
        }
      }
    }
  }
  return { section: sectionComment(handshakes), packets }
}

function sectionComment(handshakes: readonly HandshakeDocument[]): string {
  const broken = handshakes.filter((handshake) => handshake.break !== null)
  const head = `tlscope: ${count(handshakes.length, 'TLS handshake')}, ${broken.length} broken.`
  const lines = broken.slice(0, 50).map(({ id, break: broke }) => `${id}: ${printable(broke?.summary ?? '')}`)
  const more = broken.length > 50 ? [`and ${broken.length - 50} more`] : []
  return [head, ...lines, ...more].join('\n')
}
