import { describe, expect, it } from 'vitest'
import {
  contrastRatio,
  EDGE_PAIRS,
  propertyName,
  TEXT_PAIRS,
  THEMES,
  type Tokens,
} from '../../../../src/renderer/theme/tokens.ts'

const failures = (pairs: typeof TEXT_PAIRS, tokens: Tokens, least: number): string[] =>
  pairs.flatMap(([front, backs]) =>
    backs.flatMap((back) => {
      const ratio = contrastRatio(tokens[front], tokens[back])
      return ratio >= least ? [] : [`${front} on ${back}: ${ratio.toFixed(2)}`]
    }),
  )

describe.each(Object.entries(THEMES))('the %s theme', (_, tokens) => {
  it('keeps text readable on everything it stands on', () => {
    expect(failures(TEXT_PAIRS, tokens, 4.5)).toEqual([])
  })

  it('keeps edges and focus rings visible', () => {
    expect(failures(EDGE_PAIRS, tokens, 3)).toEqual([])
  })

  it('writes every colour in six digits', () => {
    for (const colour of Object.values(tokens)) expect(colour).toMatch(/^#[0-9a-f]{6}$/)
  })

  it('keeps red for what broke: no other token is as red', () => {
    const redness = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
      return r - Math.max(g, b)
    }
    const { broke, brokeTint: _tint, ...others } = tokens
    for (const colour of Object.values(others)) expect(redness(colour)).toBeLessThan(redness(broke))
  })
})

describe('contrast', () => {
  it('is 21 between black and white and 1 between equals, in either order', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrastRatio('#ffffff', '#000000')).toBeCloseTo(21)
    expect(contrastRatio('#777777', '#777777')).toBe(1)
  })

  it('agrees with a published pair', () => {
    // WCAG's own example of the darkest grey that passes on white.
    expect(contrastRatio('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  })

  it('names custom properties in kebab case', () => {
    expect(propertyName('brokeTint')).toBe('--broke-tint')
  })
})
