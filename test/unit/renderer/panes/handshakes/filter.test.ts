import { describe, expect, it } from 'vitest'
import { filterHandshakes } from '../../../../../src/renderer/panes/handshakes/filter.ts'
import { HandshakeList } from '../../../../../src/renderer/state/handshakes/list.ts'
import { rowOf } from '../../../../../src/shared/ipc/handshake-row.ts'
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
})
