import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { electronHost } from '../unit/main/probe/support/electron.ts'
import type { LoggingListener, RunningFamily } from './families/family.ts'
import { openssl } from './families/openssl.ts'
import { HOST } from './support/ask.ts'
import { repeat, type Verdicts } from './support/repeat-entry.ts'
import { stockTalk } from './support/stock-client.ts'
import { programsOf } from './support/tour.ts'
import { Wardrobe } from './support/wardrobe.ts'

/**
 * A TLS 1.3 server that refuses the client's certificate says so when the client believes to be done. Whoever asks
 * at once may be reset before he has read why (facts 5.1.27); the probe has to hear it every time, in both hosts.
 */

const TIMES = 200
const HEARD = 'late alert certificate_expired (45), client-certificate-expired'

const programs = programsOf(openssl)
const host = electronHost('REPEATED_PROBES')
let wardrobe: Wardrobe
let family: RunningFamily
let listener: LoggingListener
/** What every one of the 200 is. */
let question: { port: number; certificate: string; key: string; times: number }
const counts: string[] = []

beforeAll(async () => {
  if (programs === null) return
  wardrobe = await Wardrobe.made()
  family = await openssl.start(wardrobe, programs, [{ asks: 'required', key: 'RSA' }])
  const [only] = family.listeners
  if (only === undefined) throw new Error('no listener')
  listener = only
  const { chain, key } = wardrobe.client('expired RSA')
  question = { port: listener.port, certificate: chain, key, times: TIMES }
}, 120_000)

afterAll(async () => {
  await family?.stop()
  wardrobe?.clear()
  if (counts.length > 0) console.log(`a late refusal was heard: ${counts.join('; ')}`)
})

describe.skipIf(programs === null)('a late refusal of the certificate', () => {
  it(`is heard by the probe in ${TIMES} of ${TIMES} runs`, async () => {
    const verdicts = await repeat(question)
    counts.push(`by the probe ${share(verdicts)}`)
    expect(verdicts).toEqual({ [HEARD]: TIMES })
  }, 120_000)

  it.skipIf(host.missing)(
    `is heard by the probe inside Electron in ${TIMES} of ${TIMES} runs`,
    async () => {
      await host.load(join(import.meta.dirname, 'support/repeat-entry.ts'))
      const verdicts = await host.run<Verdicts>(question)
      counts.push(`by the probe inside Electron ${share(verdicts)}`)
      expect(verdicts).toEqual({ [HEARD]: TIMES })
    },
    180_000,
  )

  it('is heard by openssl s_client too, or not, with the request piped into it: so often beside it', async () => {
    const { leaf, issuers, key } = wardrobe.client('expired RSA')
    const args = ['-tls1_3', '-servername', HOST, '-cert', leaf, '-key', key, '-cert_chain', issuers ?? leaf]
    const request = `GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`
    let connected = 0
    let heard = 0
    for (let time = 0; time < TIMES; time++) {
      const printed = await stockTalk(programs?.openssl ?? '', listener.port, args, request, 'piped')
      if (printed.includes('CONNECTED')) connected++
      if (printed.includes('SSL alert number 45')) heard++
    }
    counts.push(`by openssl s_client ${heard} of ${TIMES}`)
    expect(connected).toBe(TIMES)
  }, 180_000)
})

function share(verdicts: Verdicts): string {
  return `${verdicts[HEARD] ?? 0} of ${TIMES}`
}
