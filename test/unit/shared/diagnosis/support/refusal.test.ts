import { describe, expect, it } from 'vitest'
import { judge } from '../../../../../src/shared/conversation/verdict/verdict.ts'
import { CONFIDENCE } from '../../../../../src/shared/diagnosis/finding.ts'
import {
  ALERT,
  refusalOfServerCertificate,
  weighProvenFault,
} from '../../../../../src/shared/diagnosis/support/refusal.ts'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import {
  completed,
  helloRefused,
  refused,
  served,
  silentlyClosed,
} from '../../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()
const chain = [leaf, intermediate]
const alert = (description: number) => ({ kind: 'alert', description }) as const

describe('how a client speaks of a certificate', () => {
  it('is read from the verdict: by alert, by hanging up, silently, or not at all', () => {
    const of = (script: ReturnType<typeof completed>) => {
      const facts = script.facts()
      return refusalOfServerCertificate({ facts, verdict: judge(facts) })
    }
    expect(of(refused(chain, 48))).toEqual(alert(48))
    expect(of(served(chain).rst('client'))).toEqual({ kind: 'wordless' })
    expect(of(silentlyClosed(chain))).toEqual({ kind: 'silent' })
    expect(of(completed(chain))).toBeNull()
    expect(of(helloRefused(40))).toBeNull()
    expect(of(served(chain).rst('server'))).toBeNull()
  })

  it('makes a proven fault an error only where it explains the refusal', () => {
    const exact = [ALERT.certificateExpired]
    expect(weighProvenFault(alert(45), exact)).toEqual({ severity: 'error', confidence: CONFIDENCE.proven })
    expect(weighProvenFault(alert(46), exact)).toEqual({ severity: 'error', confidence: CONFIDENCE.likely })
    expect(weighProvenFault({ kind: 'silent' }, exact)).toEqual({
      severity: 'error',
      confidence: CONFIDENCE.strong,
    })
    expect(weighProvenFault(alert(48), exact).severity).toBe('warning')
    expect(weighProvenFault(null, exact).severity).toBe('warning')
  })

  it('is less sure of an alert that some stacks send for any fault', () => {
    const weight = weighProvenFault(alert(42), [ALERT.badCertificate])
    expect(weight).toEqual({ severity: 'error', confidence: CONFIDENCE.strong })
  })
})
