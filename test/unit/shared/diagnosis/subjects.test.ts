import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../../src/shared/conversation/facts.ts'
import { judge } from '../../../../src/shared/conversation/verdict/verdict.ts'
import type { DiagnosisContext } from '../../../../src/shared/diagnosis/context.ts'
import { RULES } from '../../../../src/shared/diagnosis/rules/index.ts'
import { subjectBits, subjectsOf } from '../../../../src/shared/diagnosis/subjects.ts'
import { makeChain } from '../../../support/conversation/certificates.ts'
import {
  answered,
  asked,
  hiddenHandshake,
  served,
} from '../../../support/conversation/client-authentication.ts'
import { contextOf, given } from '../../../support/conversation/diagnosis.ts'
import { lateFlights, lateRequest, lateSuccess } from '../../../support/conversation/renegotiation.ts'
import { type ConversationScript, conversation, silence } from '../../../support/conversation/script.ts'

const { leaf, intermediate, root } = makeChain()
const old = makeChain({ notAfter: '2026-02-01T00:00:00Z' })

const SITUATIONS: Readonly<Record<string, () => ConversationScript>> = {
  'nothing at all': () => silence(),
  'a SYN that nobody answers': () => silence().syn(),
  'a ClientHello alone': () => conversation().clientHello(),
  'a refused ClientHello': () => conversation().clientHello().alert('server', 40),
  'a chain that was refused': () =>
    conversation().clientHello().serverHello().serverFlight([old.leaf.der]).alert('client', 48),
  'a sound handshake': () => served(asked().clientKeyExchange().finished('client')),
  'a sound handshake with a client certificate': () =>
    served(answered(asked({}), [leaf.der, intermediate.der])),
  'a hidden handshake': () => hiddenHandshake([]).data('client', 200).data('server', 6000),
  'a hidden handshake that ends with one short answer': () =>
    hiddenHandshake([]).data('client', 200).data('server', 300).fin('server'),
  'a handshake that the client closes without a word': () =>
    served(asked().clientKeyExchange().finished('client')).fin('client'),
  'a late request': () => lateRequest(),
  'a late request that was answered': () => lateSuccess(lateFlights()),
}

const CONTEXTS: readonly DiagnosisContext[] = [
  contextOf(),
  contextOf({ expectMtls: true, host: 'another.contoso.internal', leg: 'client-gateway' }),
  contextOf({
    trustedRoots: [given(root.der)],
    clientCa: [given(old.leaf.der)],
    clientCertificate: [given(leaf.der)],
  }),
]

/** Rules that are about nothing in the conversation and would speak nevertheless. */
function unaskedVoices(facts: Facts, context: DiagnosisContext): string[] {
  const verdict = judge(facts)
  const subjects = subjectsOf(facts, verdict, context)
  return RULES.filter(({ about }) => (subjectBits(about) & subjects) === 0)
    .filter((rule) => rule.judge({ facts, verdict, context, found: [] }) !== null)
    .map(({ id }) => id)
}

describe('the subjects of a rule', () => {
  it.each(Object.keys(SITUATIONS))('leave out no rule that has something to say: %s', (name) => {
    const facts = SITUATIONS[name]?.().facts()
    if (facts === undefined) throw new Error(name)
    expect(CONTEXTS.flatMap((context) => unaskedVoices(facts, context))).toEqual([])
  })

  it('leave out most rules where nothing broke', () => {
    const facts = served(answered(asked({}), [leaf.der, intermediate.der])).facts()
    const subjects = subjectsOf(facts, judge(facts), contextOf())
    const askedRules = RULES.filter(({ about }) => (subjectBits(about) & subjects) !== 0)
    expect(askedRules.length).toBeLessThan(RULES.length / 2)
  })
})
