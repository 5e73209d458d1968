import { describe, expect, it } from 'vitest'
import { analyseToDocument } from '../../../../src/main/engine/analysis.ts'
import { type EngineOptions, NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { type LabOptions, listScenarios, recordLab, runScenario } from '../../../../src/main/lab/index.ts'

function engineOptions(options: LabOptions): EngineOptions {
  return {
    ...NO_OPTIONS,
    host: options.host ?? null,
    port: options.port ?? null,
    expectMtls: options.expectMtls ?? false,
    topology: { gateway: options.gateway ?? null, apim: options.apim ?? null },
  }
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

describe('the verdict on each scenario', () => {
  it.each(listScenarios().map((scenario) => [scenario.id, scenario] as const))(
    'of %s is the one it was made for',
    async (id, { expected, options, leg }) => {
      const { pcapng } = await runScenario(id)
      const document = await analyseToDocument([{ path: id, input: whole(pcapng) }], engineOptions(options))
      const [handshake] = document.handshakes
      if (!handshake) expect.fail('not listed')
      expect(handshake.leg).toBe(leg)
      expect(expected.outcome).toContain(handshake.outcome)
      if (handshake.break) {
        expect(handshake.break.stage).toBe(expected.stage)
        expect(expected.endedBy).toContain(handshake.break.endedBy)
        expect(expected.how).toContain(handshake.break.how)
      }
      const findings = handshake.findings.map((finding) => finding.id)
      const errors = handshake.findings.filter(({ severity }) => severity === 'error')
      if (expected.firstFinding.length === 0) expect(errors).toEqual([])
      else expect(expected.firstFinding, findings.join(', ')).toContain(findings[0])
      expect(findings).toEqual(expect.arrayContaining([...(expected.mustInclude ?? [])]))
    },
  )
})

describe('the sample incident', () => {
  it('lists every scenario as the stream it stands for', async () => {
    const { name, pcapng, scenarios, options } = await recordLab()
    const document = await analyseToDocument([{ path: name, input: whole(pcapng) }], engineOptions(options))
    // Some of the recordings carry their secrets, so it is said that the others do not.
    const warnings = document.sources[0]?.warnings ?? []
    expect(warnings.map(({ code }) => code)).toEqual(['decryption-no-secret'])
    expect(document.handshakes.map(({ tcpStream }) => tcpStream)).toEqual([...scenarios.keys()])
    expect(document.handshakes.map(({ leg }) => leg)).toEqual(scenarios.map(({ leg }) => leg))
  })
})
