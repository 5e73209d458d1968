import type { Target } from './target.ts'
import { ACCEPTANCE_TARGETS } from './targets/acceptance.ts'
import { ANNOTATE_TARGETS } from './targets/annotate.ts'
import { ANSWER_TARGETS } from './targets/answers.ts'
import { AZURE_TARGETS } from './targets/azure.ts'
import { CERTIFICATE_TARGETS } from './targets/certificates.ts'
import { COMPARE_TARGETS } from './targets/compare.ts'
import { CREDENTIAL_TARGETS } from './targets/credentials.ts'
import { DECRYPTED_TARGETS } from './targets/decrypted.ts'
import { FILE_TARGETS } from './targets/files.ts'
import { HTTP_TARGETS } from './targets/http.ts'
import { PACKET_TARGETS } from './targets/packets.ts'
import { RIVER_TARGETS } from './targets/river.ts'
import { SERVER_TARGETS } from './targets/server.ts'
import { SESSION_TARGETS } from './targets/session.ts'
import { TEXT_TARGETS } from './targets/text.ts'
import { TLS_TARGETS } from './targets/tls.ts'
import { TRUST_TARGETS } from './targets/trust.ts'
import { WAY_TARGETS } from './targets/ways.ts'
import { X509_TARGETS } from './targets/x509.ts'

/** Every reader and parser that bytes from outside reach. */
export const TARGETS: readonly Target[] = [
  ...FILE_TARGETS,
  ...PACKET_TARGETS,
  ...TLS_TARGETS,
  ...X509_TARGETS,
  ...CREDENTIAL_TARGETS,
  ...CERTIFICATE_TARGETS,
  ...TRUST_TARGETS,
  ...ACCEPTANCE_TARGETS,
  ...DECRYPTED_TARGETS,
  ...HTTP_TARGETS,
  ...ANSWER_TARGETS,
  ...ANNOTATE_TARGETS,
  ...SERVER_TARGETS,
  ...TEXT_TARGETS,
  ...RIVER_TARGETS,
  ...COMPARE_TARGETS,
  ...WAY_TARGETS,
  ...AZURE_TARGETS,
  ...SESSION_TARGETS,
]

export function findTarget(name: string): Target | null {
  return TARGETS.find((target) => target.name === name) ?? null
}
