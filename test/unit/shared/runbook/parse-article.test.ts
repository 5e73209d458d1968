import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Article } from '../../../../src/shared/runbook/article.ts'
import { MAX_ARTICLE_LENGTH, parseArticle } from '../../../../src/shared/runbook/parse-article.ts'
import { lineOf, SAMPLE, sampleArticle } from './sample-article.ts'

function parsed(text: string): Article {
  const result = parseArticle('articles/sample.md', text)
  if (!result.ok) throw new Error(result.problems.map((p) => `${p.line}: ${p.message}`).join('\n'))
  return result.article
}

function problems(text: string, file = 'articles/sample.md'): string[] {
  const result = parseArticle(file, text)
  return result.ok ? [] : result.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)
}

/** Breaks the sample at one place and says what was reported. */
function broken(from: string, to: string): { text: string; found: string[] } {
  const text = sampleArticle('sample', [[from, to]])
  return { text, found: problems(text) }
}

const at = (line: number, message: string): string => `articles/sample.md:${line}: ${message}`

describe('a sound article', () => {
  it('gives its front matter as data', () => {
    const article = parsed(SAMPLE)
    expect(article).toMatchObject({
      id: 'sample',
      title: 'A sample',
      findings: ['server-root-untrusted', 'sni-missing'],
      also: ['sni-rejected'],
      legs: ['direct', 'gateway-apim'],
      risk: 'low',
      related: [],
    })
    expect(article.sources).toEqual([
      {
        label: 'A vendor page',
        facts: ['1.3.3', '3.10'],
        confidence: 'documented',
        url: 'https://learn.microsoft.com/azure/page',
        checked: '2026-11-22',
        dated: '2026-08-28',
      },
    ])
  })

  it('splits the body into its sections in order', () => {
    expect(parsed(SAMPLE).sections.map((section) => section.name)).toEqual([
      'What it means',
      'How to confirm',
      'Fix',
      'Verify',
      'Risk',
      'Undo',
      'Sources',
    ])
  })

  it('keeps prose, output and commands in reading order', () => {
    const confirm = parsed(SAMPLE).sections.find((section) => section.name === 'How to confirm')
    expect(confirm?.blocks.map((block) => block.type)).toEqual(['prose', 'command', 'prose', 'output'])
    expect(confirm?.blocks[0]).toEqual({
      type: 'prose',
      markdown: 'First look:',
      line: lineOf(SAMPLE, 'First look'),
    })
    expect(confirm?.blocks[3]).toMatchObject({ type: 'output', language: 'text', text: 'Healthy' })
  })

  it('reads a command with its shell, kind, applicability, step and line', () => {
    const upload = parsed(SAMPLE).commands.find((command) => command.id === 'upload')
    expect(upload).toEqual({
      id: 'upload',
      shell: 'bash',
      kind: 'change',
      skus: ['v2'],
      tiers: ['classic', 'v2'],
      legs: ['gateway-apim'],
      section: 'Fix',
      step: 'On v2',
      text:
        'az network application-gateway root-cert create -g "<rg>" --gateway-name "<gateway>" \\\n' +
        '  -n "<root-cert-name>" --cert-file "<root-cer>"',
      line: lineOf(SAMPLE, '```bash id=upload'),
    })
  })

  it('lists every command of every shell in reading order', () => {
    expect(
      parsed(SAMPLE).commands.map((command) => `${command.shell} ${command.kind} ${command.id}`),
    ).toEqual(['bash check look', 'bash change upload', 'xml change policy', 'powershell verify again'])
  })

  it('reads the same from a file with CRLF line ends and a byte order mark', () => {
    expect(parsed(`\uFEFF${SAMPLE.replaceAll('\n', '\r\n')}`)).toEqual(parsed(SAMPLE))
  })

  it('notes its links to other articles', () => {
    const text = sampleArticle('sample', [
      ['Low.', 'Low, see [that](other-one.md) and [docs](https://example.com/a).'],
    ])
    expect(parsed(text).links).toEqual([{ target: 'other-one', line: lineOf(text, 'Low, see') }])
  })

  it('takes a longer fence that holds a shorter one', () => {
    const text = sampleArticle('sample', [['```text\nHealthy\n```', '````text\n```\nHealthy\n````']])
    expect(parsed(text).sections[1]?.blocks.at(-1)).toMatchObject({ text: '```\nHealthy' })
  })
})

describe('a broken front matter names file and line', () => {
  it('when there is none', () => {
    expect(problems('# Title')).toEqual([at(1, 'article must begin with a --- line (front matter)')])
  })

  it('when it is never closed', () => {
    expect(problems('---\nid: sample\n')).toEqual([
      at(1, 'front matter is never closed with a second --- line'),
    ])
  })

  it('when it is not YAML', () => {
    const { text, found } = broken('legs: [direct, gateway-apim]', 'legs: [direct, gateway-apim')
    expect(found[0]).toContain('front matter is not valid YAML')
    // YAML notices at the key that follows the open bracket.
    expect(found[0]).toMatch(
      new RegExp(`^articles/sample\\.md:(${lineOf(text, 'legs:')}|${lineOf(text, 'risk:')}):`),
    )
  })

  it('when a key is missing', () => {
    expect(broken('risk: low\n', '').found).toEqual([
      expect.stringMatching(/^articles\/sample\.md:2: risk: /),
    ])
  })

  it('when a key is unknown', () => {
    const { text, found } = broken('effort: 5 minutes', 'effort: 5 minutes\nowner: nobody')
    expect(found).toEqual([at(lineOf(text, 'owner:'), 'unknown key "owner"')])
  })

  it('when a key is given twice', () => {
    const { text, found } = broken('effort: 5 minutes', 'effort: 5 minutes\nrisk: high')
    expect(found[0]).toMatch(
      new RegExp(`^articles/sample\\.md:${lineOf(text, 'risk: high')}: front matter is not valid`),
    )
  })

  it('when a leg is unknown', () => {
    const { text, found } = broken('[direct, gateway-apim]', '[direct, backend]')
    expect(found).toEqual([expect.stringContaining(`articles/sample.md:${lineOf(text, 'legs:')}: legs.1: `)])
  })

  it('when a finding id is malformed, on the line of that very entry', () => {
    const { text, found } = broken('  - sni-missing', '  - SNI missing')
    expect(found).toEqual([
      at(lineOf(text, '- SNI missing'), 'findings.1: must be lower-case words joined by hyphens'),
    ])
  })

  it('when a fact number is not quoted and would lose its last digit', () => {
    const { text, found } = broken('["1.3.3", "3.10"]', '["1.3.3", 3.10]')
    expect(found).toEqual([
      at(
        lineOf(text, 'facts:'),
        'sources.0.facts.1: must be a quoted string: unquoted, 3.10 would be read as 3.1',
      ),
    ])
  })

  it('when a date is no date', () => {
    const { text, found } = broken('checked: 2026-11-22', 'checked: 2026-02-30')
    expect(found).toEqual([
      at(lineOf(text, 'checked:'), 'sources.0.checked: must be a date written YYYY-MM-DD'),
    ])
  })

  it('when an address is not https', () => {
    const { text, found } = broken('https://learn', 'http://learn')
    expect(found).toEqual([at(lineOf(text, 'url:'), 'sources.0.url: must be an https address')])
  })

  it('when the summary is no sentence', () => {
    const { text, found } = broken('One sentence about it.', 'One sentence about it')
    expect(found).toEqual([
      at(lineOf(text, 'summary:'), 'summary: must be a sentence and end with a full stop'),
    ])
  })

  it('when the id is not the file name', () => {
    expect(problems(SAMPLE, 'other.md')).toEqual([
      'other.md:2: id "sample" and file name "other.md" must agree',
    ])
  })

  it('when a finding stands in both lists', () => {
    const { text, found } = broken('  - sni-rejected', '  - sni-missing')
    expect(found).toEqual([at(lineOf(text, 'also:') + 1, 'also: "sni-missing" is listed twice')])
  })

  it('when the article names itself as related', () => {
    const { text, found } = broken('related: []', 'related: [sample]')
    expect(found).toEqual([at(lineOf(text, 'related:'), 'related: an article cannot name itself')])
  })

  it('when it uses YAML aliases, which could unfold without end', () => {
    const { text, found } = broken('effort: 5 minutes\nwaiting: none', 'effort: &a none\nwaiting: *a')
    expect(found).toEqual([at(lineOf(text, 'waiting:'), 'YAML aliases are not allowed here')])
  })
})

describe('a broken body names file and line', () => {
  it('when a section is missing', () => {
    const { text, found } = broken('## Undo\n\nNothing.\n\n', '')
    expect(found).toEqual([at(lineOf(text, 'related: []') + 2, 'section "Undo" is missing')])
  })

  it('when a section is unknown', () => {
    const { text, found } = broken('## Undo', '## Rollback')
    expect(found[1]).toContain(`:${lineOf(text, '## Rollback')}: unknown section "Rollback"`)
    expect(found[0]).toContain('section "Undo" is missing')
  })

  it('when a section is empty', () => {
    const { text, found } = broken('Nothing.', '')
    expect(found).toEqual([at(lineOf(text, '## Undo'), 'section "Undo" is empty')])
  })

  it('when sections are out of order or appear twice', () => {
    const { text, found } = broken('## Sources', '## What it means\n\nAgain.\n\n## Sources')
    const line = text.split('\n').lastIndexOf('## What it means') + 1
    expect(found).toEqual([at(line, 'section "What it means" appears twice')])
    const swapped = broken('## Risk\n\nLow.\n\n## Undo\n\nNothing.', '## Undo\n\nNothing.\n\n## Risk\n\nLow.')
    expect(swapped.found).toEqual([
      at(lineOf(swapped.text, '## Risk'), 'section "Risk" must come before "Undo"'),
    ])
  })

  it('when text stands before the first section', () => {
    const { text, found } = broken('## What it means', 'Hello.\n\n## What it means')
    expect(found).toEqual([at(lineOf(text, 'Hello.'), 'text before the first section heading')])
  })

  it('when the title is repeated as a heading', () => {
    const { text, found } = broken('Low.', '# A sample')
    expect(found).toEqual([
      at(lineOf(text, '# A sample'), 'the title belongs in the front matter, not in a # heading'),
    ])
  })

  it('when a code block is never closed', () => {
    const { text, found } = broken('-Port 443\n```', '-Port 443')
    expect(found).toContain(at(lineOf(text, '```powershell'), 'code block is never closed'))
  })

  it.each([
    ['bash id=look kind=check', 'bash kind=check', 'code block needs an id='],
    ['bash id=look kind=check', 'bash id=look', 'code block needs a kind= (check, change, verify, undo)'],
    [
      'bash id=look kind=check',
      'bash id=look kind=try',
      'code block attribute kind: "try" is none of check, change, verify, undo',
    ],
    [
      'bash id=look kind=check',
      'bash id=look kind=check sku=v3',
      'code block attribute sku: "v3" is none of v1, v2',
    ],
    ['bash id=look kind=check', 'bash id=look kind=check os=linux', 'unknown code block attribute "os"'],
    ['bash id=look kind=check', 'bash id=look kind=check id=two', 'code block attribute "id" is given twice'],
    [
      'bash id=look kind=check',
      'bash id=look kind=check loud',
      'code block attribute "loud" is not written name=value',
    ],
    ['bash id=look kind=check', 'bash id=upload kind=check', 'code block id "upload" is used twice'],
    [
      'bash id=look kind=check',
      'cmd id=look kind=check',
      'code block language must be one of bash, powershell, kql, xml, text, json, http, not "cmd"',
    ],
    [
      'bash id=look kind=check',
      'bash id=look kind=change',
      'a command of kind change does not belong under "How to confirm" (there: check)',
    ],
    ['text', 'text id=out', 'a text block is not run and takes no attributes'],
  ])('when a code block says ```%s → ```%s', (from, to, message) => {
    const { text, found } = broken(`\`\`\`${from}\n`, `\`\`\`${to}\n`)
    const line = message.includes('used twice')
      ? lineOf(text, '```bash id=upload kind=change')
      : lineOf(text, `\`\`\`${to}`)
    expect(found).toEqual([at(line, message)])
  })

  it('when a check comes after the change of its step', () => {
    const { text, found } = broken(
      '### In the policy',
      '```bash id=late kind=check\ntrue\n```\n\n### In the policy',
    )
    expect(found).toEqual([
      at(lineOf(text, '```bash id=late'), 'a read-only check must stand before the changes of its step'),
    ])
  })

  it('when a placeholder is unknown, on its own line inside the block', () => {
    const { text, found } = broken('"<root-cer>"', '"<root-file>"')
    expect(found).toEqual([at(lineOf(text, '<root-file>'), 'unknown placeholder <root-file>')])
  })

  it('when prose has an unknown placeholder', () => {
    const { text, found } = broken('`<gateway>` does', '`<gw>` does')
    expect(found).toEqual([at(lineOf(text, '<gw>'), 'unknown placeholder <gw>')])
  })

  it('when a placeholder in a command is not quoted', () => {
    const { text, found } = broken('-n "<gateway>"\n```', '-n <gateway>\n```')
    expect(found).toEqual([
      at(lineOf(text, '-n <gateway>'), 'placeholder <gateway> must stand inside quotes'),
    ])
  })

  it('when a link leads neither to an article nor to https', () => {
    const { text, found } = broken('Low.', '[that](javascript:alert)')
    expect(found).toEqual([
      at(
        lineOf(text, '[that]'),
        'link to "javascript:alert": only https addresses and other-article.md are allowed',
      ),
    ])
  })

  it('when it is far too long', () => {
    expect(problems(SAMPLE + ' '.repeat(MAX_ARTICLE_LENGTH))).toEqual([
      at(1, `article is longer than ${MAX_ARTICLE_LENGTH} characters`),
    ])
  })

  it('with all its problems at once, in line order', () => {
    const text = sampleArticle('sample', [
      ['risk: low', 'risk: tiny'],
      ['"<root-cer>"', '"<root-file>"'],
    ])
    const lines = problems(text).map((problem) => Number(problem.split(':')[1]))
    expect(lines).toEqual([lineOf(text, 'risk:'), lineOf(text, '<root-file>')])
  })
})

describe('any text at all', () => {
  it('gives an article or problems inside the file, and never throws', () => {
    const lines = SAMPLE.split('\n')
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...lines), fc.string({ maxLength: 30 })), { maxLength: 80 }),
        (picked) => {
          const text = `---\n${picked.join('\n')}`
          const result = parseArticle('sample.md', text)
          if (result.ok) return
          expect(result.problems.length).toBeGreaterThan(0)
          const count = text.split('\n').length
          for (const problem of result.problems) {
            expect(problem.line).toBeGreaterThanOrEqual(1)
            expect(problem.line).toBeLessThanOrEqual(count + 1)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('holds when the sample is cut anywhere', () => {
    for (let end = 0; end < SAMPLE.length; end += 7) {
      expect(() => parseArticle('sample.md', SAMPLE.slice(0, end))).not.toThrow()
    }
  })
})
