import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fill,
  isSafeValue,
  type KnownValues,
  PLACEHOLDERS,
  type PlaceholderName,
  placeholderProblems,
  placeholdersIn,
} from '../../../../src/shared/runbook/placeholders.ts'

const NAMES = Object.keys(PLACEHOLDERS) as PlaceholderName[]

describe('filling placeholders', () => {
  it('writes what is known and leaves the rest open', () => {
    const filled = fill('az show -g "<rg>" -n "<gateway>"', { rg: 'rg-edge' })
    expect(filled.text).toBe('az show -g "rg-edge" -n "<gateway>"')
    expect(filled.open).toEqual(['gateway'])
    expect(filled.rejected).toEqual([])
  })

  it('gives segments that say which part is text, filled or open', () => {
    expect(fill('-g "<rg>" -n "<gateway>"', { rg: 'rg-edge' }).segments).toEqual([
      { kind: 'text', text: '-g "' },
      { kind: 'filled', text: 'rg-edge', placeholder: 'rg' },
      { kind: 'text', text: '" -n "' },
      { kind: 'open', text: '<gateway>', placeholder: 'gateway' },
      { kind: 'text', text: '"' },
    ])
  })

  it('gives segments that join to the whole text, whatever is known', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.constantFrom(...NAMES.map((name) => `<${name}>`)), fc.string({ maxLength: 12 })),
        ),
        fc.dictionary(fc.constantFrom(...NAMES), fc.string({ maxLength: 20 })),
        (parts, known) => {
          const text = parts.join('')
          const filled = fill(text, known)
          expect(filled.segments.map((segment) => segment.text).join('')).toBe(filled.text)
          const reopened = filled.segments
            .map((s) => (s.kind === 'filled' ? `<${s.placeholder}>` : s.text))
            .join('')
          expect(reopened).toBe(text)
        },
      ),
    )
  })

  it('names an open placeholder once, in order of appearance', () => {
    expect(fill('<host> <rg> <host>', {}).open).toEqual(['host', 'rg'])
  })

  it('leaves words in angle brackets alone that are not in the table', () => {
    const filled = fill('<inbound><identity thumbprint="x" /></inbound> < rg> <RG>', { rg: 'a' })
    expect(filled.segments).toEqual([{ kind: 'text', text: filled.text }])
  })

  it('does not fill what a value itself brings along', () => {
    expect(fill('<rg>', { rg: '<host>', host: 'example.com' } as KnownValues).text).toBe('<rg>')
  })

  it('treats an empty value as unknown, not as refused', () => {
    expect(fill('<rg>', { rg: '' })).toMatchObject({ text: '<rg>', open: ['rg'], rejected: [] })
  })

  it('is not fooled by names that every object has', () => {
    expect(fill('<constructor> <to-string>', {}).segments).toHaveLength(1)
    const inherited = Object.create({ rg: 'inherited' }) as KnownValues
    expect(fill('<rg>', inherited).text).toBe('<rg>')
  })
})

describe('hostile values', () => {
  const hostile = [
    'rg"; rm -rf ~; "',
    "rg'; drop",
    '$(curl evil)',
    '`id`',
    '$HOME',
    '$env:USERNAME',
    'a b',
    'a\nb',
    'a\tb',
    'a;b',
    'a|b',
    'a&b',
    'a>b',
    '<rg>',
    'a\\b',
    'a!b',
    '*',
    '~root',
    '--output=x',
    '-o',
    'a\u00a0b',
    'a\u202eb',
    'a\0b',
    '%0a',
    '#comment',
    '{a,b}',
    '[x]',
    'a=b',
    'x'.repeat(5000),
  ]

  it.each(NAMES)('never reach a command through <%s>', (name) => {
    for (const value of hostile) {
      const filled = fill(`echo "<${name}>"`, { [name]: value })
      expect(filled.text, JSON.stringify(value)).toBe(`echo "<${name}>"`)
      expect(filled.open).toEqual([name])
      expect(filled.rejected).toEqual([name])
    }
  })

  it('of any kind leave no character in a command that a shell would interpret', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 40 }), (name, value) => {
        const written = fill(`<${name}>`, { [name]: value }).segments.filter((s) => s.kind === 'filled')
        for (const segment of written) expect(segment.text).toMatch(/^[A-Za-z0-9._~/][A-Za-z0-9._~/-]*$/)
      }),
      { numRuns: 1000 },
    )
  })

  it('are judged in linear time', () => {
    const long = `${'a.'.repeat(100_000)}!`
    for (const name of NAMES) expect(isSafeValue(name, long)).toBe(false)
    expect(fill('<'.repeat(200_000), {}).segments).toHaveLength(1)
    expect(fill(`<${'a-'.repeat(100_000)}`, {}).segments).toHaveLength(1)
  })
})

describe('honest values', () => {
  it.each<[PlaceholderName, string]>([
    ['rg', 'RG_Edge.prod-01'],
    ['host', 'contoso-apim.azure-api.net'],
    ['backend-ip', '10.0.255.4'],
    ['port', '65535'],
    ['root-cer', './certs/root_ca.cer'],
    ['thumbprint', 'ABCDEF0123456789abcdef012345678901234567'],
    ['path', '/'],
    ['path', '/echo/v1.0/resource'],
    ['capture', 'handshake.pcapng'],
  ])('fill <%s> with %s', (name, value) => {
    expect(fill(`<${name}>`, { [name]: value }).text).toBe(value)
  })

  it.each<[PlaceholderName, string]>([
    ['backend-ip', '10.0.0.256'],
    ['backend-ip', '10.0.0'],
    ['port', '0'],
    ['port', '65536'],
    ['host', 'a..b'],
    ['host', '-a.example'],
    ['host', '*.example.com'],
    ['rg', 'rg(1)'],
    ['thumbprint', 'AB:CD'],
    ['hostname-index', '-1'],
  ])('do not fill <%s> with %s', (name, value) => {
    expect(fill(`<${name}>`, { [name]: value }).text).toBe(`<${name}>`)
  })
})

describe('the table', () => {
  it.each(NAMES)('gives <%s> a meaning and an example that its own pattern accepts', (name) => {
    expect(PLACEHOLDERS[name].meaning).toMatch(/^\S.{5,}\S$/)
    expect(isSafeValue(name, PLACEHOLDERS[name].example)).toBe(true)
    expect(placeholdersIn(`<${name}>`)).toEqual([name])
  })
})

describe('checking what an author wrote', () => {
  it('finds unknown names with their line', () => {
    expect(placeholderProblems('echo\necho "<resource-group>"', 'bash')).toEqual([
      { line: 2, message: 'unknown placeholder <resource-group>' },
    ])
  })

  it('lets XML keep its elements', () => {
    expect(placeholderProblems('<inbound thumbprint="<thumbprint>">', 'xml')).toEqual([])
  })

  it.each([
    ['a "<rg>"', 0],
    ["a '<rg>'", 0],
    ['a <rg>', 1],
    ['a "b" <rg>', 1],
    ['a "b \\" <rg>"', 0],
    ["a '\\' <rg>", 1],
    ['# don\'t <rg>\na "<rg>"', 0],
    ["# don't\na <rg>", 1],
    ['a#b <rg>', 1],
    ['"# <rg>"', 0],
  ])('asks for quotes in bash: %s', (text, count) => {
    expect(placeholderProblems(text, 'bash')).toHaveLength(count)
  })

  it('knows that PowerShell escapes with a backtick', () => {
    expect(placeholderProblems('"a `" <rg>"', 'powershell')).toEqual([])
    expect(placeholderProblems('"a\\" <rg>', 'powershell')).toHaveLength(1)
  })

  it('asks for no quotes in prose and KQL', () => {
    expect(placeholderProblems('the gateway <gateway>', 'prose')).toEqual([])
    expect(placeholderProblems('where x == <port>', 'kql')).toEqual([])
  })
})
