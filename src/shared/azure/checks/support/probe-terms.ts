import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import type { HealthProbe } from '../../model.ts'
import type { CheckInput } from '../check.ts'
import type { Backend } from './backend.ts'
import type { Fault } from './fault.ts'
import { healthOf } from './health.ts'

/** What a probe counts as healthy, and how long it waits. */

const DEFAULT_CODES = ['200-399']

/** Whether the probe counts a status as healthy. Codes stand alone or as ranges; 200 to 399 where none are given. */
export function accepts({ statusCodes }: Pick<HealthProbe, 'statusCodes'>, status: number): boolean {
  const codes = statusCodes === null || statusCodes.length === 0 ? DEFAULT_CODES : statusCodes
  return codes.some((code) => {
    const [, first, last] = /^\s*(\d{3})(?:\s*-\s*(\d{3}))?\s*$/.exec(code) ?? []
    if (first === undefined) return false
    return status >= Number(first) && status <= Number(last ?? first)
  })
}

/** The status path answers 200 (facts 4.4.11): a probe that waits for another code never sees health. */
export function statusFault(input: CheckInput, probe: HealthProbe, backend: Backend | null): Fault[] {
  const codes = probe.statusCodes
  if (codes === null || codes.length === 0) return []
  const is = list(codes.map((code) => `"${quoted(code)}"`))
  const base = { property: 'match.statusCodes', is, should: '"200-399"' }
  if (!accepts(probe, 200)) {
    const said = healthOf(input, backend?.setting ?? null, ['backend-health-status-mismatch'])
    return [
      {
        ...base,
        why: 'the status path answers 200, which this probe counts as unhealthy',
        severity: 'error',
        confidence: said === null ? CONFIDENCE.strong : CONFIDENCE.proven,
        basis: 'documented',
        evidence: said?.evidence ?? [],
      },
    ]
  }
  const refusals = [401, 403, 404].filter((status) => accepts(probe, status))
  if (refusals.length === 0) return []
  return [
    {
      ...base,
      why: `${refusals.join(', ')} count as healthy too, so a wrong path, host or policy never shows in backend health`,
      severity: 'warning',
      confidence: CONFIDENCE.likely,
      basis: 'inferred',
      evidence: [],
    },
  ]
}

/** Below this an answer that takes its time counts as none; only said where health says so too (facts 3.1). */
const SHORT_SECONDS = 10

export function timeFaults(input: CheckInput, probe: HealthProbe, backend: Backend | null): Fault[] {
  const { timeoutSeconds: timeout, intervalSeconds: interval } = probe
  if (timeout === null) return []
  if (interval !== null && timeout > interval) {
    return [
      {
        property: 'timeout',
        is: `${timeout} s`,
        should: `at most the interval of ${interval} s`,
        why: 'the next probe goes out before this one is over',
        severity: 'warning',
        confidence: CONFIDENCE.likely,
        basis: 'documented',
        evidence: [],
      },
    ]
  }
  const said =
    timeout < SHORT_SECONDS ? healthOf(input, backend?.setting ?? null, ['backend-health-timeout']) : null
  if (said === null) return []
  return [
    {
      property: 'timeout',
      is: `${timeout} s`,
      should: '30 s',
      why: 'the backend health says that the answer takes longer than that',
      severity: 'error',
      confidence: CONFIDENCE.strong,
      basis: 'documented',
      evidence: said.evidence,
    },
  ]
}
