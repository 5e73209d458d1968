import type { Ending } from '../ending.ts'
import type { Facts } from '../facts.ts'
import type { Stage } from '../vocabulary.ts'
import { stageOfClientRefusal } from './refusal.ts'
import { broken, incomplete, type Verdict } from './shape.ts'

const BAD_RECORD_MAC = 20
const DECRYPT_ERROR = 51

/** TLS 1.0 to 1.2 behind the ServerHello. `null`: the handshake finished on both sides. */
export function judgeTls12(facts: Facts, ending: Ending): Verdict | null {
  if (facts.exchange.completedAt !== null) return null
  if (ending.how === 'none') return incomplete('the capture ends in the middle of the handshake')
  const { transport } = facts.conversation
  const lost = transport.server.missingBytes + transport.client.missingBytes > 0
  if (lost && ending.how !== 'alert' && ending.how !== 'timeout') {
    return incomplete('bytes in the middle of the handshake are missing from the capture')
  }
  const stage = clientsFlightSent(facts)
    ? afterClientFlight(facts, ending)
    : beforeClientFlight(facts, ending)
  return broken(stage, ending, lastCompletedBefore(stage, facts))
}

function clientsFlightSent(facts: Facts): boolean {
  return facts.conversation.messages.some(
    ({ from, type }) =>
      from === 'client' &&
      (type === 'ClientKeyExchange' || type === 'Certificate' || type === 'ChangeCipherSpec'),
  )
}

/** The server's flight is out, or part of it; the client has not answered. */
function beforeClientFlight(facts: Facts, ending: Ending): Stage {
  if (ending.by === 'client') return stageOfClientRefusal(facts, ending)
  return 'server-certificate'
}

/** The client has answered; the server has not finished. */
function afterClientFlight(facts: Facts, ending: Ending): Stage {
  if (ending.by === 'client') {
    // It refuses what only shows late: the server's Finished, or its certificate judged after the answer.
    return ending.alert === null || ending.alert === BAD_RECORD_MAC || ending.alert === DECRYPT_ERROR
      ? 'finished'
      : stageOfClientRefusal(facts, ending)
  }
  if (facts.certificateRequest === null) return 'finished'
  if (ending.alert === BAD_RECORD_MAC) return 'finished'
  if (ending.alert === DECRYPT_ERROR && facts.clientChain.length === 0) return 'finished'
  return 'client-certificate'
}

/** The last stage that was gone through before this one. */
export function lastCompletedBefore(stage: Stage, facts: Facts): Stage | null {
  const requested = facts.certificateRequest !== null
  switch (stage) {
    case 'server-hello':
      return 'client-hello'
    case 'server-certificate':
      return 'server-hello'
    case 'certificate-request':
      return 'server-certificate'
    case 'client-certificate':
      return 'certificate-request'
    case 'finished':
      return requested
        ? 'client-certificate'
        : facts.serverCertificate === null
          ? 'server-hello'
          : 'server-certificate'
    case 'application':
    case 'late-client-auth':
      return 'finished'
    case 'client-hello':
      return 'tcp'
    case 'dns':
    case 'tcp':
      return null
  }
}
