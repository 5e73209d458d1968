import type { LabDocument, LabScenarioDocument } from '../../../shared/contract/lab.ts'
import { checkScenario } from '../../engine/lab-check.ts'
import { findScenario, type LabScenario, listScenarios } from '../../lab/index.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import { paint, write } from '../terminal.ts'
import { handshakeText } from '../text/handshake-text.ts'

export interface LabArguments {
  readonly list?: boolean
  readonly scenario?: string
  readonly json?: boolean
}

export async function runLab(given: LabArguments): Promise<ExitStatus> {
  const chosen = choose(given.scenario)
  if (given.list === true) {
    for (const { id, leg, title } of chosen) await write(`${id.padEnd(36)} ${leg.padEnd(15)} ${title}\n`)
    return EXIT.fine
  }
  const results: LabScenarioDocument[] = []
  for (const scenario of chosen) {
    const { result, handshake } = await checkScenario(scenario)
    results.push(result)
    if (given.json === true) continue
    await write(scenarioText(result))
    if (given.scenario !== undefined && handshake !== null) {
      await write(`\n${scenario.story}\n\n${handshakeText(handshake)}`)
    }
  }
  const wrong = results.filter(({ differences }) => differences.length > 0).length
  if (given.json === true) {
    const document: LabDocument = { schema: 'tlscope.lab/1', scenarios: results }
    await write(`${JSON.stringify(document)}\n`)
  } else await write(`${results.length - wrong} of ${results.length} verdicts as expected\n`)
  return wrong === 0 ? EXIT.fine : EXIT.broken
}

function choose(id: string | undefined): readonly LabScenario[] {
  if (id === undefined) return listScenarios()
  const scenario = findScenario(id)
  if (scenario === null)
    throw new CommandError(`the lab has no scenario ${id}; tlscope lab --list names them`)
  return [scenario]
}

/** Two lines: what it was, and what was said of it; a third where that is not what was expected. */
function scenarioText({ id, title, leg, verdict, differences }: LabScenarioDocument): string {
  const right = differences.length === 0
  const mark = right ? paint('green', 'as expected') : paint(['red', 'bold'], 'NOT AS EXPECTED')
  const place =
    verdict?.stage == null ? (verdict?.outcome ?? 'no verdict') : `${verdict.outcome} at ${verdict.stage}`
  const lines = [
    `${paint('bold', id)} (${leg}): ${title}`,
    `    ${mark} · ${place} · ${verdict?.firstFinding ?? 'no finding'}`,
    `    ${verdict?.summary ?? ''}`,
    ...differences.map((difference) => `    ${difference}`),
  ]
  return `${lines.join('\n')}\n`
}
