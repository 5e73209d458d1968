import { describe, expect, it } from 'vitest'
import { anApimLogEntry, noted } from '../samples.ts'

describe('what API Management answered by itself', () => {
  it('is a policy’s word where it refused and asked no backend', () => {
    const other = anApimLogEntry({ responseCode: 401, backendResponseCode: null })
    expect(noted({ apimLog: [anApimLogEntry(), other, anApimLogEntry()] })).toEqual([
      'API Management answered 3 requests with HTTP 401, 403, and its log shows no answer of a backend.',
    ])
  })

  it('is the leg behind it where it could not reach its backend', () => {
    const apimLog = [anApimLogEntry({ responseCode: 500, errorReason: 'BackendConnectionFailure' })]
    expect(noted({ apimLog })).toEqual([
      'API Management could not reach its own backend in 1 request (BackendConnectionFailure).',
    ])
  })

  it('is nothing where the backend refused, or the reason is another', () => {
    const apimLog = [
      anApimLogEntry({ backendResponseCode: 403 }),
      anApimLogEntry({ responseCode: 401, errorReason: 'SubscriptionKeyNotFound' }),
      anApimLogEntry({ responseCode: 200 }),
    ]
    expect(noted({ apimLog })).toEqual([])
  })
})
