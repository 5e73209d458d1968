import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../src/shared/bytes/text.ts'
import { Campaign, details } from './campaign.ts'
import { mutate } from './mutate.ts'
import { Random } from './random.ts'
import { captureOf } from './seeds/sealed-captures.ts'
import { BrokenPromise, must } from './target.ts'
import { analyseHolds } from './targets/river.ts'
import { findTarget, TARGETS } from './targets.ts'

/** A second a target: enough to notice what is broken at large. `npm run fuzz` goes on for as long as it is let. */
const MILLIS_A_TARGET = 1000
const SEED = 20_261_122

describe('mutated input', () => {
  it.each(TARGETS.map(({ name }) => name))(
    '%s: reads its sound inputs and a second of damaged ones, and keeps its promises',
    async (name) => {
      const target = findTarget(name)
      if (target === null) throw new Error(`no target ${name}`)
      for (const [number, seed] of target.seeds().entries()) await target.run(seed, details(SEED, number))
      const campaign = new Campaign(target, SEED)
      const until = performance.now() + MILLIS_A_TARGET
      let tried = 0
      for (; performance.now() < until || tried < 20; tried++) {
        try {
          await campaign.try(tried)
        } catch (error) {
          throw new Error(`npm run fuzz -- --target ${name} --seed ${SEED} --only ${tried}`, { cause: error })
        }
      }
      expect(tried).toBeGreaterThanOrEqual(20)
    },
    60_000,
  )
})

const folder = join(import.meta.dirname, 'regressions')
const samples = readdirSync(folder).filter((file) => file.endsWith('.hex'))

describe('inputs that once broke something', () => {
  it.each(samples)('%s', async (file) => {
    const target = findTarget(file.split('.')[0] ?? '')
    if (target === null) throw new Error(`${file} names no target`)
    const text = readFileSync(join(folder, file), 'utf8').replace(/^#.*$/gm, '').replace(/\s/g, '')
    const bytes = fromHex(text)
    if (bytes === null) throw new Error(`${file} is no hex text`)
    for (let number = 0; number < 50; number++) await target.run(bytes, details(SEED, number))
    expect(bytes.length).toBeLessThan(100_000)
  })
})

describe('the harness itself', () => {
  it('makes the same input for the same seed and number, and others for others', () => {
    const target = findTarget('certificate')
    if (target === null) throw new Error('no target')
    const inputs = [1, 1, 2].map((seed) => new Campaign(target, seed).input(7))
    expect(inputs[0]).toEqual(inputs[1])
    expect(inputs[0]).not.toEqual(inputs[2])
  })

  it('changes nearly every input, and keeps most of them readable beyond the first field', () => {
    const target = findTarget('message')
    if (target === null) throw new Error('no target')
    const seeds = target.seeds()
    const random = new Random(1)
    let changed = 0
    for (let i = 0; i < 500; i++) {
      const seed = random.pick(seeds) ?? new Uint8Array(0)
      const made = mutate(seed, random, target.grammar, seeds)
      if (Buffer.compare(Buffer.from(made), Buffer.from(seed)) !== 0) changed++
    }
    expect(changed).toBeGreaterThan(400)
  })

  it('opens what it seals, so that what stands inside is really read', async () => {
    const [seed] = findTarget('sealed')?.seeds() ?? []
    if (seed === undefined) throw new Error('no seed')
    const [handshake] = await analyseHolds(captureOf(seed), new Random(1))
    const opened = handshake?.messages.filter(({ decrypted }) => decrypted).map(({ type }) => type)
    expect(opened).toEqual(expect.arrayContaining(['CertificateRequest', 'Certificate', 'Finished', 'Alert']))
  })

  it('notices a broken promise', () => {
    expect(() => must(false, () => 'it does not hold')).toThrow(BrokenPromise)
  })
})
