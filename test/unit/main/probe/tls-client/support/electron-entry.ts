import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  credentialOf,
  EVERYTHING,
  type HelloPlan,
  offeringPostHandshakeAuth,
} from '../../../../../../src/main/probe/tls-client/index.ts'
import { probe } from './probe.ts'

/**
 * Runs the TLS client in another host than this one: bundled, and given a file with what to try. Prints one line of
 * JSON.
 */

export interface Job {
  readonly port: number
  readonly hello: Partial<HelloPlan>
  readonly credential?: { readonly certificate: string; readonly key: string }
  readonly times?: number
}

export interface Outcome {
  readonly kind: 'established' | 'ended'
  readonly version: number | null
  readonly cipherSuite: number | null
  readonly group: number | null
  readonly signature: string | null
  readonly answer: string
  readonly text: string
}

export async function run(file: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const job of JSON.parse(readFileSync(file, 'utf8')) as Job[]) {
    for (let time = 0; time < (job.times ?? 1); time++) outcomes.push(await outcomeOf(job))
  }
  return outcomes
}

async function outcomeOf({ port, hello, credential }: Job): Promise<Outcome> {
  const given = credential && {
    credential: credentialOf(
      [Uint8Array.from(new X509Certificate(readFileSync(credential.certificate)).raw)],
      createPrivateKey(readFileSync(credential.key)),
    ),
  }
  const plan = offeringPostHandshakeAuth({ ...EVERYTHING, ...hello })
  const { handshake, answer, text } = await probe(port, { hello: plan, ...given })
  const negotiated = handshake.kind === 'established' ? handshake.negotiated : null
  const ended = handshake.kind === 'ended' ? handshake : answer
  return {
    kind: handshake.kind,
    version: negotiated?.version ?? null,
    cipherSuite: negotiated?.cipherSuite ?? null,
    group: negotiated?.group ?? null,
    signature: negotiated?.serverSignature ?? null,
    answer: ended?.kind === 'ended' ? JSON.stringify(ended.ending) : (ended?.kind ?? ''),
    text: text.slice(0, 15),
  }
}

const file = process.argv[2]
if (file !== undefined && process.env.TLS_CLIENT_JOBS === '1') {
  process.stdout.write(`${JSON.stringify(await run(file))}\n`)
  process.exit(0)
}
