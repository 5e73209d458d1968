import { describe, expect, it } from 'vitest'
import { breakRow, ladderRows, neighbourMessage } from '../../../../../src/renderer/panes/ladder/rows.ts'
import { broken, handshake, messages } from '../../../../support/renderer/documents.ts'

const shape = (document: Parameters<typeof ladderRows>[0]): string[] =>
  ladderRows(document).map((row) => (row.kind === 'message' ? `${row.place} ${row.message.type}` : row.kind))

describe('the rows of the ladder', () => {
  it('puts the break under the message that carried it, ghosts under that, the remainder last', () => {
    const document = broken(
      {
        mutualTls: { requested: 'no', caNames: [], clientCertificate: 'none' },
        messages: messages(
          'C ClientHello',
          'S ServerHello',
          'S Certificate',
          'S ServerKeyExchange',
          'S ServerHelloDone',
          'C ClientKeyExchange',
          'C ChangeCipherSpec',
          'C EncryptedHandshake',
          'S Alert',
          'S FIN',
        ),
      },
      { frame: 9 },
    )
    expect(shape(document).slice(7)).toEqual([
      'before EncryptedHandshake',
      'broke Alert',
      'break',
      'ghost',
      'ghost',
      'ghost',
      'after FIN',
    ])
    expect(breakRow(ladderRows(document))).toBe(9)
  })

  it('puts the break last where no packet carried it', () => {
    const document = broken({ messages: messages('C ClientHello') }, { frame: null, how: 'timeout' })
    expect(shape(document).slice(0, 2)).toEqual(['before ClientHello', 'break'])
  })

  it('still shows the break of a connection without a single message', () => {
    expect(shape(broken({ messages: [] }))[0]).toBe('break')
  })

  it('has no break where nothing broke', () => {
    const rows = ladderRows(handshake({ messages: messages('C ClientHello', 'S ServerHello') }))
    expect(breakRow(rows)).toBe(-1)
    expect(rows).toHaveLength(2)
  })

  it('counts the pause from the message above and notices when both came in one packet', () => {
    const rows = ladderRows(
      handshake({
        messages: messages('S ServerHello', { type: 'Certificate', from: 'server', frames: [1] }),
      }),
    )
    expect(rows[0]).toMatchObject({ deltaMicros: null, joined: false })
    expect(rows[1]).toMatchObject({ deltaMicros: 1000, joined: true })
  })
})

describe('walking the ladder', () => {
  const document = handshake({ messages: messages('C ClientHello', 'S ServerHello', 'S Certificate') })

  it('stays at the ends', () => {
    expect(neighbourMessage(document, 2, 1)).toBe(2)
    expect(neighbourMessage(document, 0, -1)).toBe(0)
  })

  it('enters at the top going down and at the bottom going up', () => {
    expect(neighbourMessage(document, null, 1)).toBe(0)
    expect(neighbourMessage(document, null, -1)).toBe(2)
  })

  it('finds nothing in an empty handshake', () => {
    expect(neighbourMessage(handshake(), null, 1)).toBeNull()
  })
})
