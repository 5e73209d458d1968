import { describe, expect, it } from 'vitest'
import { clockText, momentText, spanText } from '../../../../../src/shared/diagnosis/support/clock.ts'
import { contextOf } from '../../../../support/conversation/diagnosis.ts'

describe('moments in findings', () => {
  it('name the clock they were judged by', () => {
    expect(clockText(contextOf())).toBe("the capture's clock (2026-06-01T12:00:00Z)")
    expect(clockText(contextOf({ clock: 'given', nowMillis: 0 }))).toBe(
      'the time given (1970-01-01T00:00:00Z)',
    )
  })

  it('count whole days and hours', () => {
    expect(spanText(86_400_000)).toBe('1 day')
    expect(spanText(-3 * 86_400_000)).toBe('3 days')
    expect(spanText(7_200_000)).toBe('2 hours')
    expect(spanText(1000)).toBe('less than an hour')
  })

  it('do not throw on a number that is no moment', () => {
    expect(momentText(Number.MAX_VALUE)).toBe('unknown')
  })
})
