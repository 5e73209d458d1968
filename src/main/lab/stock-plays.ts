import type { ConversationRecord } from '../capture-file/synthesise.ts'
import { play } from './play.ts'
import type { LabContext, LabLeg } from './scenario.ts'
import { type StockClient, type StockServer, stockClient, stockServer } from './stock.ts'

/** What several scenarios play with clients and servers of node:tls. */

export interface MutualPlay extends Pick<StockClient, 'version' | 'connected'>, Pick<StockServer, 'answer'> {
  readonly leg: LabLeg
  /** Whether the server refuses a client that sends no certificate. */
  readonly required: boolean
  /** What the client sends; absent: an empty list. */
  readonly certificate?: 'client' | 'clientExpired'
}

/** The server asks for a client certificate of the lab's CA. */
export async function playMutual(context: LabContext, parts: MutualPlay): Promise<ConversationRecord> {
  const { certificates } = context
  const { leg, required, answer, version, certificate, connected } = parts
  const [server, issuing, clientRoot, chain] = await Promise.all([
    certificates.server(),
    certificates.serverIntermediate(),
    certificates.clientRoot(),
    certificate && Promise.all([certificates[certificate](), certificates.clientIntermediate()]),
  ])
  return play(context, {
    leg,
    server: stockServer({
      chain: [server, issuing],
      clientAuthentication: { trusted: [clientRoot], required },
      ...(answer ? { answer } : {}),
    }),
    client: (port) => stockClient(port, { version, connected, ...(chain ? { chain } : {}) }),
  })
}

/** The gateway finishes the handshake, finds the backend's certificate expired, and closes without a word (facts 5.1.7). */
export async function playExpiredBackend(context: LabContext): Promise<ConversationRecord> {
  const { certificates } = context
  const [leaf, issuing, root] = await Promise.all([
    certificates.serverExpired(),
    certificates.serverIntermediate(),
    certificates.serverRoot(),
  ])
  return play(context, {
    leg: 'gateway-apim',
    server: stockServer({ chain: [leaf, issuing] }),
    client: (port) =>
      stockClient(port, {
        version: 'TLSv1.2',
        trusted: [root],
        connected: (socket) => {
          if (!socket.authorized) socket.end()
        },
      }),
  })
}
