import { describe, expect, it } from 'vitest'
import { readAzureFile } from '../../../../src/shared/azure/documents/read-file.ts'
import { mergeModels } from '../../../../src/shared/azure/merge.ts'

const ID = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways'
const parts = (value: unknown, file = 'a.json') =>
  readAzureFile(Buffer.from(JSON.stringify(value)), file).parts
const listener = (gateway: string, more: object) => ({
  id: `${ID}/${gateway}/httpListeners/l`,
  name: 'l',
  requireServerNameIndication: false,
  ...more,
})

describe('several documents as one model', () => {
  it('complete one another where they tell of the same thing', () => {
    const { listeners } = mergeModels([
      parts([{ name: 'l', host: 'api.contoso.com', profile: null }], 'query.json'),
      parts([listener('agw', { protocol: 'Https' })], 'list.json'),
    ])
    expect(listeners).toHaveLength(1)
    expect(listeners[0]).toMatchObject({ gateway: 'agw', protocol: 'Https', hostNames: ['api.contoso.com'] })
    expect(listeners[0]?.at.file).toBe('list.json')
    expect(listeners[0]?.partial).toBeUndefined()
  })

  it('keep things of one name apart where they belong to two gateways', () => {
    const model = mergeModels([parts([listener('one', {})]), parts([listener('two', {})])])
    expect(model.listeners.map(({ gateway }) => gateway)).toEqual(['one', 'two'])
  })

  it('give a thing without an owner to the only one it can be, and to none of two', () => {
    const query = parts([{ name: 'l', host: 'x.contoso.com', profile: null }])
    const one = parts([listener('one', {})])
    const two = parts([listener('two', {})])
    expect(mergeModels([one, query]).listeners).toHaveLength(1)
    expect(mergeModels([one, two, query]).listeners).toHaveLength(3)
  })

  it('keep rules of one name apart where they come from two files that name no NSG', () => {
    const rule = [
      { prio: 4096, dir: 'Inbound', access: 'Deny', name: 'DenyAll', src: '*', dst: '*', port: '*' },
    ]
    expect(mergeModels([parts(rule, 'agw.json'), parts(rule, 'apim.json')]).nsgRules).toHaveLength(2)
    expect(mergeModels([parts(rule, 'agw.json'), parts(rule, 'agw.json')]).nsgRules).toHaveLength(1)
  })

  it('keep every server of every health report', () => {
    const health = parts([{ address: 'a', health: 'Healthy' }])
    expect(mergeModels([health, health]).backendHealth).toHaveLength(2)
  })

  it('take time in proportion to what they hold', () => {
    const many = Array.from({ length: 60_000 }, (_, at) => listener(`agw-${at}`, {}))
    const began = performance.now()
    expect(mergeModels([parts(many), parts(many)]).listeners).toHaveLength(60_000)
    // A quadratic merge would take minutes.
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})
