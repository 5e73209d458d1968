import { describe, expect, it } from 'vitest'
import { fold, wrap } from '../../../../../src/main/cli/text/wrap.ts'

describe('wrap', () => {
  it('puts words into lines of the width, indented', () => {
    expect(wrap('one two three four', 2, 11)).toEqual(['  one two', '  three', '  four'])
    expect(wrap('it is 97 % sure', 0, 8)).toEqual(['it is', '97 %', 'sure'])
  })
})

describe('wrap of an item of a list', () => {
  it('keeps the place below its mark empty', () => {
    expect(wrap('- one two three', 2, 9)).toEqual(['  - one', '    two', '    three'])
  })
})

describe('fold', () => {
  it('loses no character, blanks least of all: names may differ in nothing else', () => {
    const text = 'CN=Client  Root   CA,O=Contoso Ltd, OU=  Operations'
    for (let width = 1; width < 60; width++) {
      const lines = fold(text, width)
      expect(lines.join('')).toBe(text)
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
    }
  })

  it('breaks behind a blank where there is one', () => {
    expect(fold('one two three', 8)).toEqual(['one two ', 'three'])
    expect(fold('onetwothree', 8)).toEqual(['onetwoth', 'ree'])
    expect(fold('', 8)).toEqual([''])
  })
})
