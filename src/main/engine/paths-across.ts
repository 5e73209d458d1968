import type { SourceDocument, WarningDocument } from '../../shared/contract/analysis.ts'
import { handshakeId } from '../../shared/contract/handshake-document.ts'
import { type PathDocument, pathDocument } from '../../shared/contract/paths.ts'
import { ChainsByName } from '../../shared/diagnosis/across/chains-by-name.ts'
import { Hops } from '../../shared/diagnosis/across/gateway-hint.ts'
import { LegsSeen } from '../../shared/diagnosis/across/paths/legs-seen.ts'
import { legSighting } from '../../shared/diagnosis/across/paths/sighting.ts'
import type { Finding } from '../../shared/diagnosis/finding.ts'
import { placeList } from '../../shared/diagnosis/place-list.ts'
import type { JudgedConversation } from './judge.ts'
import type { EngineOptions } from './options.ts'

/** What is remembered across the connections of an analysis, because several show what none does alone. */
export class Across {
  readonly chains: ChainsByName
  readonly legs = new LegsSeen()
  readonly hops = new Hops()
  readonly #options: Pick<EngineOptions, 'topology' | 'upstreamPorts'>
  /** Whether an address of the gateway was given. */
  readonly #knowsGateway: boolean

  /** @param chains that are remembered from before */
  constructor(options: Pick<EngineOptions, 'topology' | 'upstreamPorts'>, chains = new ChainsByName()) {
    this.#options = options
    this.#knowsGateway = placeList(options.topology.gateway).networks.length > 0
    this.chains = chains
  }

  add({ facts, diagnosis, leg }: JudgedConversation): void {
    const { source, tcpStream, client, server } = facts.conversation
    const id = handshakeId(source, tcpStream)
    this.chains.add(id, facts, leg)
    // By its name alone only its listener is known, not what it calls. Whoever was not answered is none that answers.
    if (!this.#knowsGateway && facts.serverHello !== null) this.hops.add(client, server)
    const sighting = legSighting(id, facts, diagnosis, leg)
    if (sighting !== null) this.legs.see(sighting)
  }

  paths(): PathDocument[] {
    return this.legs.paths(this.#options.upstreamPorts).map(pathDocument)
  }

  findings(): Finding[] {
    return [...this.legs.findings(this.#options.upstreamPorts), ...this.chains.findings()]
  }

  /** The source with what is to be said of all its connections together. */
  noted(source: SourceDocument): SourceDocument {
    const suggestions = this.hops.suggestions()
    const warnings: WarningDocument[] = suggestions.map(({ sentence }) => ({
      code: 'gateway-suggested',
      offset: null,
      message: sentence,
    }))
    if (this.legs.left > 0) {
      const message = `${this.legs.left} connections are more than are joined into ways through the gateway`
      warnings.push({ code: 'limit-reached', offset: null, message })
    }
    if (warnings.length === 0) return source
    const [only, ...more] = suggestions
    const noted = { ...source, warnings: [...source.warnings, ...warnings] }
    if (only === undefined || more.length > 0) return noted
    return { ...noted, gatewaySuggested: { gateway: only.gateway, apim: only.apim } }
  }
}
