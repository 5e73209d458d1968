import { describe, expect, it } from 'vitest'
import { fillSession } from '../../../../../src/main/incident/session/fill-session.ts'
import { HandshakeShelf } from '../../../../../src/main/incident/session/handshake-shelf.ts'
import { sessionMarkdown } from '../../../../../src/main/incident/session/markdown.ts'
import { sessionDocument, sessionSchema } from '../../../../../src/shared/contract/session.ts'
import { readAnswer } from '../../../../../src/shared/incident/answer/read-answer.ts'
import { fill, HEALTHY, item, library } from './filling.ts'
import { handshake } from './handshakes.ts'

describe('pasted answers', () => {
  const run = `$ openssl s_client -connect "10.0.2.5:443" -servername "apim.contoso.internal" </dev/null
CONNECTED(00000003)
---
Acceptable client certificate CA names
CN = Contoso Root CA
---
New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384
`

  it('count for the end they went to, by the command line that was copied along', () => {
    const session = fill({ documents: HEALTHY, pasted: [{ text: run }] })
    expect(item(session, 'live-direct').state).toBe('answered')
    expect(
      item(session, 'apim-negotiation')
        .facts.map(({ text }) => text)
        .join(),
    ).toContain('from CN = Contoso Root CA')
    expect(
      item(session, 'listener-client-auth').facts.some(({ sources }) => sources[0]?.kind === 'answer'),
    ).toBe(false)
  })

  it('count for the item they were given to where they do not say', () => {
    const bare = run.split('\n').slice(1).join('\n')
    expect(item(fill({ pasted: [{ text: bare, item: 'live-direct' }] }), 'live-direct').state).toBe(
      'answered',
    )
    expect(item(fill({ pasted: [{ text: bare }] }), 'live-direct').state).toBe('open')
  })

  it('that failed are wrong, with the article that helps', () => {
    const refused = 'curl: (7) Failed to connect to 10.0.2.5 port 443: Connection refused\n'
    const [fact] = item(fill({ pasted: [{ text: refused, item: 'live-direct' }] }), 'live-direct').facts
    expect(fact).toMatchObject({ verdict: 'wrong', article: 'network-path' })
  })

  it('that are not understood stay as notes of their item', () => {
    expect(item(fill({ pasted: [{ text: 'ask Kari on Monday', item: 'nsg' }] }), 'nsg').notes).toEqual([
      { name: 'pasted 1', text: 'ask Kari on Monday' },
    ])
  })
})

describe('what the user says of SKU and tier', () => {
  it('answers the question, and rules out what is for another place', () => {
    const filled = fill({ place: { sku: 'v1', tier: 'v2' } })
    expect(item(filled, 'gateway-sku')).toMatchObject({
      state: 'answered',
      facts: [{ verdict: 'wrong', finding: 'gateway-v1-retired', sources: [{ kind: 'typed' }] }],
    })
    expect(item(filled, 'apim-tier').state).toBe('answered')
    expect(item(filled, 'apim-ca-store').state).toBe('not-applicable')
    expect(item(filled, 'listener-client-auth').state).toBe('not-applicable')
  })

  it('contradicts a document that says otherwise', () => {
    const filled = fill({ documents: HEALTHY, place: { sku: 'v1', tier: 'consumption' } })
    expect(item(filled, 'gateway-sku').state).toBe('contradictory')
    expect(item(filled, 'gateway-sku').facts[0]?.text).toBe(
      'You said generation v1; gateway-show.json says v2.',
    )
    expect(item(filled, 'apim-tier').state).toBe('contradictory')
  })
})

describe('the private zone', () => {
  const zone = (address: string) =>
    JSON.stringify([
      {
        name: 'apim',
        fqdn: 'apim.contoso.internal.',
        id: '/subscriptions/0/resourceGroups/rg-edge/providers/Microsoft.Network/privateDnsZones/contoso.internal/A/apim',
        type: 'Microsoft.Network/privateDnsZones/A',
        aRecords: [{ ipv4Address: address }],
      },
    ])

  it('answers what the name resolves to where it leads to the service', () => {
    const network = item(
      fill({ documents: ['apim-show.json'], pasted: [{ text: zone('10.0.2.5') }] }),
      'network-mode',
    )
    expect(network.state).toBe('answered')
    expect(network.facts[0]).toMatchObject({ verdict: 'fine' })
  })

  it('contradicts the service where it leads elsewhere', () => {
    const network = item(
      fill({ documents: ['apim-show.json'], pasted: [{ text: zone('10.9.9.9') }] }),
      'network-mode',
    )
    expect(network.state).toBe('contradictory')
    expect(network.facts[0]).toMatchObject({
      verdict: 'contradiction',
      finding: 'configuration-contradiction',
      article: 'settings-and-wire',
    })
    expect(network.facts.filter(({ verdict }) => verdict === 'fine')).toEqual([])
  })
})

describe('two documents that disagree', () => {
  const setting = (host: string) =>
    JSON.stringify([
      {
        name: 'https-apim',
        id: '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/agw/backendHttpSettingsCollection/https-apim',
        type: 'Microsoft.Network/applicationGateways/backendHttpSettingsCollection',
        protocol: 'Https',
        port: 443,
        hostName: host,
      },
    ])

  it('are told with both places', () => {
    const pasted = [{ text: setting('apim.contoso.internal') }, { text: setting('apim.fabrikam.internal') }]
    const settings = item(fill({ pasted }), 'backend-settings')
    expect(settings.state).toBe('contradictory')
    expect(settings.facts[0]).toMatchObject({ verdict: 'contradiction' })
    expect(settings.facts[0]?.text).toContain('hostName is apim.contoso.internal in pasted 1')
    expect(settings.facts[0]?.sources).toHaveLength(2)
  })

  it('are no contradiction where they agree', () => {
    const pasted = [{ text: setting('apim.contoso.internal') }, { text: setting('APIM.contoso.internal') }]
    expect(item(fill({ pasted }), 'backend-settings').state).toBe('answered')
  })
})

describe('the document', () => {
  it('keeps to its schema', () => {
    const { session } = fill({ documents: HEALTHY, handshakes: [handshake({ id: 'h0' })] })
    expect(sessionSchema.safeParse(sessionDocument(session)).error).toBeUndefined()
    expect(sessionSchema.safeParse(sessionDocument(fill().session)).error).toBeUndefined()
  })

  it('as Markdown tells no path of this machine', () => {
    const answers = [readAnswer(new TextEncoder().encode('a note'), '/home/somebody/notes.txt', 'nsg')]
    const shelf = new HandshakeShelf({ gateway: null, apim: null })
    shelf.add(handshake({ id: 'h0', leg: 'direct' }))
    const { session } = fillSession(
      {
        answers,
        shelf,
        sourceOf: () => ({ path: '/home/somebody/jump.pcapng', isProbe: false }),
        host: null,
        topology: { gateway: null, apim: null },
        typed: {},
        place: {},
        transactions: [],
        ways: [],
        nowMillis: 0,
      },
      library,
    )
    const markdown = sessionMarkdown(sessionDocument(session))
    expect(markdown).toContain('h0 in jump.pcapng')
    expect(markdown).not.toContain('somebody')
  })

  it('as Markdown holds every item, and lets no pasted text out of its fence', () => {
    const { session } = fill({
      documents: HEALTHY,
      pasted: [{ text: '```\n# not a heading\n```', item: 'nsg' }],
    })
    const markdown = sessionMarkdown(sessionDocument(session))
    for (const { title } of session.items)
      expect(markdown).toContain(`### ${title.replace(/[*_<>]/g, '\\$&')}`)
    expect(markdown).toContain('````text\n```\n# not a heading\n```\n````')
  })
})
