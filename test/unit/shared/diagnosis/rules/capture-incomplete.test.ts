import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { diagnosisOf, evidenceFor, finding } from '../../../../support/conversation/diagnosis.ts'
import { conversation, silence } from '../../../../support/conversation/script.ts'
import { completed } from '../../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()

describe('capture-incomplete', () => {
  it('tells a capture that begins in the middle of a connection', () => {
    const script = silence().data('client', 100).data('server', 100).transport({ startsMidway: true })
    const diagnosis = diagnosisOf(script)
    const found = finding(diagnosis, 'capture-incomplete')
    expect(diagnosis.verdict.outcome).toBe('incomplete')
    expect(found?.severity).toBe('warning')
    expect(found?.summary).toContain('begins in the middle')
  })

  it('tells bytes cut off by the snap length apart from packets that are missing', () => {
    const script = completed([leaf, intermediate]).side('server', { snappedBytes: 900, missingBytes: 900 })
    const found = finding(diagnosisOf(script), 'capture-incomplete')
    expect(found?.summary).toContain('900 bytes of the server were cut off by the snap length')
    expect(found?.summary).not.toContain('missing')
  })

  it('points at the hole that packets left', () => {
    const diagnosis = diagnosisOf(
      conversation().clientHello().serverHello().hole('server', 700).fin('client'),
    )
    const found = finding(diagnosis, 'capture-incomplete')
    expect(diagnosis.verdict.outcome).toBe('incomplete')
    expect(evidenceFor(found, 'Hole')).toMatchObject({ message: 4, value: '700 bytes' })
  })

  it('says where a capture that stops too early leaves the story', () => {
    const found = finding(diagnosisOf(conversation().clientHello()), 'capture-incomplete')
    expect(found?.summary).toContain('ends before the server answered')
  })

  it('is silent on a whole capture', () => {
    expect(diagnosisOf(completed([leaf, intermediate])).ids).not.toContain('capture-incomplete')
  })
})
