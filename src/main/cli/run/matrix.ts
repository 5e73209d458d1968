import { MATRIX_AXES, type MatrixAxis, type MatrixDocument } from '../../../shared/contract/matrix.ts'
import { isBroken } from '../../engine/judge.ts'
import { cellExtras } from '../../engine/matrix-cell.ts'
import { analyseProbe } from '../../engine/probe/index.ts'
import {
  MATRIX_LIMITS,
  type MatrixLimits,
  type MatrixQuestion,
  matrixDocument,
  matrixQuestion,
  planMatrix,
  runMatrix,
} from '../../probe/matrix/index.ts'
import { RequestError } from '../../probe/request/index.ts'
import { probeThatRemembers } from '../../probe/run-probe.ts'
import { permitting } from '../../probe/target-space.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { type HelloArguments, namedOptions, OPTION_NAMES, type TargetArguments } from '../probe-options.ts'
import { outlivesItsReader, write } from '../terminal.ts'
import { type CredentialsArguments, namedCredentials } from './matrix/credentials.ts'
import { knownOf } from './matrix/known.ts'
import { MatrixProgress } from './matrix/progress.ts'
import { saveFolder } from './matrix/save-folder.ts'
import { Leave } from './probe/ask-leave.ts'
import type { NamedCredential } from './probe/credential.ts'

export interface MatrixCommandArguments extends TargetArguments, HelloArguments, CredentialsArguments {
  readonly only?: string
  readonly atOnce?: string
  readonly maxConnections?: string
  readonly ladders?: boolean
  readonly save?: string
  readonly withSecrets?: boolean
  readonly json?: boolean
}

export async function runMatrixCommand(
  target: string,
  given: MatrixCommandArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const only = axesOf(given.only)
  const limits = limitsOf(given)
  // Before a file is read: what was typed may be wrong already.
  questionOf(target, given, [], only)
  const credentials = await namedCredentials(given)
  const question = questionOf(target, given, credentials, only)
  const plan = planMatrix(question)
  const opened = credentials.map((credential) => credential.opened)
  const known = await knownOf(target, given, question)
  const saver = await saveFolder(given)
  if (saver !== null) outlivesItsReader()
  const leave = new Leave(given.yes === true)
  const progress = new MatrixProgress(plan.places.length)
  const run = await runMatrix(
    question,
    plan,
    {
      run: probeThatRemembers(),
      analyse: async (one, facts) => {
        const extras = cellExtras(known.extras, opened, facts)
        const { document } = await analyseProbe(one, extras, known.engine)
        await saver?.save(facts.name, one, extras, known.engine, document)
        return document
      },
    },
    limits,
    {
      permit: permitting(question.base, leave.ask),
      cell: (_index, cell, settled) => progress.cell(cell, settled),
    },
    interruption.signal,
  )
  progress.clear()
  if (leave.denied !== null) throw leave.denied
  const document = matrixDocument(question, plan, run)
  await print(document, given)
  if (saver !== null && given.json !== true) await write(`\n${saver.summary()}\n`)
  return statusOf(document)
}

async function print(document: MatrixDocument, { json, ladders }: MatrixCommandArguments): Promise<void> {
  if (json === true) {
    await write(`${JSON.stringify(document)}\n`)
    return
  }
  const { exampleLadders, matrixText } = await import('../text/matrix-text.ts')
  await write(matrixText(document))
  if (ladders === true) await write(exampleLadders(document))
}

function statusOf({ interrupted, analysis }: MatrixDocument): ExitStatus {
  if (interrupted) return EXIT.interrupted
  const broken = analysis.handshakes.some(isBroken)
  return broken || analysis.findings.some(({ severity }) => severity === 'error') ? EXIT.broken : EXIT.fine
}

/** @throws CommandError with the option's own name in front */
function questionOf(
  target: string,
  given: MatrixCommandArguments,
  credentials: readonly NamedCredential[],
  only: readonly MatrixAxis[] | null,
): MatrixQuestion {
  const named = credentials.map(({ opened, client }) => ({
    credential: client,
    subject: opened.chain[0]?.subject?.text || '(no subject)',
  }))
  try {
    return matrixQuestion(namedOptions(target, given), named, only)
  } catch (error) {
    if (error instanceof RequestError) {
      throw new CommandError(`${OPTION_NAMES[error.field]}: ${error.message}`)
    }
    throw error
  }
}

function axesOf(list: string | undefined): readonly MatrixAxis[] | null {
  if (list === undefined) return null
  return list.split(',').map((name) => {
    const axis = MATRIX_AXES.find((one) => one === name.trim())
    if (axis === undefined) {
      throw new CommandError(
        `--only: ${JSON.stringify(name)} is no axis; there are ${MATRIX_AXES.join(', ')}`,
      )
    }
    return axis
  })
}

/** More at a time would be rude to anybody but oneself. */
const MOST_AT_ONCE = 16
const MOST_CONNECTIONS = 1024

function limitsOf({ atOnce, maxConnections }: MatrixCommandArguments): MatrixLimits {
  return {
    ...MATRIX_LIMITS,
    concurrency: wholeNumber('--at-once', atOnce, MOST_AT_ONCE) ?? MATRIX_LIMITS.concurrency,
    connections:
      wholeNumber('--max-connections', maxConnections, MOST_CONNECTIONS) ?? MATRIX_LIMITS.connections,
  }
}

function wholeNumber(option: string, text: string | undefined, most: number): number | null {
  if (text === undefined) return null
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    throw new CommandError(`${option} ${text}: expected a whole number from 1 to ${most}`)
  }
  return number
}
