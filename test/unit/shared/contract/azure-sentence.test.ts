import { describe, expect, it } from 'vitest'
import { nothingFoundSentence } from '../../../../src/shared/contract/azure-sentence.ts'

describe('documents in which nothing was found', () => {
  it('are called fine only where nothing is noted of them either', () => {
    expect(nothingFoundSentence(0)).toMatch(/^Nothing is wrong in what was read\./)
    expect(nothingFoundSentence(2)).not.toContain('Nothing is wrong')
    expect(nothingFoundSentence(2)).toContain('noted below')
  })
})
