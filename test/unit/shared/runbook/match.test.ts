import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../src/shared/runbook/article.ts'
import { buildLibrary } from '../../../../src/shared/runbook/library.ts'
import { applicability, matchArticles } from '../../../../src/shared/runbook/match.ts'
import { sampleArticle } from './sample-article.ts'

const command = (conditions: Partial<Command>): Command => ({
  id: 'x',
  shell: 'bash',
  kind: 'check',
  skus: [],
  tiers: [],
  legs: [],
  section: 'Fix',
  step: null,
  text: 'true',
  line: 1,
  ...conditions,
})

describe('whether a command belongs here', () => {
  it('is yes without conditions', () => {
    expect(applicability(command({}), {})).toBe('yes')
  })

  it('is yes when every condition is met', () => {
    const both = command({ skus: ['v2'], tiers: ['classic', 'v2'] })
    expect(applicability(both, { sku: 'v2', tier: 'v2' })).toBe('yes')
  })

  it('is maybe while something is not known', () => {
    expect(applicability(command({ skus: ['v2'], tiers: ['classic'] }), { sku: 'v2' })).toBe('maybe')
    expect(applicability(command({ legs: ['direct'] }), { leg: 'unknown' })).toBe('maybe')
  })

  it('is no as soon as one condition contradicts, whatever else is unknown', () => {
    expect(applicability(command({ skus: ['v2'], tiers: ['classic'] }), { tier: 'consumption' })).toBe('no')
    expect(applicability(command({ legs: ['direct'] }), { leg: 'client-gateway' })).toBe('no')
  })
})

describe('articles for ranked findings', () => {
  const article = (id: string, changes: readonly (readonly [string, string])[] = []) => ({
    file: `${id}.md`,
    text: sampleArticle(id, changes),
  })
  const library = buildLibrary([
    article('listener', [
      ['legs: [direct, gateway-apim]', 'legs: [client-gateway]'],
      ['  - server-root-untrusted\n  - sni-missing', '  - sni-missing'],
    ]),
    article('backend'),
  ])
  const ids = (findings: Parameters<typeof matchArticles>[1]): string[] =>
    matchArticles(library, findings).map((match) => match.article.id)

  it('follow the order of the findings and name each article once, with all it answers', () => {
    const matches = matchArticles(library, [
      { id: 'server-root-untrusted', leg: 'direct' },
      { id: 'sni-missing', leg: 'direct' },
    ])
    expect(matches.map((match) => [match.article.id, match.findings])).toEqual([
      ['backend', ['server-root-untrusted', 'sni-missing']],
      ['listener', ['sni-missing']],
    ])
  })

  it('prefer articles written for the leg of the finding', () => {
    expect(ids([{ id: 'sni-missing', leg: 'unknown' }])).toEqual(['listener', 'backend'])
    expect(ids([{ id: 'sni-missing', leg: 'direct' }])).toEqual(['backend', 'listener'])
  })

  it('begin with those the rule itself names', () => {
    expect(ids([{ id: 'sni-missing', leg: 'client-gateway', fixes: ['backend', 'nowhere'] }])).toEqual([
      'backend',
      'listener',
    ])
  })

  it('are none for a finding that nobody answers', () => {
    expect(ids([{ id: 'handshake-completed', leg: 'direct' }])).toEqual([])
  })
})
