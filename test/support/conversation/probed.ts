import { type Facts, readFacts } from '../../../src/shared/conversation/facts.ts'
import type { ProbedFault, ProbeEvidence } from '../../../src/shared/conversation/probed.ts'
import type { DiagnosisContext } from '../../../src/shared/diagnosis/context.ts'
import { type Diagnosis, diagnose } from '../../../src/shared/diagnosis/diagnose.ts'
import type { FindingId } from '../../../src/shared/diagnosis/taxonomy.ts'
import { contextOf } from './diagnosis.ts'
import type { ConversationScript } from './script.ts'

/** What a probe of `apim.contoso.internal` knows beside the bytes: that they show everything, unless a test says so. */
export function probed(changes: Partial<ProbeEvidence> = {}): ProbeEvidence {
  return {
    host: 'apim.contoso.internal',
    port: 443,
    startedMicros: 0,
    endedMicros: 5_000_000,
    names: null,
    expectPrivate: false,
    attempts: [{ address: '10.0.1.5', port: 443, result: 'connected', code: null, millis: 2 }],
    proxy: null,
    connection: null,
    quietMs: null,
    end: { kind: 'on-wire' },
    ...changes,
  }
}

export function fault(kind: ProbedFault['kind'], subject: string): ProbedFault {
  return { kind, subject, offset: null, expected: 'one thing', found: 'another' }
}

/** The whole diagnosis of a told conversation that is a probe's own. */
export function probeDiagnosisOf(
  script: ConversationScript,
  probe: Partial<ProbeEvidence>,
  changes: Partial<DiagnosisContext> = {},
): Diagnosis & { facts: Facts; ids: FindingId[] } {
  const facts = readFacts(script.conversation(), probed(probe))
  const diagnosis = diagnose(facts, contextOf(changes))
  return { ...diagnosis, facts, ids: diagnosis.findings.map(({ id }) => id) }
}
