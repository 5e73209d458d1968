import type { Rule } from '../rule.ts'
import { alpnMismatch } from './alpn-mismatch.ts'
import { cipherMismatch } from './cipher-mismatch.ts'
import { groupMismatch } from './group-mismatch.ts'
import { helloRejected } from './hello-rejected.ts'
import { legacyVersionOffered } from './legacy-version-offered.ts'
import { protocolVersionMismatch } from './protocol-version-mismatch.ts'
import { signatureAlgorithmMismatch } from './signature-algorithm-mismatch.ts'
import { sniMissing } from './sni-missing.ts'
import { sniRejected } from './sni-rejected.ts'
import { tlsInspectionSuspected } from './tls-inspection-suspected.ts'

/** The chapter's rules, in the taxonomy's order. */
export const HELLO_RULES: readonly Rule[] = [
  protocolVersionMismatch,
  cipherMismatch,
  signatureAlgorithmMismatch,
  groupMismatch,
  helloRejected,
  sniRejected,
  sniMissing,
  legacyVersionOffered,
  alpnMismatch,
  tlsInspectionSuspected,
]
