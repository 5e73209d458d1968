import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../../src/main/capture-file/synthesise.ts'
import type { HelloPlan, TlsClient } from '../../../../../src/main/probe/tls-client/index.ts'
import { handshakeTypeName } from '../../../../../src/shared/tls/registry/index.ts'
import { decrypt, openedRows, storeOf } from '../../../../support/decrypt/loopback.ts'
import { absent, type RunningServer, stage } from './support/commands.ts'
import { clientTo, REQUEST, TIMEOUT_MS } from './support/probe.ts'

/** What the client wrote down, read again as a capture: by tlscope's own river, and by tshark. */

const ENDPOINTS = {
  client: { address: '10.20.0.4', port: 50_000 },
  server: { address: '10.20.1.10', port: 443 },
}

const missing = absent('openssl')
const noTshark = absent('tshark', '--version')
const { workshop, start } = stage()

const CASES: readonly (readonly [string, Partial<HelloPlan>, string | null])[] = [
  ['TLS 1.3', { versions: [0x0304] }, null],
  ['TLS 1.3, asked for another share', { versions: [0x0304], keyShares: [] }, null],
  ['TLS 1.3, ChaCha20-Poly1305', { versions: [0x0304], cipherSuites: [0x1303] }, null],
  ['TLS 1.2, GCM, renegotiated', { versions: [0x0303], cipherSuites: [0xc02f] }, 'R\n'],
  ['TLS 1.2, CBC with encrypt-then-MAC', { versions: [0x0303], cipherSuites: [0xc028] }, null],
  ['TLS 1.2, RSA key exchange, CCM', { versions: [0x0303], cipherSuites: [0xc09c] }, null],
  ['TLS 1.1', { versions: [0x0302], cipherSuites: [0xc013] }, null],
  ['TLS 1.0', { versions: [0x0301], cipherSuites: [0x0039] }, null],
  ['TLS 1.3, new keys', { versions: [0x0304] }, 'K\n'],
]

describe.skipIf(missing)('what was written down', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await start('rsa', '-CAfile', workshop.clientCa.certificate, '-verify', '2')
  }, 60_000)

  it.each(CASES)('of %s reads the same as a capture', async (_name, hello, typed) => {
    const credential = workshop.client('rsa')
    const client = await clientTo(server.port, { hello, credential })
    const handshake = await client.handshake(TIMEOUT_MS)
    if (handshake.kind === 'ended') expect.fail(JSON.stringify(handshake.ending))
    client.send(REQUEST)
    if (typed !== null) server.type(typed)
    await client.wait({ timeoutMs: TIMEOUT_MS, quietMs: 300 })
    client.send(REQUEST)
    await client.close(300)

    const { exchanges, keyLog } = client.record
    const conversation = { ...ENDPOINTS, exchanges }
    const [read] = await decrypt([conversation], storeOf(keyLog.join('\n')))
    expect(read?.decryption).toEqual({ state: 'decrypted', detail: 'decrypted' })
    expect(openedRows(read).filter((row) => !IGNORED.test(row))).toEqual(protectedMessages(client))

    if (noTshark) return
    const bytes = synthesiseCapture([conversation], { keyLog: `${keyLog.join('\n')}\n` })
    const file = workshop.write('record.pcapng', bytes)
    const fields = ['-T', 'fields', '-e', 'ip.src', '-e', 'tls.handshake.type', '-E', 'aggregator=,']
    const run = spawnSync('tshark', ['-r', file, '-Y', 'tls.handshake.type', ...fields], { encoding: 'utf8' })
    for (const from of ['client', 'server'] as const) {
      expect(seenByTshark(run.stdout, ENDPOINTS[from].address), from).toEqual(handshakeTypes(client, from))
    }
  })
})

/** Rows that are no handshake messages. */
const IGNORED = /^(APPLICATION|Application|REQUEST|Request|RESPONSE|Response|ALERT|Alert|CHANGE|Change)/

function protectedMessages({ record }: TlsClient): string[] {
  return record.events.flatMap((event) => {
    if (event.kind !== 'handshake' || !event.encrypted) return []
    const name = handshakeTypeName(event.raw[0] ?? -1)
    return [event.from === 'client' ? name.toUpperCase() : name]
  })
}

function handshakeTypes({ record }: TlsClient, from: 'client' | 'server'): string[] {
  return record.events.flatMap((event) =>
    event.kind === 'handshake' && event.from === from ? [String(event.raw[0])] : [],
  )
}

function seenByTshark(output: string, address: string): string[] {
  return output
    .trim()
    .split('\n')
    .filter((line) => line.startsWith(`${address}\t`))
    .flatMap((line) => (line.split('\t')[1] ?? '').split(','))
}
