import type { Socket } from 'node:net'
import { VERSION } from '../../shared/tls/registry/index.ts'
import type { LabCertificates } from './certificates/lab-certificates.ts'
import { type Identity, subjectName } from './certificates/profile.ts'
import { STATUS_OK } from './http.ts'
import { play } from './play.ts'
import { type ProbingClient, probingClient } from './probing-client.ts'
import {
  LAB_HOST,
  LAB_TOPOLOGY,
  type LabExpectation,
  type LabLeg,
  type LabOptions,
  type LabScenario,
} from './scenario.ts'
import type { StreamOptions } from './scripted/record-stream.ts'
import { type WebServerPart, webServer } from './scripted/web-server.ts'

/** A scenario of the usual parts: a scripted server, tlscope's own client, one request. */
export interface ScriptedScenario {
  readonly id: string
  readonly title: string
  readonly story: string
  /** `direct` if not given. */
  readonly leg?: LabLeg
  /** The one that both speak. */
  readonly version: keyof typeof VERSION_NAMES
  /** Whether the server asks for the client's certificate, which the client then sends. */
  readonly mutual?: true
  /** What the request is answered with, 200 if not given; `null`: it never is. */
  readonly answer?: string | null
  readonly stream?: StreamOptions
  /** Leave the secrets out of the recording, which holds them otherwise. */
  readonly sealed?: true
  /** What is told of the incident beside host and topology. */
  readonly options?: LabOptions
  /** What plays the server instead of one that shakes hands. */
  readonly serve?: (socket: Socket) => Promise<void> | void
  /** What is otherwise with the server. */
  readonly server?: (certificates: LabCertificates) => Promise<Partial<WebServerPart>>
  /** What is otherwise with the client. */
  readonly client?: (certificates: LabCertificates) => Promise<Partial<ProbingClient>>
  readonly expected: LabExpectation
}

const VERSION_NAMES = {
  [VERSION.tls10]: 'TLS 1.0',
  [VERSION.tls11]: 'TLS 1.1',
  [VERSION.tls12]: 'TLS 1.2',
  [VERSION.tls13]: 'TLS 1.3',
} as const

export function scriptedScenario(given: ScriptedScenario): LabScenario {
  const { id, title, story, leg = 'direct', version, mutual, answer, stream, expected } = given
  return {
    id,
    title,
    story,
    leg,
    version: VERSION_NAMES[version],
    options: { ...LAB_TOPOLOGY, host: LAB_HOST, ...given.options },
    expected,
    async run(context) {
      const { certificates } = context
      const parts = await usualParts(certificates)
      const client = probingClient({
        version,
        ...(mutual ? { chain: parts.clientChain } : {}),
        meetsSilence: answer === null || stream?.interruption?.how === 'silence',
        ...(await given.client?.(certificates)),
      })
      const record = await play(context, {
        leg,
        server:
          given.serve ??
          webServer({
            version,
            chain: parts.serverChain,
            ...(mutual ? { clientCaNames: parts.clientCaNames } : {}),
            answer: answer === undefined ? STATUS_OK : answer,
            ...(stream === undefined ? {} : { stream }),
            ...(await given.server?.(certificates)),
          }),
        client: client.client,
      })
      return given.sealed ? record : { ...record, keyLog: client.keyLog() }
    },
  }
}

/** APIM's own chain, the client's, and the name of the CA that may issue clients. */
export async function usualParts(certificates: LabCertificates): Promise<{
  serverChain: Identity[]
  clientChain: Identity[]
  clientCaNames: Uint8Array[]
}> {
  const [server, issuing, client, clientIssuing, clientRoot] = await Promise.all([
    certificates.server(),
    certificates.serverIntermediate(),
    certificates.client(),
    certificates.clientIntermediate(),
    certificates.clientRoot(),
  ])
  return {
    serverChain: [server, issuing],
    clientChain: [client, clientIssuing],
    clientCaNames: [subjectName(clientRoot)],
  }
}
