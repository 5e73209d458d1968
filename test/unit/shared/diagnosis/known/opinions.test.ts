import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../../../src/shared/conversation/facts.ts'
import { readFacts } from '../../../../../src/shared/conversation/facts.ts'
import { type Diagnosis, diagnose } from '../../../../../src/shared/diagnosis/diagnose.ts'
import { audited, Leak } from '../../../../../src/shared/diagnosis/known/audited.ts'
import { Opinions } from '../../../../../src/shared/diagnosis/known/opinions.ts'
import { unchangingSpan } from '../../../../../src/shared/diagnosis/known/unchanging-span.ts'
import { readCertificate } from '../../../../../src/shared/x509/certificate.ts'
import { makeChain, NOW_MILLIS } from '../../../../support/conversation/certificates.ts'
import { contextOf } from '../../../../support/conversation/diagnosis.ts'
import { TLS13 } from '../../../../support/conversation/messages.ts'
import { type ConversationScript, conversation } from '../../../../support/conversation/script.ts'
import { completed, refused, silentlyClosed } from '../../../../support/conversation/situations.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const { leaf, intermediate } = makeChain()
const chain = [leaf, intermediate]
const LEAF = readCertificate(leaf.der)

function tls13(): ConversationScript {
  return conversation()
    .clientHello({ versions: [TLS13], keyShares: [0x001d] })
    .serverHello({ version: TLS13 })
    .hiddenServerFlight()
    .hidden('client', 36)
    .data('client', 300)
    .data('server', 9000)
    .fin('client')
}

/** What the opinions and nobody's memory say of each, one after the other; whether the last one was shared. */
function lastOf(
  conversations: readonly { facts: Facts; nowMillis?: number }[],
  opinions = new Opinions(),
): Diagnosis {
  let last: Diagnosis | null = null
  for (const { facts, nowMillis = NOW_MILLIS } of conversations) {
    const context = contextOf({ nowMillis })
    last = opinions.diagnose(facts, context)
    const { verdict, summary, findings } = diagnose(facts, context)
    expect({ verdict: last.verdict, summary: last.summary, findings: last.findings }).toEqual({
      verdict,
      summary,
      findings,
    })
  }
  if (last === null) throw new Error('no conversation')
  return last
}

describe('opinions', () => {
  it.each([
    ['TLS 1.2', () => completed(chain)],
    ['TLS 1.2 with a request', () => completed(chain, { request: {} }).data('server', 5000)],
    ['TLS 1.3', tls13],
  ])('are shared by conversations in %s that are alike, from the second on', (_what, script) => {
    const [first, second, third] = [script().facts(), script().facts(), script().data('server', 50).facts()]
    expect(lastOf([{ facts: first }]).shared).toBeUndefined()
    expect(lastOf([{ facts: first }, { facts: second }]).shared).toBeDefined()
    expect(lastOf([{ facts: first }, { facts: second }, { facts: third }]).shared).toBeDefined()
  })

  it('name the frames of the conversation they are on', () => {
    const facts = [0, 100, 200].map((later) => {
      const plain = tls13().conversation()
      const messages = plain.messages.map((row) =>
        Object.create(row, { frames: { value: row.frames.map((frame) => frame + later) } }),
      )
      return { facts: readFacts({ ...plain, messages }) }
    })
    const { findings, shared } = lastOf(facts)
    expect(shared).toBeDefined()
    const frames = findings.flatMap(({ evidence }) =>
      evidence.map((one) => (one.kind === 'wire' ? one.frame : null)),
    )
    expect(frames.every((frame) => frame !== null && frame > 200)).toBe(true)
  })

  it.each([
    ['what broke', () => refused(chain, 48)],
    ['what is suspected', () => silentlyClosed(chain)],
    ['a capture that lacks bytes', () => completed(chain).side('server', { missingBytes: 3 })],
  ])('are not shared on %s', (_what, script) => {
    expect(lastOf([1, 2, 3, 4].map(() => ({ facts: script().facts() }))).shared).toBeUndefined()
  })

  it('are not shared by servers at different addresses, whose address they name', () => {
    const facts = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => ({
      facts: completed(chain)
        .with({ server: { address, port: 443 } })
        .facts(),
    }))
    expect(lastOf(facts).shared).toBeUndefined()
  })

  it('are not shared where their words hold the moment', () => {
    const soon = makeChain({ notAfter: '2026-06-11T00:00:00Z' })
    const facts = [1, 2, 3, 4].map(() => ({ facts: completed([soon.leaf, soon.intermediate]).facts() }))
    const { findings, shared } = lastOf(facts)
    expect(findings.map(({ id }) => id)).toContain('server-certificate-expiring')
    expect(shared).toBeUndefined()
  })

  it('change with the clock where a certificate does', () => {
    const end = LEAF.body.notAfter?.epochMillis ?? 0
    const moments = [-40 * DAY, -40 * DAY + 1, -31 * DAY, -30 * DAY, -30 * DAY + 1, -1, 0, 1, HOUR, 90 * DAY]
    const facts = completed(chain).facts()
    const opinions = new Opinions()
    for (const from of moments) {
      lastOf(
        [0, 1, 2, HOUR / 2, HOUR].map((later) => ({ facts, nowMillis: end + from + later })),
        opinions,
      )
    }
  })
})

describe('an audit', () => {
  const look = (at: (facts: Facts) => unknown) => () =>
    at(audited(completed(chain).facts(), contextOf()).facts)

  it.each([
    ['when it began', (facts: Facts) => facts.conversation.startedMicros],
    ['the client', (facts: Facts) => facts.conversation.client],
    ['its number', (facts: Facts) => facts.conversation.tcpStream],
    ['how many rows there are', (facts: Facts) => facts.conversation.messages.length],
    [
      'rows in search of one',
      (facts: Facts) => facts.conversation.messages.some(({ type }) => type === 'FIN'),
    ],
    ['when a row came', (facts: Facts) => facts.conversation.messages[0]?.atMicros],
    ['how much data was sent', (facts: Facts) => facts.exchange.applicationData.server.bytes],
    ['how the connection fared', (facts: Facts) => facts.conversation.transport.silenceMicros],
    ['randoms', (facts: Facts) => facts.clientHello?.body.random],
    ['what an extension holds', (facts: Facts) => facts.clientHello?.body.extensions[0]?.content],
    ['bytes of a message', (facts: Facts) => facts.clientHello?.message.raw?.[0]],
    ['alerts', (facts: Facts) => facts.alerts],
    ['everything there is', (facts: Facts) => Object.keys(facts)],
  ])('tells that somebody looked at %s', (_what, at) => {
    expect(look(at)).toThrow(Leak)
  })

  it.each([
    ['the version', (facts: Facts) => facts.version],
    ['the frames of a row', (facts: Facts) => facts.conversation.messages[0]?.frames.at(-1)],
    ['the length of a message', (facts: Facts) => facts.clientHello?.message.raw?.length],
    ['the chain', (facts: Facts) => facts.serverChain.length],
    ['whether anything was lost', (facts: Facts) => facts.conversation.transport.server.missingBytes],
  ])('minds nobody who looks at %s', (_what, at) => {
    expect(look(at)).not.toThrow()
  })
})

describe('the span in which validity is judged the same', () => {
  it('ends where whole hours have passed since, or are left to, a moment of a certificate', () => {
    const begin = LEAF.body.notBefore?.epochMillis ?? 0
    const { fromMillis, toMillis } = unchangingSpan(begin + 5 * HOUR + 1000, [chainCertificate()])
    expect([fromMillis - begin, toMillis - begin]).toEqual([5 * HOUR, 6 * HOUR])
  })

  it('is empty at such a moment', () => {
    const begin = LEAF.body.notBefore?.epochMillis ?? 0
    const { fromMillis, toMillis } = unchangingSpan(begin, [chainCertificate()])
    expect([fromMillis, toMillis]).toEqual([begin, begin])
  })

  function chainCertificate() {
    return { span: { start: 0, end: leaf.der.length }, der: leaf.der, reading: LEAF }
  }
})
