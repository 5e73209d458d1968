import { describe, expect, it } from 'vitest'
import { checkScenario } from '../../src/main/engine/lab-check.ts'
import { listScenarios } from '../../src/main/lab/index.ts'
import { analysisSchema } from '../../src/shared/contract/analysis.ts'
import { goldenOf } from './golden.ts'

const handshakeSchema = analysisSchema.shape.handshakes.element

describe('the embedded lab', () => {
  it('has at least twelve scenarios that fail and two that work', () => {
    const scenarios = listScenarios()
    const working = scenarios.filter(
      ({ expected }) => expected.stage === null && expected.firstFinding.includes('handshake-completed'),
    )
    expect(working.length).toBeGreaterThanOrEqual(2)
    expect(scenarios.length - working.length).toBeGreaterThanOrEqual(12)
  })

  it('has at least sixty scenarios, each leg with what works and what breaks, over four versions', () => {
    const scenarios = listScenarios()
    expect(scenarios.length).toBeGreaterThanOrEqual(60)
    for (const leg of ['client-gateway', 'gateway-apim', 'direct']) {
      const own = scenarios.filter((scenario) => scenario.leg === leg)
      const works = own.filter(({ expected }) => expected.outcome.includes('completed'))
      expect(works.length, leg).toBeGreaterThanOrEqual(3)
      expect(own.length - works.length, leg).toBeGreaterThanOrEqual(10)
      for (const version of ['TLS 1.2', 'TLS 1.3'])
        expect(own.filter((scenario) => scenario.version === version).length, leg).toBeGreaterThanOrEqual(8)
    }
    for (const version of ['TLS 1.0', 'TLS 1.1']) {
      const own = scenarios.filter((scenario) => scenario.version === version)
      expect(own.length, version).toBeGreaterThanOrEqual(3)
    }
  })

  it.each(listScenarios().map(({ id }) => id))(
    '%s: the verdict is the expected one, and reads as it did',
    async (id) => {
      const scenario = listScenarios().find((one) => one.id === id)
      if (scenario === undefined) throw new Error(`no scenario ${id}`)
      const { result, handshake } = await checkScenario(scenario)
      expect(result.differences).toEqual([])
      expect(handshakeSchema.safeParse(handshake).error?.issues ?? []).toEqual([])
      if (handshake === null) return
      await expect(`${JSON.stringify(goldenOf(handshake), null, 2)}\n`).toMatchFileSnapshot(
        `golden/${id}.json`,
      )
    },
  )
})
