import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { handshakeSentence } from '../../shared/contract/handshake-sentence.ts'
import type { LabScenarioDocument, LabVerdict } from '../../shared/contract/lab.ts'
import { type LabOptions, type LabScenario, runScenario } from '../lab/index.ts'
import { analyseToDocument } from './analysis.ts'
import { type EngineOptions, NO_OPTIONS } from './options.ts'

/** Runs one scenario of the lab, analyses its own recording, and holds the verdict against the expected one. */
export async function checkScenario(
  scenario: LabScenario,
): Promise<{ result: LabScenarioDocument; handshake: HandshakeDocument | null }> {
  const { pcapng } = await runScenario(scenario.id)
  const document = await analyseToDocument(
    [{ path: `${scenario.id}.pcapng`, input: pcapng }],
    labEngineOptions(scenario.options),
  )
  const handshake = document.handshakes[0] ?? null
  const found = document.handshakes.length
  const differences =
    handshake === null || found !== 1
      ? [`${found} handshakes in the recording, expected one`]
      : differencesOf(scenario, handshake)
  return { result: resultOf(scenario, handshake, differences), handshake }
}

export function labEngineOptions(options: LabOptions): EngineOptions {
  return {
    ...NO_OPTIONS,
    topology: { gateway: options.gateway ?? null, apim: options.apim ?? null },
    host: options.host ?? null,
    port: options.port ?? null,
    expectMtls: options.expectMtls ?? false,
  }
}

function resultOf(
  scenario: LabScenario,
  handshake: HandshakeDocument | null,
  differences: string[],
): LabScenarioDocument {
  const { expected } = scenario
  return {
    id: scenario.id,
    title: scenario.title,
    leg: scenario.leg,
    version: scenario.version,
    expected: {
      outcome: [...expected.outcome],
      stage: expected.stage,
      endedBy: [...expected.endedBy],
      how: [...expected.how],
      firstFinding: [...expected.firstFinding],
      mustInclude: [...(expected.mustInclude ?? [])],
    },
    verdict: handshake === null ? null : verdictOf(handshake),
    differences,
  }
}

function verdictOf(handshake: HandshakeDocument): LabVerdict {
  const { outcome, break: broke, findings, version } = handshake
  return {
    outcome,
    stage: broke?.stage ?? null,
    endedBy: broke?.endedBy ?? 'none',
    how: broke?.how ?? 'none',
    version,
    firstFinding: findings[0]?.id ?? null,
    errors: findings.filter(({ severity }) => severity === 'error').map(({ id }) => id),
    summary: handshakeSentence(handshake),
  }
}

function differencesOf(scenario: LabScenario, handshake: HandshakeDocument): string[] {
  const { expected } = scenario
  const verdict = verdictOf(handshake)
  const differences: string[] = []
  const expect = (name: string, accepted: readonly (string | null)[], found: string | null): void => {
    if (!accepted.includes(found)) differences.push(`${name} is ${found}, expected ${accepted.join(' or ')}`)
  }
  expect('outcome', expected.outcome, verdict.outcome)
  expect('leg', [scenario.leg], handshake.leg)
  if (verdict.version !== null) expect('version', [scenario.version], verdict.version)
  if (verdict.outcome === 'completed')
    for (const id of verdict.errors) differences.push(`the error ${id} on a handshake that completed`)
  if (handshake.break !== null) {
    expect('stage', [expected.stage], verdict.stage)
    expect('endedBy', expected.endedBy, verdict.endedBy)
    expect('how', expected.how, verdict.how)
  }
  if (expected.firstFinding.length > 0) expect('first finding', expected.firstFinding, verdict.firstFinding)
  else if (handshake.findings.some(({ severity }) => severity === 'error'))
    differences.push(`the finding ${verdict.firstFinding} names a cause that the wire does not tell`)
  for (const id of expected.mustInclude ?? []) {
    if (!handshake.findings.some((finding) => finding.id === id)) differences.push(`finding ${id} is missing`)
  }
  return differences
}
