import type { Ending } from '../ending.ts'
import type { Facts } from '../facts.ts'
import { broken, incomplete, type Verdict } from './shape.ts'

/** A ClientHello that no ServerHello answered. `null`: a ServerHello came. */
export function judgeHello(facts: Facts, ending: Ending): Verdict | null {
  if (facts.serverHello !== null) return null
  const { transport, messages } = facts.conversation
  const page = messages.findIndex(({ type, from }) => type === 'Response' && from === 'server')
  if (page >= 0)
    return broken('client-hello', { by: 'server', how: 'http-status', row: page, alert: null }, 'tcp')
  if (ending.how === 'none') return incomplete('the capture ends before the server answered the ClientHello')
  // A client that had received those bytes would have gone on: its silence says they were lost on the way.
  const lost = transport.server.missingBytes > 0
  if (lost && ending.how !== 'alert' && ending.how !== 'timeout') {
    return incomplete('bytes of the server are missing from the capture')
  }
  return broken('client-hello', ending, 'tcp')
}
