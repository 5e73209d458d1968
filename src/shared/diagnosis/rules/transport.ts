import type { Rule } from '../rule.ts'
import { captureIncomplete } from './capture-incomplete.ts'
import { noAnswerToClientHello } from './no-answer-to-client-hello.ts'
import { notTls } from './not-tls.ts'
import { pathMtuClientFlight } from './path-mtu-client-flight.ts'
import { pathMtuServerFlight } from './path-mtu-server-flight.ts'
import { plainHttpOnTlsPort } from './plain-http-on-tls-port.ts'
import { resetAfterClientHello } from './reset-after-client-hello.ts'
import { tcpNoAnswer } from './tcp-no-answer.ts'
import { tcpRefused } from './tcp-refused.ts'

/**
 * The chapter's rules, in the taxonomy's order. Name resolution is not among them: no connection shows it; it
 * is the probe's to find.
 */
export const TRANSPORT_RULES: readonly Rule[] = [
  tcpNoAnswer,
  tcpRefused,
  resetAfterClientHello,
  noAnswerToClientHello,
  pathMtuServerFlight,
  pathMtuClientFlight,
  plainHttpOnTlsPort,
  notTls,
  captureIncomplete,
]
