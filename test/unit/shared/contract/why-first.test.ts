import { describe, expect, it } from 'vitest'
import { findingsLines } from '../../../../src/main/cli/text/handshake-text.ts'
import { handshakeSchema } from '../../../../src/shared/contract/analysis.ts'
import { handshakeDocument } from '../../../../src/shared/contract/handshake-document.ts'
import { makeChain } from '../../../support/conversation/certificates.ts'
import { diagnosisOf } from '../../../support/conversation/diagnosis.ts'
import type { ConversationScript } from '../../../support/conversation/script.ts'
import { completed, refused } from '../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()
const UNKNOWN_CA = 48
const WHY = 'Ahead of server-root-untrusted because the evidence for it is stronger (70 % against 45 %).'

function documentOf(script: ConversationScript) {
  const diagnosis = diagnosisOf(script)
  return handshakeDocument(diagnosis.facts, diagnosis, 'unknown')
}

describe('whyFirst', () => {
  it('stands in the document of what broke in more than one possible way', () => {
    const document = documentOf(refused([leaf], UNKNOWN_CA))
    expect(document.whyFirst).toBe(WHY)
    expect(handshakeSchema.safeParse(document).success).toBe(true)
  })

  it('is left out where nothing broke', () => {
    const document = documentOf(completed([leaf, intermediate]))
    expect(document.findings.length).toBeGreaterThan(1)
    expect('whyFirst' in document).toBe(false)
    expect(handshakeSchema.safeParse(document).success).toBe(true)
  })

  it('is printed once, with the first finding', () => {
    const text = findingsLines(documentOf(refused([leaf], UNKNOWN_CA)), 200)
    const at = text.findIndex((line) => line.includes('Why first:'))
    expect(text[at]?.trim()).toBe(`Why first: ${WHY}`)
    expect(text.filter((line) => line.includes('Why first:'))).toHaveLength(1)
    expect(at).toBeLessThan(text.findIndex((line) => line.includes('2. ')))
  })
})
