import { describe, expect, it } from 'vitest'
import { sentence } from '../../../../src/renderer/state/ask.ts'

describe('what went wrong, in a sentence', () => {
  it('keeps what is to be done apart from what went wrong', () => {
    expect(sentence({ message: 'It is gone.', hint: null })).toBe('It is gone.')
    expect(sentence({ message: 'It is gone.', hint: 'Open it again.' })).toBe('It is gone. Open it again.')
    expect(sentence({ message: 'a.pcap: no such file', hint: 'Open it again.' })).toBe(
      'a.pcap: no such file. Open it again.',
    )
  })
})
