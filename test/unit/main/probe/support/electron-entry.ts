import { readFileSync } from 'node:fs'
import type { ProbeStage } from '../../../../../src/main/probe/probe.ts'
import { runProbe } from '../../../../../src/main/probe/run-probe.ts'
import { EVERYTHING } from '../../../../../src/main/probe/tls-client/index.ts'

/** Runs probes in another host than this one, and prints what came of each. */

export interface Job {
  readonly host: string
  readonly port: number
  readonly alpn: readonly string[]
  /** Whether a request is sent. */
  readonly request: boolean
  readonly times: number
}

export interface Outcome {
  readonly stages: readonly (readonly [ProbeStage, string])[]
  readonly status: number | null
  readonly ending: string
}

async function outcomes({ host, port, alpn, request, times }: Job): Promise<Outcome[]> {
  const found: Outcome[] = []
  for (let time = 0; time < times; time++) {
    const run = await runProbe({
      host,
      port,
      connect: null,
      family: 4,
      proxy: null,
      hello: { ...EVERYTHING, serverName: 'apim.contoso.internal', alpn },
      credential: null,
      sendChain: 'full',
      http: request ? { method: 'GET', path: '/', headers: [] } : null,
      quietMs: 500,
      timeoutMs: 10_000,
    })
    const { ending } = run
    const description = ending?.how === 'alert' && ending.by === 'server' ? ending.description : ''
    found.push({
      stages: run.stages.map(({ stage, result }) => [stage, result]),
      status: run.http?.status ?? null,
      ending: `${ending?.by} ${ending?.how} ${description}`,
    })
  }
  return found
}

const file = process.argv[2]
if (file !== undefined && process.env.PROBE_JOBS === '1') {
  const jobs = JSON.parse(readFileSync(file, 'utf8')) as Job[]
  const all: Outcome[][] = []
  for (const job of jobs) all.push(await outcomes(job))
  process.stdout.write(JSON.stringify(all))
  process.exit(0)
}
