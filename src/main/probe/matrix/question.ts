import type { MatrixAxis } from '../../../shared/contract/matrix.ts'
import type { ClientCredential } from '../credential.ts'
import type { ProbeRequest } from '../probe.ts'
import type { Profile } from '../profiles/index.ts'
import { type NamedOptions, probeRequest, RequestError } from '../request/index.ts'
import { type ChooseCredential, offeringPostHandshakeAuth } from '../tls-client/index.ts'

/** What a matrix is to find out: one probe's options, and which of them vary. */
export interface MatrixQuestion {
  /** As `tlscope probe` would ask with the same options; the cells differ from it in the axes alone. */
  readonly base: ProbeRequest
  readonly profile: Profile | null
  readonly credentials: readonly MatrixCredential[]
  /** ALPN protocols to offer one at a time; `null`: h2 and http/1.1. */
  readonly alpn: readonly string[] | null
  /** Only this much of a chain is ever sent; `null`: both ways are asked about. */
  readonly sendChain: 'leaf' | 'full' | null
  /** The axes that vary; `null`: all. The others stay as the base has them. */
  readonly only: readonly MatrixAxis[] | null
  /** What will not be as one may think, one sentence each. */
  readonly notes: readonly string[]
}

/** One client certificate. */
export interface MatrixCredential {
  /** What a CertificateRequest is answered with. */
  readonly answer: ClientCredential | ChooseCredential
  /** RFC 4514. */
  readonly subject: string
  /** Certificates in the chain, the leaf included. */
  readonly chainLength: number
}

export interface GivenCredential {
  readonly credential: ClientCredential
  readonly subject: string
}

/** More would be more columns than anybody reads. */
export const MOST_CREDENTIALS = 8
export const MOST_PROTOCOLS = 4

/**
 * From what a person typed to what a matrix asks.
 * @throws RequestError
 */
export function matrixQuestion(
  named: NamedOptions,
  given: readonly GivenCredential[],
  only: readonly MatrixAxis[] | null,
): MatrixQuestion {
  if (given.length > MOST_CREDENTIALS) {
    throw new RequestError(
      'target',
      `${given.length} client certificates are too many for one matrix; it takes ${MOST_CREDENTIALS}`,
    )
  }
  const { request, profile, differences, notes } = probeRequest(named, given[0]?.credential ?? null)
  const protocols = named.alpn === undefined ? null : [...new Set(request.hello.alpn)]
  if (protocols !== null && protocols.length > MOST_PROTOCOLS) {
    throw new RequestError('alpn', `names ${protocols.length} protocols; a matrix takes ${MOST_PROTOCOLS}`)
  }
  // Whether a server asks late can be seen only by a client that lets it.
  const hello = profile === null ? offeringPostHandshakeAuth(request.hello) : request.hello
  return {
    base: { ...request, hello },
    profile,
    credentials: given.map(({ credential, subject }) => ({
      answer: probeRequest(named, credential).request.credential ?? credential,
      subject,
      chainLength: credential.chain.length,
    })),
    alpn: protocols,
    sendChain: named.sendChain === undefined ? null : request.sendChain,
    only,
    notes: [...differences, ...notes],
  }
}
