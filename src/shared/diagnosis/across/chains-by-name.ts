import { equalBytes } from '../../bytes/text.ts'
import type { ChainCertificate, Facts } from '../../conversation/facts.ts'
import { sniOf } from '../../conversation/facts.ts'
import type { Leg } from '../../conversation/vocabulary.ts'
import { matchHost } from '../../x509/host-match.ts'
import { compareNames } from '../../x509/name.ts'
import { CONFIDENCE, type Evidence, type Finding } from '../finding.ts'
import { serverChainOf } from '../support/server-chain.ts'
import { FINDINGS } from '../taxonomy.ts'
import { list, quoted } from '../words.ts'

/** Names remembered; a capture with more is a scan, and a scan proves nothing here. */
const NAMES = 10_000
/** Chains seen further apart than this may differ because the certificate was replaced in between. */
const APART_MICROS = 24 * 3600 * 1e6
/** Different chains remembered of one name. */
const CHAINS_PER_NAME = 8

interface SeenChain {
  readonly handshake: string
  readonly frame: number | null
  readonly chain: readonly ChainCertificate[]
}

/** One chain that a name was answered with. */
export interface ChainSighting extends SeenChain {
  readonly name: string
  readonly leg: Leg
  /** Address and port. */
  readonly server: string
  readonly startedMicros: number
}

interface SeenName {
  readonly name: string
  readonly leg: Leg
  readonly firstMicros: number
  readonly chains: SeenChain[]
  /** Lists that are related to one of `chains`, or are one of them: most connections bring the same list again. */
  readonly known: WeakSet<readonly ChainCertificate[]>
}

/**
 * Remembers which chains each server name was answered with. One name at one address and on one leg that got
 * two unrelated chains has something between that makes certificates of its own, or two servers behind one
 * address (facts 5.3.5). Gateway and API Management answer one name differently by design, so legs and
 * addresses are kept apart.
 */
export class ChainsByName {
  readonly #seen = new Map<string, SeenName>()
  readonly #onNew: ((sighting: ChainSighting) => void) | null

  /** @param onNew hears of every chain that is remembered */
  constructor(onNew: ((sighting: ChainSighting) => void) | null = null) {
    this.#onNew = onNew
  }

  add(handshake: string, facts: Facts, leg: Leg): void {
    const name = sniOf(facts.lastClientHello?.body ?? null)
    const { server, startedMicros } = facts.conversation
    const leaf = facts.serverChain[0]?.reading.body
    if (name === null || server === null || leaf === undefined) return
    // An inspecting device makes a certificate for the right name, signed by a CA of its own.
    if (leaf.subject?.text === leaf.issuer?.text || !isFor(facts, name)) return
    const frame = facts.serverCertificate?.message.frames.at(-1) ?? null
    const address = `${server.address}:${server.port}`
    this.see({ handshake, name, leg, server: address, startedMicros, frame, chain: facts.serverChain })
  }

  see(sighting: ChainSighting): void {
    const { handshake, name, leg, startedMicros, frame, chain } = sighting
    const key = `${leg} ${sighting.server} ${name.toLowerCase()}`
    const seen = this.#seen.get(key) ?? {
      name,
      leg,
      firstMicros: startedMicros,
      chains: [],
      known: new WeakSet(),
    }
    if (!this.#seen.has(key)) {
      if (this.#seen.size >= NAMES) return
      this.#seen.set(key, seen)
    }
    if (seen.chains.length >= CHAINS_PER_NAME || Math.abs(startedMicros - seen.firstMicros) > APART_MICROS)
      return
    if (seen.known.has(chain)) return
    seen.known.add(chain)
    if (seen.chains.some((other) => related(other.chain, chain))) return
    // Copies: the reading of a chain holds on to its whole message, which is kept anyway while it is listed.
    seen.chains.push({ handshake, frame, chain })
    this.#onNew?.(sighting)
  }

  findings(): Finding[] {
    return [...this.#seen.values()].filter(({ chains }) => chains.length > 1).map(twoChains)
  }
}

/** Whether the certificate that stands first is for the name. */
function isFor(facts: Facts, name: string): boolean {
  const [first] = facts.serverChain
  const chain = serverChainOf(facts)
  if (first === undefined) return false
  return (chain?.leaf === first ? chain.matches(name) : matchHost(first.reading.body, name)).matched
}

/** Whether two chains have a certificate or an issuer's name in common: a renewal, or another leaf of one CA. */
function related(one: readonly ChainCertificate[], other: readonly ChainCertificate[]): boolean {
  return one.some((a) => other.some((b) => equalBytes(a.der, b.der) || sameIssuer(a, b)))
}

function sameIssuer(a: ChainCertificate, b: ChainCertificate): boolean {
  const [left, right] = [a.reading.body.issuer, b.reading.body.issuer]
  return left !== null && right !== null && compareNames(left.der, right.der) !== 'different'
}

function twoChains({ name, leg, chains }: SeenName): Finding {
  const issuers = chains.map(({ chain }) => quoted(chain[0]?.reading.body.issuer?.text ?? ''))
  const handshakes = chains.map(({ handshake }) => handshake)
  const evidence: Evidence[] = chains.map(({ frame }, at) => ({
    kind: 'wire',
    message: null,
    frame,
    field: 'certificate_list[0].issuer',
    bytes: null,
    value: issuers[at] ?? '',
  }))
  return {
    id: 'tls-inspection-suspected',
    severity: FINDINGS['tls-inspection-suspected'].severity,
    confidence: CONFIDENCE.likely,
    leg,
    summary: `${quoted(name)} was answered with unrelated certificate chains at one address (${list(handshakes)}): something may open TLS on the way.`,
    explanation: `The leaf certificates come from ${list(issuers)}, and the chains share neither a certificate nor an issuer. A firewall that inspects TLS for some clients and not for others does this, and so do two servers behind one address.`,
    evidence,
    disproof: 'Both chains shown to be installed on servers behind that address.',
    fixes: FINDINGS['tls-inspection-suspected'].articles,
    because: null,
  }
}
