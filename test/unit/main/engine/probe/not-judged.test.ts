import { afterEach, describe, expect, it, vi } from 'vitest'
import { NO_OPTIONS } from '../../../../../src/main/engine/options.ts'
import { analyseProbe } from '../../../../../src/main/engine/probe/index.ts'
import { POISON, type Poison } from '../../../../support/engine/poison.ts'
import { loopback } from '../../probe/support/loopback.ts'
import { CASES } from './runs.ts'

vi.mock(import('../../../../../src/main/engine/judge.ts'), async (original) => {
  const real = await original()
  const { poisoned } = await import('../../../../support/engine/poison.ts')
  return { ...real, judgeConversation: poisoned(real.judgeConversation) }
})
afterEach(() => vi.unstubAllEnvs())

const lab = loopback()
/** One that has packets, and ones that have none. */
const TRIED = ['an answer in TLS 1.3', 'a name without an address', 'a port where nobody listens']

describe('a probe whose connection cannot be judged', () => {
  it.each(CASES.filter(({ name }) => TRIED.includes(name)))(
    'says so, and all that is known beside it: $name',
    async (one) => {
      const { run, extras } = await one.run(lab)
      const poison: Poison = { streams: 'all', how: 'throw' }
      vi.stubEnv(POISON, JSON.stringify(poison))
      const { document, judged, notJudged, broken } = await analyseProbe(run, extras, NO_OPTIONS)
      expect(notJudged).toContain('connection 0 could not be judged')
      expect([document.handshakes, judged, broken]).toEqual([[], null, false])
      expect(document.sources[0]?.probe).toBeDefined()
      expect(document.sources[0]?.warnings.map(({ code }) => code)).toEqual(['not-judged'])
    },
  )
})
