import { fieldEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'

/** Schannel cuts its list of CA names at 16,384 bytes (facts 5.1.18). */
const SCHANNEL_LIMIT = 16_384
/** One more name of usual length would not have fitted. */
const NEAR = 300

export const caNamesTruncated: Rule = {
  id: 'ca-names-truncated',
  pass: 'cause',
  about: ['request'],
  judge({ facts }) {
    const request = facts.certificateRequest
    const names = request?.body.certificateAuthorities ?? []
    const length = request?.body.certificateAuthoritiesLength ?? 0
    const first = names[0]
    const last = names.at(-1)
    if (request === null || first === undefined || last === undefined) return null
    if (length > SCHANNEL_LIMIT || length < SCHANNEL_LIMIT - NEAR) return null
    return {
      confidence: CONFIDENCE.likely,
      summary: `The server's list of CA names is ${length} bytes long: it was probably cut, and the right CA may be missing.`,
      explanation: `Windows servers cut the list at ${SCHANNEL_LIMIT} bytes and log Schannel event 36885. ${names.length} names are in it; a client whose CA fell off the end sends no certificate, or another.`,
      evidence: [
        fieldEvidence(
          request,
          'certificate_authorities',
          { start: first.span.start, end: last.span.end },
          `${names.length} names, ${length} bytes`,
        ),
      ],
      disproof: 'The server’s own list of trusted roots, shown to hold no more names than these.',
    }
  },
}
