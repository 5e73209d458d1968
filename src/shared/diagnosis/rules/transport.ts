import type { Rule } from '../rule.ts'
import { captureIncomplete } from './capture-incomplete.ts'
import { dnsPublicAddress } from './dns-public-address.ts'
import { dnsUnresolvable } from './dns-unresolvable.ts'
import { noAnswerToClientHello } from './no-answer-to-client-hello.ts'
import { notTls } from './not-tls.ts'
import { pathMtuClientFlight } from './path-mtu-client-flight.ts'
import { pathMtuServerFlight } from './path-mtu-server-flight.ts'
import { plainHttpOnTlsPort } from './plain-http-on-tls-port.ts'
import { resetAfterClientHello } from './reset-after-client-hello.ts'
import { tcpNoAnswer } from './tcp-no-answer.ts'
import { tcpRefused } from './tcp-refused.ts'

/** The chapter's rules, in the taxonomy's order. */
export const TRANSPORT_RULES: readonly Rule[] = [
  dnsUnresolvable,
  dnsPublicAddress,
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
