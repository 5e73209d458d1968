import { transformWithOxc } from 'vite'
import { describe, expect, it } from 'vitest'
import { hex, utf8Bytes } from '../../src/shared/bytes/text.ts'
import { Campaign } from './campaign.ts'
import { GuidedCampaign } from './guided.ts'
import { knownRegions, region } from './reach/edges.ts'
import { instrument } from './reach/instrument.ts'
import { Seen } from './reach/seen.ts'
import { wordForms } from './reach/words.ts'
import type { Target } from './target.ts'

/** What an instrumented source returns, and how often each of its points was passed. */
async function run(source: string, call: string): Promise<{ result: unknown; passed: string[] }> {
  const made = instrument(source, 'src/sample.ts', 'nowhere')
  const counters = new Uint8Array(made.points.length)
  const body = made.code.replace(/^import .*?;/, '')
  const { code } = await transformWithOxc(body, 'sample.ts')
  const result: unknown = new Function('$region', `${code}\nreturn ${call}`)(() => counters)
  const passed = made.points.map(({ kind, name, line }, at) => `${line} ${kind} ${name} ${counters[at]}`)
  return { result, passed }
}

describe('instrumented sources', () => {
  it('count functions, both arms of a decision, and do what they did', async () => {
    const source = `const size = (text: string): number => (text === '' ? 0 : text.length)
function of(a: number, b?: string): string {
  if (a > 1)
    if (a > 2) return 'é large'
    else return b ?? 'two'
  for (let i = 0; i < 3; i++) size('x')
  return a === 1 || b !== undefined ? 'one' : 'none'
}`
    const { result, passed } = await run(source, `[of(3), of(2), of(2, 'b'), of(1), of(0)]`)
    expect(result).toEqual(['é large', 'two', 'b', 'one', 'none'])
    expect(passed).toEqual([
      '1 function size 6',
      '1 arm size 0',
      '1 arm size 6',
      '2 function of 5',
      '4 arm of 3',
      '4 arm of 2',
      '4 arm of 1',
      '5 arm of 2',
      '5 arm of 1',
      '6 arm of 6',
      '7 arm of 1',
      '7 arm of 1',
      '7 arm of 1',
    ])
  })

  it('count methods by their class, cases, catches and defaults', async () => {
    const source = `class Reader {
  #at = 0
  read(kind = 'a'): number {
    switch (kind) {
      case 'a':
      case 'b':
        return ++this.#at
      default:
        try { throw new Error(kind) } catch { return -1 }
    }
  }
}
const reader = new Reader()`
    const { result, passed } = await run(source, `[reader.read(), reader.read('b'), reader.read('c')]`)
    expect(result).toEqual([1, 2, -1])
    expect(passed).toEqual([
      '3 function Reader.read 3',
      '3 arm Reader.read 1',
      '7 arm Reader.read 2',
      '9 arm Reader.read 1',
      '9 arm Reader.read 1',
    ])
  })

  it('keep their lines, and tell the values they compare with', () => {
    const source = `// first\nexport const isHello = (type: number, label: string): boolean =>\n  type === 22 || label === 'hello'\n`
    const { code, words } = instrument(source, 'src/sample.ts', 'nowhere')
    expect(code.split('\n')).toHaveLength(source.split('\n').length)
    expect(words).toEqual([22, 'hello'])
  })

  it('are refused where they are no TypeScript', () => {
    expect(() => instrument('if (', 'src/sample.ts', 'nowhere')).toThrow('src/sample.ts: ')
  })
})

describe('what inputs passed', () => {
  it('is new by place, and by how often, once each', () => {
    const seen = new Seen(6)
    expect(seen.add(Uint8Array.of(1, 0, 0, 0, 0, 5))).toEqual({ edges: [0, 5], times: [] })
    expect(seen.add(Uint8Array.of(1, 0, 0, 0, 0, 7))).toEqual({ edges: [], times: [] })
    expect(seen.add(Uint8Array.of(2, 0, 128, 0, 0, 5))).toEqual({ edges: [2], times: [0] })
    expect([...seen.inputs]).toEqual([3, 0, 1, 0, 0, 3])
    expect(seen.edges).toBe(3)
  })
})

describe('words of the sources', () => {
  const texts = (word: string | number): string[] => wordForms(word).map((form) => hex(form))
  it('are written as formats write them', () => {
    expect(texts(22)).toEqual(['16', '0016', '1600', '000016', '00000016', '16000000'])
    expect(texts(0x10000)).toEqual(['010000', '00010000', '00000100'])
    expect(texts('1.2.840.10045.2.1')[0]).toBe('06072a8648ce3d0201')
    expect(wordForms('PRI * HTTP')).toEqual([utf8Bytes('PRI * HTTP')])
  })
})

/** Three bytes in a row, one decision each: chance alone takes 256 to the third. */
const counters = region('test/nested.ts', 4)
const nested: Target = {
  name: 'nested',
  seeds: () => [new Uint8Array(8)],
  grammar: null,
  run: (bytes) => {
    const pass = (place: number): void => {
      counters[place] = (counters[place] ?? 0) + 1
    }
    pass(0)
    for (const [at, wanted] of [0xc3, 0x5a, 0x99].entries()) {
      if (bytes[at] !== wanted) return
      pass(at + 1)
    }
    throw new RangeError('the end')
  },
}

async function endOf(campaign: GuidedCampaign): Promise<number> {
  for (const [number, input] of campaign.starters([]).entries()) await campaign.try(input, number)
  for (let number = 0; number < 100_000; number++) {
    try {
      await campaign.try(campaign.input(number), number)
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError)
      return number
    }
  }
  return -1
}

describe('a guided campaign', () => {
  it('reaches what blind mutation does not, and takes the same way each time', async () => {
    const first = await endOf(new GuidedCampaign(nested, 7, [], new Map()))
    expect(first).toBeGreaterThan(0)
    expect(await endOf(new GuidedCampaign(nested, 7, [], new Map()))).toBe(first)
    const blind = new Campaign(nested, 7)
    for (let number = 0; number <= first; number++) expect(() => blind.try(number)).not.toThrow()
  })

  it('writes the words of files that were entered', async () => {
    const words = new Map([['test/nested.ts', [0xc35a99]]])
    const informed = await endOf(new GuidedCampaign(nested, 7, [], words))
    expect(knownRegions().map(({ file }) => file)).toContain('test/nested.ts')
    expect(informed).toBeGreaterThan(0)
    expect(informed).toBeLessThan(5000)
  })

  it('tells what has a capture of others among its forebears', async () => {
    const capture = utf8Bytes('somebody else’s')
    const campaign = new GuidedCampaign({ ...nested, takesCaptures: true }, 7, [capture], new Map())
    expect(campaign.starters([]).map(({ own }) => own)).toEqual([true, false])
    for (const [number, input] of campaign.starters([]).entries()) await campaign.try(input, number)
    const inputs = Array.from({ length: 2000 }, (_, number) => campaign.input(number))
    const holds = inputs.filter(({ bytes }) => Buffer.from(bytes).includes('somebody'))
    expect(holds.length).toBeGreaterThan(20)
    expect(holds.every(({ own }) => !own)).toBe(true)
    expect(inputs.filter(({ own }) => own).length).toBeGreaterThan(1000)
  })
})
