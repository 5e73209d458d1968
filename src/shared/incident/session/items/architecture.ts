import type { Place } from '../../../azure/model.ts'
import { bareName } from '../../../diagnosis/place-list.ts'
import {
  documentFacts,
  type Fill,
  factOf,
  fileSource,
  type Ground,
  handshakeSource,
  onLegs,
} from '../ground.ts'
import type { Fact } from '../shape.ts'

/** Which gateway, which API Management, in which network. */

export const gatewaySku: Fill = (ground) => ({
  facts: [
    ...documentFacts(
      ground,
      ['application-gateway'],
      ({ says }) => says.includes('generation v2') && says.includes('Running'),
    ),
    ...saidFacts(
      'Generation',
      ground.knowledge.place.sku,
      ground.knowledge.model.gateways.map(({ sku, at }) => ({ value: sku, at })),
      ground.knowledge.place.sku === 'v1' ? { finding: 'gateway-v1-retired', article: 'tls-policy' } : null,
    ),
  ],
  needs: [{ what: 'the SKU of the gateway', met: ground.sku !== null }],
})

export const apimTier: Fill = (ground) => ({
  facts: [
    ...documentFacts(ground, ['apim'], ({ says }) => !says.includes('tier not shown')),
    ...saidFacts(
      'Tier',
      ground.knowledge.place.tier,
      // A self-hosted gateway belongs to a service of another tier.
      ground.knowledge.place.tier === 'self-hosted'
        ? []
        : ground.knowledge.model.apims.map(({ tier, at }) => ({ value: tier, at })),
      null,
    ),
  ],
  needs: [{ what: 'the tier of API Management', met: ground.tier !== null }],
})

/** What the user said, held against the documents. @param wrong what is wrong with it by itself */
function saidFacts(
  what: string,
  said: string | undefined,
  documents: readonly { readonly value: string | null; readonly at: Place }[],
  wrong: Partial<Pick<Fact, 'finding' | 'article'>> | null,
): Fact[] {
  if (said === undefined) return []
  const other = documents.find(({ value }) => value !== null && value !== said)
  if (other !== undefined) {
    const text = `You said ${what.toLowerCase()} ${said}; ${other.at.file} says ${other.value}.`
    return [factOf(text, 'contradiction', [{ kind: 'typed' }, fileSource(other.at)])]
  }
  return [
    factOf(
      `${what} ${said}, as you said.`,
      wrong === null ? 'noted' : 'wrong',
      [{ kind: 'typed' }],
      wrong ?? {},
    ),
  ]
}

export const networkMode: Fill = (ground) => {
  const { apims } = ground.knowledge.model
  const modes = apims.filter(({ virtualNetworkType }) => virtualNetworkType !== null)
  const isInternal = modes.some(({ virtualNetworkType }) => virtualNetworkType === 'Internal')
  const resolved = isInternal ? resolutions(ground) : []
  return {
    facts: [
      ...modes.map((apim) =>
        factOf(modeWords(apim.name, apim.virtualNetworkType ?? ''), 'noted', [fileSource(apim.at)]),
      ),
      ...resolved,
    ],
    needs: [
      { what: 'the network mode of API Management', met: modes.length > 0 },
      ...(isInternal
        ? [
            {
              what: 'what its name resolves to inside the network',
              met: resolved.length > 0,
              command: 'dns-records',
            },
          ]
        : []),
    ],
  }
}

function modeWords(name: string, mode: string): string {
  if (mode === 'Internal')
    return `${name}: internal, so it answers to host names only, on its private address.`
  if (mode === 'External') return `${name}: in a virtual network, reachable from the Internet.`
  return `${name}: in no virtual network, reachable from the Internet.`
}

/** Private zone and packets, held against the service's own addresses. */
function resolutions(ground: Ground): Fact[] {
  const { model } = ground.knowledge
  const own = model.apims.flatMap(({ privateIpAddresses }) => privateIpAddresses)
  const hosts = model.apimHostnames
    .filter(({ type }) => type === null || type === 'Proxy')
    .map(({ hostName }) => bareName(hostName))
  const { host } = ground.names
  if (host !== undefined) hosts.push(bareName(host))
  const records = model.dnsRecords.filter(({ name, type }) => type === 'A' && hosts.includes(name))
  const asked = onLegs(ground, 'direct', 'gateway-apim').filter(({ document }) => document.server !== null)
  return [
    ...records.map((record) => {
      const right = own.length > 0 && record.values.every((value) => own.includes(value))
      // That it leads elsewhere is a remark of the checks: a machine may stand before it on purpose.
      return factOf(
        `${record.name} has ${record.values.join(', ')} in the private zone.`,
        right ? 'fine' : 'noted',
        [fileSource(record.at)],
      )
    }),
    ...asked.slice(0, 3).map((handshake) => {
      const { sni, server } = handshake.document
      const right = server !== null && own.includes(server.address)
      return factOf(
        `Packets for ${sni ?? 'no server name'} went to ${server?.address}.`,
        right ? 'fine' : 'noted',
        [handshakeSource(handshake)],
      )
    }),
  ]
}
