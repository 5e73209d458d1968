import { synthesiseCapture } from '../capture-file/synthesise.ts'
import { LabCertificates } from './certificates/lab-certificates.ts'
import { LAB_HOST, LAB_TOPOLOGY, type LabOptions, type LabRecord, type LabScenario } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'

export type { LabExpectation, LabLeg, LabOptions, LabScenario } from './scenario.ts'
export { LAB_HOST, LAB_TOPOLOGY }

/**
 * The embedded lab: servers and clients on loopback that play client, Application Gateway and API Management
 * over real sockets, and fail on purpose. Everything needs no privileges and no network.
 */

/** One scenario, run: what it was meant to show and the capture of it. */
export interface LabRecording {
  readonly scenario: LabScenario
  /** One conversation, its tcp.stream is 0. */
  readonly pcapng: Uint8Array
}

/** All of them in one capture: the sample incident. */
export interface LabIncident {
  /** What to call the capture. */
  readonly name: string
  readonly pcapng: Uint8Array
  /** In the order of their tcp.stream numbers: the first is 0. */
  readonly scenarios: readonly LabScenario[]
  /** What the analysis of the whole is to be told: who is the gateway, who is APIM, which host was meant. */
  readonly options: LabOptions
}

const NAME = 'lab.pcapng'
const FIRST_CLIENT_PORT = 50_100

/** Certificates are dear to make; one set serves all runs of a process. */
let certificates: LabCertificates | undefined

export function listScenarios(): readonly LabScenario[] {
  return SCENARIOS
}

export function findScenario(id: string): LabScenario | null {
  return SCENARIOS.find((scenario) => scenario.id === id) ?? null
}

/** @throws RangeError for an id that is none */
export async function runScenario(id: string): Promise<LabRecording> {
  const scenario = findScenario(id)
  if (!scenario) throw new RangeError(`The lab has no scenario ${JSON.stringify(id)}.`)
  return { scenario, pcapng: captureOf([scenario], [await record(scenario)]) }
}

/** Runs every scenario, one after the other, so that the streams stand in that order. */
export async function recordLab(scenarios: readonly LabScenario[] = SCENARIOS): Promise<LabIncident> {
  const records: LabRecord[] = []
  for (const scenario of scenarios) records.push(await record(scenario))
  return {
    name: NAME,
    pcapng: captureOf(scenarios, records),
    scenarios,
    options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  }
}

function record(scenario: LabScenario): Promise<LabRecord> {
  certificates ??= new LabCertificates()
  return scenario.run({ certificates, clientPort: FIRST_CLIENT_PORT + SCENARIOS.indexOf(scenario) })
}

function captureOf(scenarios: readonly LabScenario[], records: readonly LabRecord[]): Uint8Array {
  const comment = [
    'Recorded in the embedded lab on loopback. Addresses and ports stand for the roles: client 10.20.0.4,',
    'gateway 10.20.1.10, API Management 10.20.2.5. A long silence is put on the clock, not waited for.',
    ...scenarios.map((scenario, stream) => `tcp.stream ${stream}: ${scenario.title}`),
  ].join('\n')
  const keyLog = records.flatMap((one) => one.keyLog ?? []).map((line) => `${line}\n`)
  return synthesiseCapture(records, {
    comment,
    interfaceName: 'lab',
    ...(keyLog.length > 0 ? { keyLog: keyLog.join('') } : {}),
  })
}
