import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runScenario } from '../../src/main/lab/index.ts'
import { readFacts } from '../../src/shared/conversation/facts.ts'
import { judge } from '../../src/shared/conversation/verdict/verdict.ts'
import { readConversations } from '../support/engine/read-conversations.ts'
import { type Network, whyNoNetwork } from './network.ts'
import { record, type Situation } from './recording.ts'

/** The lab's modelled path beside this machine's kernel: the same fault has to look alike at the same end. */

const drop = (rule: string) => (network: Network) =>
  network.run('router', `nft 'add rule inet path through ${rule}'`)
/** Packets above 1400 bytes, as in the lab; a router with offloading has several of them in one. */
const large = (port: 'sport' | 'dport') => drop(`tcp ${port} 443 meta length > 1400 drop`)

const PAIRS: readonly (readonly [string, Situation, Partial<Record<'client' | 'server', string>>])[] = [
  ['SYN', { version: 'TLSv1.2', ail: drop('tcp dport 443 drop') }, { client: 'syn-unanswered-direct' }],
  ['SYN-ACK', { version: 'TLSv1.2', ail: drop('tcp sport 443 drop') }, { server: 'syn-answer-lost-direct' }],
  [
    "server's flight, TLS 1.2",
    { version: 'TLSv1.2', ail: large('sport') },
    { client: 'mtu-server-flight-tls12', server: 'mtu-server-flight-at-server-tls12' },
  ],
  [
    "server's flight, TLS 1.3",
    { version: 'TLSv1.3', ail: large('sport') },
    { client: 'mtu-server-flight-tls13', server: 'mtu-server-flight-at-server-tls13' },
  ],
  [
    "client's flight, TLS 1.2",
    { version: 'TLSv1.2', mutual: true, ail: large('dport') },
    { client: 'mtu-client-flight-tls12', server: 'mtu-client-flight-at-server-tls12' },
  ],
  [
    "client's flight, TLS 1.3",
    { version: 'TLSv1.3', mutual: true, ail: large('dport') },
    { client: 'mtu-client-flight-tls13', server: 'mtu-client-flight-at-server-tls13' },
  ],
  [
    'ClientHello',
    { version: 'TLSv1.3', largeHello: true, ail: large('dport') },
    { client: 'mtu-client-hello-tls13' },
  ],
]

const home = mkdtempSync(join(tmpdir(), 'tlscope-model-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

if (whyNoNetwork !== null) console.log(`skipped: the lab's paths beside real kernels: ${whyNoNetwork}`)

describe.skipIf(whyNoNetwork !== null).concurrent('a path of the lab shows what a real one shows', () => {
  it.each(PAIRS)(
    'of a lost %s',
    async (_what, situation, scenarios) => {
      const recordings = await record(mkdtempSync(join(home, 'case-')), situation)
      for (const end of ['client', 'server'] as const) {
        const id = scenarios[end]
        if (id === undefined) continue
        const { pcapng } = await runScenario(id)
        expect(await looksOf(pcapng), `${id} at the ${end}`).toEqual(await looksOf(recordings[end]))
      }
    },
    120_000,
  )
})

/** What of a connection does not depend on chance: who ended it where, and what each side lacks. */
async function looksOf(capture: Uint8Array) {
  const looks: unknown[] = []
  await readConversations(capture, (conversation) => {
    // The packets by which a capture tells how long the others were silent.
    if (conversation.server?.port !== 443) return
    const { transport } = conversation
    const { outcome, break: broke } = judge(readFacts(conversation, null))
    looks.push({
      outcome,
      broke: broke === null ? null : [broke.stage, broke.by, broke.how],
      synAckSeen: transport.synAckSeen,
      synSentAgain: transport.synRetransmissions > 1,
      sides: [transport.client, transport.server].map((side) => ({
        ackSeen: side.ackSeen,
        sentAgainInVain: side.unansweredRetransmissions > 1,
        missing: side.missingBytes > 0,
        askedFor: side.duplicateAcks > 0,
        unacknowledged: side.unacknowledged > 0,
      })),
    })
  })
  return looks
}
