import type { Renegotiation } from '../../conversation/exchange.ts'
import type { EndedBy } from '../../conversation/vocabulary.ts'
import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { renegotiationEvidence } from '../support/renegotiation.ts'

/** The late request answered by an alert (no_renegotiation is 100) or by hanging up (facts 5.1.24). */
export const renegotiationRefused: Rule = {
  id: 'renegotiation-refused',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const broke = verdict.break
    if (broke?.stage !== 'late-client-auth' || broke.how === 'timeout') return null
    const postHandshake = facts.exchange.late?.how === 'post-handshake'
    // There the server's no is about the certificate, and has findings of its own.
    if (postHandshake && broke.by === 'server') return null
    const words = postHandshake ? POST_HANDSHAKE : wordsFor(broke.by, facts.exchange.renegotiation)
    return {
      confidence: broke.how === 'alert' ? CONFIDENCE.strong : CONFIDENCE.likely,
      summary: words.summary,
      explanation: `${words.story} It never completed. The way out is to ask for the certificate in the first handshake.`,
      evidence: [...renegotiationEvidence(facts), ...endingEvidence(facts, broke.row)],
      disproof:
        broke.alert === null
          ? 'The secrets of this session, showing that the alert speaks of something else.'
          : 'The log of the one that refused, naming another reason for this alert.',
      ...(words.because === null ? {} : { because: words.because }),
    }
  },
}

interface Words {
  readonly summary: string
  readonly story: string
  /** `null`: what was asked of it is known, why it was refused is not. */
  readonly because: string | null
}

/** RFC 8446 4.6.2: no renegotiation, but the same late request with the same way out. */
const POST_HANDSHAKE: Words = {
  summary: 'The client did not answer the request for its certificate that came after the handshake.',
  story:
    'The client had offered to be asked after the handshake (post_handshake_auth), was asked, and ended the session instead.',
  because: 'it does not answer a request that comes after the handshake',
}

function wordsFor(by: EndedBy, late: Renegotiation | null): Words {
  if (late?.startedBy === 'client') {
    return {
      summary: 'The client began a renegotiation, and it was refused.',
      story:
        'Behind the finished handshake the client started another one. Most current servers allow none that the client begins.',
      because: 'a renegotiation by the client is not allowed there',
    }
  }
  const story = 'Behind the finished handshake the server started another one.'
  if (by === 'client') {
    return {
      summary: 'The client refused to renegotiate, so the server could not get its certificate late.',
      story: `${story} Many clients switch renegotiation off.`,
      because: 'the client does not renegotiate',
    }
  }
  const told = late?.readable === true ? '' : ', by the sizes of its records'
  switch (late?.answer) {
    case 'empty-certificate':
      return {
        summary: 'The server wanted a client certificate by renegotiation, and the client sent none.',
        story: `${story} It asked for a certificate in it, and the client answered with an empty one${told}.`,
        because: `the client sent no certificate${told}`,
      }
    case 'certificate':
      return {
        summary:
          'The server wanted a client certificate by renegotiation, was sent one, and then broke it off.',
        story: `${story} It asked for a certificate in it, and the client sent one${told}. What the server has against it is not readable here: its CA, its dates, its purpose, or a chain that came short.`,
        because: null,
      }
    default:
      return {
        summary: 'The renegotiation in which the server wanted a client certificate failed.',
        story,
        because: null,
      }
  }
}
