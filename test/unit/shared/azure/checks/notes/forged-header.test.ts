import { describe, expect, it } from 'vitest'
import { aRewrite, aRule, noted } from '../samples.ts'

const FORWARD = aRewrite({ 'X-Client-Certificate': '{var_client_certificate}' })

describe('a header that carries the client’s certificate', () => {
  it('can be forged where another path of the same listener lets it through', () => {
    const leading = aRule({ urlPathMap: 'paths', backendPool: null, backendSetting: null })
    const part = aRule({ name: 'paths/api', listener: null, partOfMap: 'paths' })
    const routingRules = [leading, { ...part, rewriteRuleSet: 'forward-client-cert' }]
    const rest = { ...part, name: 'paths/(default)' }
    expect(noted({ routingRules: [...routingRules, rest], rewriteRules: [FORWARD] })).toEqual([
      'Anybody can forge X-Client-Certificate: rule "paths/(default)" lets it through as a client sends it.',
    ])
    expect(noted({ routingRules, rewriteRules: [FORWARD] })).toEqual([])
  })
})
