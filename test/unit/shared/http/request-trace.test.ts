import { describe, expect, it } from 'vitest'
import { forwardedFor, idOf } from '../../../../src/shared/http/request-trace.ts'

describe('whom a request comes from', () => {
  it('is the last element, with the port that Application Gateway writes', () => {
    expect(forwardedFor('203.0.113.7, 10.0.0.4:50123')).toEqual({ address: '10.0.0.4', port: 50123 })
    expect(forwardedFor('10.0.0.4')).toEqual({ address: '10.0.0.4', port: null })
    expect(forwardedFor('[fd00::4]:50123')).toEqual({ address: 'fd00::4', port: 50123 })
    expect(forwardedFor('FD00::4')).toEqual({ address: 'fd00::4', port: null })
  })

  it('is nobody where it is no address', () => {
    for (const value of [
      null,
      '',
      'unknown',
      '10.0.0.4:',
      '10.0.0:1',
      '10.0.0.4, _secret',
      'x'.repeat(9000),
    ]) {
      expect(forwardedFor(value)).toBeNull()
    }
  })
})

describe('the id of a request', () => {
  it('is the trace of a traceparent, which every hop leaves alone', () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    expect(idOf('traceparent', `00-${trace}-00f067aa0ba902b7-01`)).toEqual([`traceparent ${trace}`])
    expect(idOf('traceparent', '00-short-00f067aa0ba902b7-01')).toEqual([])
  })

  it('is what other headers say, if it looks like one', () => {
    expect(idOf('x-correlation-id', ' 4F7A11C2-01 ')).toEqual(['x-correlation-id 4f7a11c2-01'])
    for (const value of [null, '', 'short', 'with blanks in it', 'é'.repeat(12), 'a'.repeat(129)]) {
      expect(idOf('x-correlation-id', value)).toEqual([])
    }
  })
})
