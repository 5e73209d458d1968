import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jmespathProblem } from '../../../../../src/shared/runbook/commands/jmespath.ts'

describe('a JMESPath query', () => {
  it.each([
    'name',
    '[].name',
    '[0].a[-1].b[1:3:2]',
    "[?namespace=='Microsoft.Network' && !(a || b)].resourceTypes[].resourceType",
    '{sku:sku.name,"with space":tags."a-b",n:length(rules)}',
    'backendAddressPools[].backendHttpSettingsCollection[].servers[].{address:address,health:health,log:healthProbeLog}',
    '[].{name:name,members:backendAddresses[].[fqdn,ipAddress]}',
    'sort_by(rules, &priority)[*].name | [0]',
    '[?port >= `443`].*',
    '@',
    'not_null(a, b)',
  ])('is understood: %s', (query) => {
    expect(jmespathProblem(query)).toBeNull()
  })

  it.each([
    ['', 'is empty'],
    ['a.', 'is no JMESPath: it ends with a dot'],
    ['a..b', 'is no JMESPath: "." cannot follow a dot'],
    ['{a:b', 'is no JMESPath: "}" is missing before "the end"'],
    ['{a}', 'is no JMESPath: ":" is missing before "}"'],
    ['[].{1:b}', 'is no JMESPath: "1" is no key of { … }'],
    ['a[b]', 'is no JMESPath: "[b" is neither index, slice, filter nor []'],
    ['a b', 'is no JMESPath: "b" is not expected there'],
    ['a-b', 'is no JMESPath: "-b" is not understood'],
    ["a=='b", 'is no JMESPath: "\'b" is not understood'],
    ['size(a)', 'is no JMESPath: there is no function size()'],
    ['a &&', 'is no JMESPath: it ends too early'],
    [`${'('.repeat(60)}a${')'.repeat(60)}`, 'is no JMESPath: nested too deep'],
  ])('is refused: %s', (query, problem) => {
    expect(jmespathProblem(query)).toBe(problem)
  })

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'a1.[]*{}:,@&|!()\'`"?=< '.split('')), { maxLength: 80 }),
        (chars) => {
          jmespathProblem(chars.join(''))
        },
      ),
    )
    for (const hostile of ['(', '[', '{a:', '!', 'a.', '[?', 'a||']) jmespathProblem(hostile.repeat(50_000))
  })
})
