import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyseToDocument } from '../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import type { HandshakeDocument } from '../../src/shared/contract/analysis.ts'
import { ELSEWHERE } from './cases-elsewhere.ts'
import { FLIGHTS } from './cases-flights.ts'
import { OPENING } from './cases-opening.ts'
import { BOTH, type Expected, firewall } from './faults.ts'
import { whyNoNetwork } from './network.ts'
import { record } from './recording.ts'

/**
 * The rules of the transport against what the TCP of this machine's kernel does on networks that are ill: what the
 * captures at both ends show, and what is said of them.
 */

/** For who needs no patience but on a busy machine: it ends as soon as it is answered. */
const PATIENT_MILLIS = 25_000

/** What is never said of a network that loses packets at random. */
const BLAME =
  /^(server-certificate|client-certificate|server-root|client-proof|hello-rejected|late-rejection)/

const home = mkdtempSync(join(tmpdir(), 'tlscope-network-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

if (whyNoNetwork !== null) console.log(`skipped: ill networks between real kernels: ${whyNoNetwork}`)

describe.skipIf(whyNoNetwork !== null).concurrent('on a network of real kernels', () => {
  it.each([...OPENING, ...FLIGHTS, ...ELSEWHERE].map((one) => [one.title, one] as const))(
    '%s',
    async (_title, { client, server, ...situation }) => {
      const works = client?.verdict[0] === 'completed'
      const recordings = await record(mkdtempSync(join(home, 'case-')), {
        ...(works ? { patienceMillis: PATIENT_MILLIS } : {}),
        ...situation,
      })
      if (client !== undefined) expectSeen(await handshakesOf(recordings.client), client, 'client')
      if (server !== undefined) expectSeen(await handshakesOf(recordings.server), server, 'server')
    },
    120_000,
  )
})

describe.skipIf(whyNoNetwork !== null).concurrent('on a network that loses a third of all packets', () => {
  it.each(BOTH.flatMap((version) => [1, 2, 3].map((time) => [version, time] as const)))(
    '%s, time %i: nobody is blamed for it',
    async (version) => {
      const { client, server } = await record(mkdtempSync(join(home, 'case-')), {
        version,
        mutual: true,
        ail: firewall('numgen random mod 100 < 33 drop'),
      })
      for (const capture of [client, server]) {
        for (const { findings, signature } of await handshakesOf(capture)) {
          const blamed = findings.filter(({ id, severity }) => severity === 'error' && BLAME.test(id))
          expect(
            blamed.map(({ summary }) => summary),
            signature,
          ).toEqual([])
        }
      }
    },
    120_000,
  )
})

async function handshakesOf(capture: Uint8Array): Promise<readonly HandshakeDocument[]> {
  return (await analyseToDocument([{ path: 'network.pcapng', input: capture }], NO_OPTIONS)).handshakes
}

function expectSeen(seen: readonly HandshakeDocument[], expected: Expected | null, at: string): void {
  const [handshake] = seen
  expect(seen.length, `handshakes at the ${at}`).toBe(expected === null ? 0 : 1)
  if (expected === null || handshake === undefined) return
  const { outcome, break: broke, findings, signature } = handshake
  const where = `at the ${at}: ${signature} ${broke?.summary ?? ''}`
  expect(broke === null ? [outcome] : [outcome, broke.stage, broke.endedBy, broke.how], where).toEqual(
    expected.verdict,
  )
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)
  const [first] = findings
  if (expected.first === undefined) {
    expect(errors, where).toEqual([])
    return
  }
  expect(first?.id, where).toBe(expected.first)
  const [least, most] = expected.sure ?? [0, 1]
  expect(first?.confidence, where).toBeGreaterThanOrEqual(least)
  expect(first?.confidence, where).toBeLessThanOrEqual(most)
  if (expected.names !== undefined)
    expect(`${first?.summary} ${first?.explanation} ${JSON.stringify(first?.evidence)}`).toMatch(
      expected.names,
    )
}
