import type { Facts } from '../../../src/shared/conversation/facts.ts'
import type { DiagnosisContext, GivenCertificate } from '../../../src/shared/diagnosis/context.ts'
import { type Diagnosis, diagnose } from '../../../src/shared/diagnosis/diagnose.ts'
import type { Evidence, Finding } from '../../../src/shared/diagnosis/finding.ts'
import type { FindingId } from '../../../src/shared/diagnosis/taxonomy.ts'
import { readCertificate } from '../../../src/shared/x509/certificate.ts'
import { NOW_MILLIS } from './certificates.ts'
import type { ConversationScript } from './script.ts'

/** What is known beside the bytes: nothing, unless a test says so. */
export function contextOf(changes: Partial<DiagnosisContext> = {}): DiagnosisContext {
  return {
    leg: 'unknown',
    host: null,
    expectMtls: false,
    nowMillis: NOW_MILLIS,
    clock: 'capture',
    trustedRoots: [],
    clientCa: [],
    clientCertificate: [],
    ...changes,
  }
}

export function given(der: Uint8Array, file = 'root.cer'): GivenCertificate {
  return { der, reading: readCertificate(der), file }
}

/** The whole diagnosis of a told conversation, with every rule. */
export function diagnosisOf(
  script: ConversationScript,
  changes: Partial<DiagnosisContext> = {},
): Diagnosis & { facts: Facts; ids: FindingId[] } {
  const facts = script.facts()
  const diagnosis = diagnose(facts, contextOf(changes))
  return { ...diagnosis, facts, ids: diagnosis.findings.map(({ id }) => id) }
}

export function finding(diagnosis: Diagnosis, id: FindingId): Finding | undefined {
  return diagnosis.findings.find((one) => one.id === id)
}

/** The bytes that a piece of evidence points at; throws where it points at none. */
export function evidenceBytes(facts: Facts, evidence: Evidence | undefined): Uint8Array {
  if (evidence?.kind !== 'wire' || evidence.message === null || evidence.bytes === null) {
    throw new Error('the evidence points at no bytes')
  }
  const raw = facts.conversation.messages[evidence.message]?.raw
  const [start, end] = evidence.bytes
  if (!raw || start < 0 || end > raw.length || start >= end) {
    throw new Error(`no bytes [${start}, ${end}) in message ${evidence.message}`)
  }
  return raw.subarray(start, end)
}

/** The evidence of a finding whose field ends with `field`. */
export function evidenceFor(one: Finding | undefined, field: string): Evidence | undefined {
  return one?.evidence.find((evidence) => evidence.kind === 'wire' && evidence.field.endsWith(field))
}

export function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
