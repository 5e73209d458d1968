import { readFileSync } from 'node:fs'
import { NO_OPTIONS } from '../../../src/main/engine/options.ts'
import { analyseProbe, noExtras } from '../../../src/main/engine/probe/index.ts'
import { clientCredential, NO_PASSPHRASE, openCredential } from '../../../src/main/probe/credentials/index.ts'
import { EVERYTHING } from '../../../src/main/probe/tls-client/index.ts'
import { HOST, probe } from './ask.ts'

/** The same probe again and again, in this process or bundled for another host. */

export interface Repetition {
  readonly port: number
  /** PEM files. */
  readonly certificate: string
  readonly key: string
  readonly times: number
}

/** How often which verdict came: `late alert certificate_expired (45), client-certificate-expired`. */
export type Verdicts = Record<string, number>

export async function repeat({ port, certificate, key, times }: Repetition): Promise<Verdicts> {
  const credential = await openCredential([certificate, key], NO_PASSPHRASE)
  const verdicts: Verdicts = {}
  for (let time = 0; time < times; time++) {
    const run = await probe({
      host: HOST,
      port: 443,
      connect: { address: '127.0.0.1', port },
      family: null,
      proxy: null,
      hello: { ...EVERYTHING, versions: [0x0304], serverName: HOST },
      credential: clientCredential(credential),
      sendChain: 'full',
      http: { method: 'GET', path: '/', headers: [] },
      quietMs: 300,
      timeoutMs: 20_000,
    })
    const { document } = await analyseProbe(run, { ...noExtras(), credential }, NO_OPTIONS)
    const [handshake] = document.handshakes
    const late = handshake?.findings.some(({ id }) => id === 'late-rejection') ? 'late ' : ''
    const said = `${late}${handshake?.break?.how} ${handshake?.break?.detail}, ${handshake?.findings[0]?.id}`
    verdicts[said] = (verdicts[said] ?? 0) + 1
  }
  return verdicts
}

const file = process.argv[2]
if (file !== undefined && process.env.REPEATED_PROBES === '1') {
  const verdicts = await repeat(JSON.parse(readFileSync(file, 'utf8')) as Repetition)
  process.stdout.write(JSON.stringify(verdicts))
  process.exit(0)
}
