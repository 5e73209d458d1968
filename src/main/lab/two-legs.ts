import { synthesiseCapture } from '../capture-file/synthesise.ts'
import { LabCertificates } from './certificates/lab-certificates.ts'
import { TWO_LEGS, type TwoLegsScenario } from './scenarios/two-legs.ts'

export type { TwoLegsScenario } from './scenarios/two-legs.ts'

/** Requests on their way through a gateway, recorded on both legs: what only both together show. */

export function listTwoLegs(): readonly TwoLegsScenario[] {
  return TWO_LEGS
}

const FIRST_CLIENT_PORT = 52_100

let certificates: LabCertificates | undefined

/**
 * Runs one and returns its capture, the streams in the order of its expectations.
 * @param sealed without the secrets, as most captures are
 */
export async function recordTwoLegs(scenario: TwoLegsScenario, sealed = false): Promise<Uint8Array> {
  certificates ??= new LabCertificates()
  const clientPort = FIRST_CLIENT_PORT + TWO_LEGS.indexOf(scenario)
  const records = await scenario.run({ certificates, clientPort })
  const keyLog = records.flatMap((record) => record.keyLog ?? []).map((line) => `${line}\n`)
  return synthesiseCapture(records, {
    comment: `Recorded in the embedded lab on loopback. ${scenario.title}.`,
    interfaceName: 'lab',
    ...(sealed || keyLog.length === 0 ? {} : { keyLog: keyLog.join('') }),
  })
}
