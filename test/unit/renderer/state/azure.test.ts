import { describe, expect, it } from 'vitest'
import { factGroups } from '../../../../src/renderer/panes/azure/fact-groups.ts'
import { namesBesideHandshake } from '../../../../src/renderer/state/azure-store.ts'

const fact = (about: string, name: string) => ({
  about,
  name,
  of: null,
  says: [],
  at: { file: 'a.json', pointer: '' },
})

describe('saved az output in the window', () => {
  it('lends a handshake names of things, and none that hang on the session', () => {
    const names = {
      gateway: 'agw-edge',
      'server-name': 'apim.contoso.internal',
      'server-ip': '10.0.2.5',
      port: '443',
    }
    const told = { document: { names }, names: [] } as unknown as Parameters<typeof namesBesideHandshake>[0]
    expect(namesBesideHandshake(told)).toEqual({ gateway: 'agw-edge' })
    expect(namesBesideHandshake(null)).toEqual({})
  })

  it('is grouped by kind under short headings, and long lists are cut', () => {
    const groups = factGroups(
      [fact('probe', 'a'), fact('nsg-rule', 'r'), fact('probe', 'b'), fact('probe', 'c')],
      2,
    )
    expect(groups.map(({ heading, rows, more }) => [heading, rows.length, more])).toEqual([
      ['Health probes', 2, 1],
      ['Rules of a network security group', 1, 0],
    ])
  })
})
