import { describe, expect, it } from 'vitest'
import { ladderRows } from '../../../../../src/renderer/panes/ladder/rows.ts'
import {
  framesShort,
  framesText,
  ghostSentence,
  guess,
  messageTitle,
  rungWords,
} from '../../../../../src/renderer/panes/ladder/sentence.ts'
import type { MessageDocument } from '../../../../../src/shared/contract/analysis.ts'
import { broken, messages } from '../../../../support/renderer/documents.ts'

const one = (given: string | Partial<MessageDocument>): MessageDocument => {
  const [message] = messages(given)
  if (message === undefined) throw new Error('no message')
  return message
}

describe('the words of a rung', () => {
  it('has sender, type, detail, size, packet and pause for the ear', () => {
    const document = broken(
      {
        messages: messages('C ClientHello', {
          from: 'server',
          type: 'Alert',
          length: 2,
          detail: 'fatal: unknown_ca (48)',
        }),
      },
      { frame: 2 },
    )
    const row = ladderRows(document)[1]
    if (row?.kind !== 'message') throw new Error('no rung')
    expect(rungWords(row)).toEqual({
      before: 'Server sent',
      title: 'Alert',
      guess: null,
      opened: null,
      detail: 'fatal: unknown_ca (48)',
      after: '2 bytes, packet 2, 1.00 ms after the one before, here it broke',
    })
  })

  it('says whether what was protected could be opened', () => {
    const [row] = ladderRows(
      broken({ messages: [one({ type: 'Alert', encrypted: true, decrypted: true })] }, { frame: null }),
    )
    if (row?.kind !== 'message') throw new Error('no rung')
    expect(rungWords(row)).toMatchObject({ title: 'Alert', opened: 'decrypted', detail: null })
  })

  it('says a guess as a guess and never twice', () => {
    expect(guess(one({ likely: 'Finished' }))).toBe('probably Finished')
    expect(guess(one({ likely: 'probably Finished' }))).toBe('probably Finished')
    expect(guess(one({ likely: 'Finished', decrypted: true }))).toBeNull()
    expect(guess(one('C ClientHello'))).toBeNull()
  })

  it('puts what was encrypted in braces, decrypted or not', () => {
    expect(messageTitle(one('C EncryptedHandshake'))).toBe('{encrypted handshake}')
    expect(messageTitle(one({ type: 'Finished', encrypted: true, decrypted: true }))).toBe('{Finished}')
    expect(messageTitle(one('C ClientHello'))).toBe('ClientHello')
  })

  it('says of a ghost that it did not come', () => {
    expect(ghostSentence({ kind: 'ghost', from: 'server', type: 'Finished' })).toBe(
      'Finished from the server did not come',
    )
  })

  it('shortens long runs of packets', () => {
    expect([framesText([]), framesText([4]), framesText([4, 6]), framesText([4, 5, 9])]).toEqual([
      null,
      '4',
      '4, 6',
      '4–9',
    ])
    expect([framesShort([]), framesShort([4]), framesShort([4, 5, 9])]).toEqual(['–', '4', '4 +2'])
  })
})
