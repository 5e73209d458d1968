import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  listenersOf,
  mapsKnown,
  rulesOfListener,
} from '../../../../../src/shared/azure/checks/support/links.ts'
import { readAzureFile } from '../../../../../src/shared/azure/documents/read-file.ts'
import { factsOf } from '../../../../../src/shared/azure/facts.ts'
import { knownFrom } from '../../../../../src/shared/azure/known-values.ts'
import { mergeModels } from '../../../../../src/shared/azure/merge.ts'

const FOLDER = join(import.meta.dirname, '../../../../azure/documents')
const bytes = (name: string) => readFileSync(join(FOLDER, name))
const saved = (name: string) => readAzureFile(bytes(name), name).parts
const given = (value: unknown, file = 'given.json') =>
  readAzureFile(Buffer.from(JSON.stringify(value)), file).parts

const ref = (kind: string, name: string) => ({ id: `/x/${kind}/${name}` })
const MAP = {
  name: 'paths',
  properties: {
    defaultBackendAddressPool: ref('backendAddressPools', 'shop'),
    defaultBackendHttpSettings: ref('backendHttpSettingsCollection', 'https-shop'),
    pathRules: [
      {
        name: 'default',
        properties: {
          paths: ['/api/*', '/v2/*'],
          backendAddressPool: ref('backendAddressPools', 'apim'),
          backendHttpSettings: ref('backendHttpSettingsCollection', 'https-apim'),
          rewriteRuleSet: ref('rewriteRuleSets', 'forward'),
        },
      },
    ],
  },
}

describe('a URL path map', () => {
  it('is one routing rule per path rule and one for its defaults, in the shape of ARM', () => {
    expect(given([MAP]).routingRules).toMatchObject([
      {
        name: 'paths/default',
        partOfMap: 'paths',
        paths: ['/api/*', '/v2/*'],
        listener: null,
        backendPool: 'apim',
        backendSetting: 'https-apim',
        rewriteRuleSet: 'forward',
      },
      { name: 'paths/(default)', paths: [], backendPool: 'shop', backendSetting: 'https-shop' },
    ])
  })

  it('names no backend where it only redirects', () => {
    const { routingRules } = saved('config-healthy-path-based.json')
    const parts = routingRules.filter(({ partOfMap }) => partOfMap !== null)
    expect(parts.map(({ name, backendPool }) => [name, backendPool])).toEqual([
      ['rule-api/internal', 'pool-apim'],
      ['rule-api/docs', null],
      ['rule-api/(default)', null],
    ])
  })

  it('joins a setting with its listener, also where map and rules were saved one by one', () => {
    const { urlPathMaps, requestRoutingRules, ...rest } = JSON.parse(
      bytes('config-healthy-path-based.json').toString(),
    )
    const apart = mergeModels([
      given(rest, 'a.json'),
      given(urlPathMaps, 'b.json'),
      given(requestRoutingRules, 'c.json'),
    ])
    for (const model of [saved('config-healthy-path-based.json'), apart]) {
      const [setting] = model.backendSettings
      const [listener] = model.listeners
      if (setting === undefined || listener === undefined) throw new Error('the document holds both')
      expect(listenersOf(model, setting)).toEqual([listener])
      const rules = rulesOfListener(model, listener)
      expect(rules.map(({ name }) => name)).toEqual([
        'rule-api',
        'rule-api/internal',
        'rule-api/docs',
        'rule-api/(default)',
      ])
      expect(mapsKnown(model, rules)).toBe(true)
      const without = { ...model, routingRules: model.routingRules.filter((one) => one.partOfMap === null) }
      expect(listenersOf(without, setting)).toEqual([])
      expect(mapsKnown(without, rulesOfListener(without, listener))).toBe(false)
    }
  })

  it('belongs to every listener whose rule leads to it', () => {
    const rule = (name: string, listener: string) => ({
      name,
      ruleType: 'PathBasedRouting',
      httpListener: ref('httpListeners', listener),
      urlPathMap: ref('urlPathMaps', 'PATHS'),
    })
    const { facts } = factsOf(given([MAP, rule('one', 'first'), rule('two', 'second')]))
    expect(facts.map(({ about, name, says }) => [about, name, says])).toEqual([
      [
        'url-path-map',
        'paths/default',
        ['/api/*, /v2/*', 'first, second -> apim -> https-apim', 'rewrites with forward'],
      ],
      ['url-path-map', 'paths/(default)', ['first, second -> shop -> https-shop']],
      ['rule', 'one', ['first -> URL path map PATHS']],
      ['rule', 'two', ['second -> URL path map PATHS']],
    ])
  })

  it('does not keep the only rule from being known by name', () => {
    expect(knownFrom(saved('config-healthy-path-based.json')).rule).toBe('rule-api')
  })
})
