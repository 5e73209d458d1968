import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterHandshakes } from '../../../../../src/renderer/panes/handshakes/filter.ts'
import { formatEndpoint, LEG_WORDS, OUTCOME_WORDS } from '../../../../../src/renderer/state/format.ts'
import { HandshakeList } from '../../../../../src/renderer/state/handshakes/list.ts'
import { type ListedHandshake, rowOf } from '../../../../../src/shared/ipc/handshake-row.ts'
import { anyRow } from '../../../../support/renderer/arbitrary-rows.ts'
import { broken, finding, handshake } from '../../../../support/renderer/documents.ts'

const ALL = HandshakeList.of(
  [
    broken({ id: 'h0', sni: 'api.contoso.com', findings: [finding()] }),
    handshake({
      id: 'h1',
      tcpStream: 1,
      sni: null,
      server: { address: '10.9.9.9', port: 8443 },
      version: 'TLS 1.3',
    }),
    handshake({ id: 'h2', tcpStream: 2, outcome: 'incomplete' }),
  ].map(rowOf),
)
const ids = (text: string, outcome: Parameters<typeof filterHandshakes>[2] = 'all'): string[] =>
  [...filterHandshakes(ALL, text, outcome)].map(({ id }) => id)

describe('filtering handshakes', () => {
  it('finds by name, address, version, verdict, alert and finding id, in any case', () => {
    expect(ids('CONTOSO.COM')).toEqual(['h0'])
    expect(ids('10.9.9.9:8443')).toEqual(['h1'])
    expect(ids('tls 1.3')).toEqual(['h1'])
    expect(ids('refused')).toEqual(['h0'])
    expect(ids('unknown_ca')).toEqual(['h0'])
    expect(ids('client-certificate-untrusted')).toEqual(['h0'])
  })

  it('wants every word', () => {
    expect(ids('contoso refused')).toEqual(['h0'])
    expect(ids('contoso 8443')).toEqual([])
  })

  it('narrows by outcome', () => {
    expect(ids('', 'broken')).toEqual(['h0'])
    expect(ids('tls 1.2', 'incomplete')).toEqual(['h2'])
  })

  it('hands back the very list where nothing is filtered', () => {
    expect(filterHandshakes(ALL, '  ', 'all')).toBe(ALL)
  })

  it('finds what is written anywhere in a row, be it across an address and its port', () => {
    expect(ids('0.5:44')).toEqual([])
    expect(ids('9.9:84')).toEqual(['h1'])
    expect(ids(':8443')).toEqual(['h1'])
    expect(ids('h2')).toEqual(['h2'])
    expect(ids('43:16.1234')).toEqual(['h0', 'h1', 'h2'])
  })

  it('finds just what a search through the text of each row finds', () => {
    const some = fc.array(anyRow, { minLength: 1, maxLength: 12 })
    const cut = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 9 }), fc.boolean())
    fc.assert(
      fc.property(some, fc.array(cut, { minLength: 1, maxLength: 3 }), (rows, cuts) => {
        const list = HandshakeList.of(rows)
        const texts = [...list].map(textOf)
        // Pieces of what stands there, and of what nearly does.
        const words = cuts.map(([which, from, length, other]) => {
          const text = (texts[which % texts.length] ?? '').replaceAll('\n', other ? ':' : ' ')
          return text.slice(from % text.length, (from % text.length) + length)
        })
        const typed = words.join(' ').toUpperCase()
        const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean)
        const found = [...list].filter((_, at) => wanted.every((word) => texts[at]?.includes(word)))
        expect([...filterHandshakes(list, typed, 'all')]).toEqual(found)
      }),
      { numRuns: 150 },
    )
  })
})

/** Everything of a row that a person might type to find it. */
function textOf(row: ListedHandshake): string {
  return [
    row.id,
    OUTCOME_WORDS[row.outcome],
    row.sni ?? '',
    formatEndpoint(row.client),
    formatEndpoint(row.server),
    row.version ?? '',
    LEG_WORDS[row.leg],
    row.leg,
    row.startedAt,
    row.summary,
    ...row.words,
  ]
    .join('\n')
    .toLowerCase()
}
