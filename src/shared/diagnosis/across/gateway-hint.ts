import type { Endpoint } from '../../packet/segment.ts'
import { list } from '../words.ts'

/** Ways from one machine to another that are remembered; where there are more, nobody is pointed out. */
const MOST = 4096
/** Machines pointed out; where there are more, it is a mesh and none of them a gateway in front of it. */
const POINTED_OUT = 2

/** Who opened a connection to whom. */
export interface Hop {
  readonly client: string
  readonly server: string
  readonly port: number
}

/** A machine that may be the gateway. */
export interface GatewaySuggestion {
  readonly gateway: string
  /** The one machine that it calls; `null`: several. */
  readonly apim: string | null
  readonly sentence: string
}

/**
 * Where nobody said who the gateway is: a machine that answers clients and opens connections to others may be it. Told
 * to the user, who knows; no leg is taken from it.
 */
export class Hops {
  readonly #hops = new Map<string, Hop>()
  #tooMany = false

  add(client: Endpoint | null, server: Endpoint | null): void {
    if (client !== null && server !== null) {
      this.see({ client: client.address, server: server.address, port: server.port })
    }
  }

  see(hop: Hop): void {
    const key = `${hop.client} ${hop.server} ${hop.port}`
    if (this.#hops.has(key)) return
    if (this.#hops.size < MOST) this.#hops.set(key, hop)
    else this.#tooMany = true
  }

  get all(): readonly Hop[] {
    return [...this.#hops.values()]
  }

  /** The machines that stand between others; none where many do. */
  suggestions(): GatewaySuggestion[] {
    if (this.#tooMany) return []
    const asked = grouped(this.all, ({ server }) => server)
    const asks = grouped(this.all, ({ client }) => client)
    const between = [...asked].flatMap(([address, from]) => {
      const to = asks.get(address) ?? []
      const clients = new Set(from.map(({ client }) => client))
      // Machines that call one another are peers; one that calls itself says nothing.
      const isBetween = to.length > 0 && to.every(({ server }) => server !== address && !clients.has(server))
      return isBetween ? [{ address, clients: [...clients], to }] : []
    })
    return between.length > POINTED_OUT ? [] : between.map(suggestion)
  }
}

function suggestion(found: { address: string; clients: string[]; to: readonly Hop[] }): GatewaySuggestion {
  const { address, clients, to } = found
  const backends = [...new Set(to.map(({ server }) => server))]
  const apim = backends.length === 1 ? (backends[0] ?? null) : null
  const flags = `--gateway ${address}${apim === null ? '' : ` --apim ${apim}`}`
  const ends = to.map(({ server, port }) =>
    server.includes(':') ? `[${server}]:${port}` : `${server}:${port}`,
  )
  const sentence = `${address} looks like the gateway: it answers ${list(clients, 3)} and opens TLS connections to ${list(ends, 3)}. If it is, say so (${flags}) and the legs are told apart.`
  return { gateway: address, apim, sentence }
}

function grouped(hops: readonly Hop[], keyOf: (hop: Hop) => string): Map<string, Hop[]> {
  const found = new Map<string, Hop[]>()
  for (const hop of hops) {
    const list = found.get(keyOf(hop))
    if (list === undefined) found.set(keyOf(hop), [hop])
    else list.push(hop)
  }
  return found
}
