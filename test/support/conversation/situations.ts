import type { Authority } from './certificates.ts'
import { type CertificateRequestValues, type HelloValues, TLS13 } from './messages.ts'
import { type ConversationScript, conversation } from './script.ts'

/** The situations that most tests begin from. A chain is given leaf first, as it goes on the wire. */

interface Opening {
  hello?: HelloValues
  request?: CertificateRequestValues
}

/** TLS 1.2 up to the end of the server's flight. */
export function served(chain: readonly Authority[], opening: Opening = {}): ConversationScript {
  return conversation()
    .clientHello(opening.hello)
    .serverHello()
    .serverFlight(
      chain.map(({ der }) => der),
      opening.request,
    )
}

/** The client refuses the server's certificate by an alert. */
export function refused(chain: readonly Authority[], alert: number, opening?: Opening): ConversationScript {
  return served(chain, opening).alert('client', alert).fin('client').fin('server')
}

/** A handshake that finished and served a request. */
export function completed(chain: readonly Authority[], opening?: Opening): ConversationScript {
  return served(chain, opening)
    .finishHandshake()
    .data('client', 120)
    .data('server', 900)
    .fin('client')
    .fin('server')
}

/** A handshake that finished, and a client that closed without having said anything. */
export function silentlyClosed(chain: readonly Authority[], opening?: Opening): ConversationScript {
  return served(chain, opening).finishHandshake().hiddenAlert('client').fin('client').fin('server')
}

/** TLS 1.3: the client refuses what the server sent under protection, in the clear. */
export function refusedTls13(alert: number): ConversationScript {
  return conversation()
    .clientHello({ versions: [TLS13], keyShares: [0x001d] })
    .serverHello({ version: TLS13 })
    .hiddenServerFlight()
    .alert('client', alert)
    .fin('client')
    .fin('server')
}

/** The server refuses the ClientHello. */
export function helloRefused(alert: number, hello?: HelloValues): ConversationScript {
  return conversation().clientHello(hello).alert('server', alert).fin('server').fin('client')
}
