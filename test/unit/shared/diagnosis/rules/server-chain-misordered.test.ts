import { describe, expect, it } from 'vitest'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  ascii,
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'
import { completed, refused } from '../../../../support/conversation/situations.ts'

const { root, intermediate, leaf } = makeChain()

describe('server-chain-misordered', () => {
  it('is an error where the leaf is not the first and the client refused', () => {
    const diagnosis = diagnosisOf(refused([intermediate, leaf], 48))
    const found = finding(diagnosis, 'server-chain-misordered')
    expect(diagnosis.ids[0]).toBe('server-chain-misordered')
    expect(found?.severity).toBe('error')
    const first = evidenceFor(found, 'certificate_list[0].subject')
    expect(ascii(evidenceBytes(diagnosis.facts, first))).toContain('Contoso Issuing CA')
  })

  it('ranks intermediates in the wrong order below the root, for most clients put them right', () => {
    const { ids } = diagnosisOf(refused([leaf, root, intermediate], 48))
    expect(ids.indexOf('server-root-untrusted')).toBeLessThan(ids.indexOf('server-chain-misordered'))
    expect(ids).toContain('server-chain-misordered')
  })

  it('is a warning on a connection that served', () => {
    const diagnosis = diagnosisOf(completed([leaf, root, intermediate]))
    expect(finding(diagnosis, 'server-chain-misordered')?.severity).toBe('warning')
  })

  it('is silent on a chain in order', () => {
    expect(diagnosisOf(refused([leaf, intermediate, root], 48)).ids).not.toContain('server-chain-misordered')
  })
})
