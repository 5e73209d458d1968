import { describe, expect, it } from 'vitest'
import { diagnose } from '../../../../../src/shared/diagnosis/diagnose.ts'
import type { Evidence } from '../../../../../src/shared/diagnosis/finding.ts'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { contextOf, given } from '../../../../support/conversation/diagnosis.ts'
import { certificate, clientHello, serverHello, TLS13 } from '../../../../support/conversation/messages.ts'
import { type ConversationScript, conversation } from '../../../../support/conversation/script.ts'

const { root, intermediate, leaf } = makeChain()
const context = contextOf({ host: 'other.contoso.internal', trustedRoots: [given(root.der)] })
const hello = clientHello({ versions: [TLS13, 0x0303], alpn: ['h2'], keyShares: [0x001d] })
const chain = certificate([leaf.der, intermediate.der])

/** Judges the conversation and looks at every finding as a reader of the document would. */
function judged(script: ConversationScript): void {
  const facts = script.facts()
  for (const finding of diagnose(facts, context).findings) {
    expect(finding.confidence).toBeGreaterThan(0)
    expect(finding.confidence).toBeLessThanOrEqual(1)
    for (const evidence of finding.evidence) expectWithin(facts.conversation.messages, evidence)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(finding.summary + finding.explanation).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  }
}

function expectWithin(messages: readonly { readonly raw: Uint8Array | null }[], evidence: Evidence): void {
  if (evidence.kind !== 'wire' || evidence.message === null) return
  const message = messages[evidence.message]
  expect(message).toBeDefined()
  if (evidence.bytes === null) return
  const [start, end] = evidence.bytes
  expect(start).toBeGreaterThanOrEqual(0)
  expect(start).toBeLessThanOrEqual(end)
  expect(end).toBeLessThanOrEqual(message?.raw?.length ?? 0)
}

describe('the rules on hostile bytes', () => {
  it('stand every prefix of a ClientHello', () => {
    for (let length = 1; length <= hello.length; length++) {
      judged(conversation().handshake('client', hello.slice(0, length)).alert('server', 40).fin('server'))
    }
  })

  it('stand every changed byte of a ClientHello', () => {
    for (let at = 0; at < hello.length; at++) {
      const changed = hello.slice()
      changed[at] = (changed[at] ?? 0) ^ 0xff
      judged(conversation().handshake('client', changed).alert('server', 40).fin('server'))
    }
  })

  it('stand prefixes and changed bytes of a Certificate message', () => {
    for (let at = 1; at < chain.length; at += 5) {
      const changed = chain.slice()
      changed[at] = (changed[at] ?? 0) ^ (at % 2 === 0 ? 0xff : 0x20)
      for (const message of [changed, chain.slice(0, at)]) {
        judged(
          conversation()
            .clientHello()
            .handshake('server', serverHello())
            .handshake('server', message)
            .alert('client', at % 2 === 0 ? 48 : 42)
            .fin('client'),
        )
      }
    }
  })

  it('take a chain of a thousand empty certificates without falling over', () => {
    const empty = certificate(Array.from({ length: 1000 }, () => new Uint8Array(0)))
    const script = conversation().clientHello().serverHello().handshake('server', empty)
    judged(script.alert('client', 48).fin('client'))
  })
})
