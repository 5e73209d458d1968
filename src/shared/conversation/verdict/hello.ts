import type { Ending } from '../ending.ts'
import type { Facts } from '../facts.ts'
import { broken, incomplete, type Verdict } from './shape.ts'

/** A ClientHello that no ServerHello answered. `null`: a ServerHello came. */
export function judgeHello(facts: Facts, ending: Ending): Verdict | null {
  if (facts.serverHello !== null) return null
  const { transport } = facts.conversation
  if (ending.how === 'none') return incomplete('the capture ends before the server answered the ClientHello')
  if (ending.how !== 'alert' && transport.server.missingBytes > 0) {
    return incomplete('bytes of the server are missing from the capture')
  }
  return broken('client-hello', ending, 'tcp')
}
