import { describe, expect, it } from 'vitest'
import { type KeyStroke, matchesKeys, showKeys } from '../../../../src/renderer/actions/keys.ts'

const stroke = (key: string, given: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...given,
})

describe('shortcuts', () => {
  it('matches a plain key without modifiers only', () => {
    expect(matchesKeys('o', stroke('o'))).toBe(true)
    expect(matchesKeys('o', stroke('o', { ctrlKey: true }))).toBe(false)
    expect(matchesKeys('o', stroke('o', { altKey: true }))).toBe(false)
  })

  it('takes Control and Command alike', () => {
    expect(matchesKeys('mod+k', stroke('k', { ctrlKey: true }))).toBe(true)
    expect(matchesKeys('mod+k', stroke('K', { metaKey: true }))).toBe(true)
    expect(matchesKeys('mod+k', stroke('k'))).toBe(false)
  })

  it('takes brackets written with AltGr, as many layouts have them', () => {
    expect(matchesKeys('[', stroke('[', { ctrlKey: true, altKey: true }))).toBe(true)
  })

  it('shows keys as the keyboard has them', () => {
    expect([showKeys('mod+k', false), showKeys('mod+k', true), showKeys('?', false)]).toEqual([
      'Ctrl K',
      '⌘ K',
      '?',
    ])
  })
})
