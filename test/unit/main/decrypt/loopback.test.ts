import { createPrivateKey } from 'node:crypto'
import type { SecureVersion, TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import type { ConversationRecord } from '../../../../src/main/capture-file/synthesise.ts'
import { hostHas } from '../../../../src/main/decrypt/host.ts'
import { readRsaKey } from '../../../../src/main/decrypt/rsa-key.ts'
import { SecretStore } from '../../../../src/main/decrypt/secret-store.ts'
import {
  answeringServer,
  ask,
  decrypt,
  openedRows,
  recordHandshake,
  storeOf,
} from '../../../support/decrypt/loopback.ts'

const TLS13 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
]
const TLS12 = [
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'AES128-CCM',
  'AES256-CCM8',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'CAMELLIA128-SHA256',
  'NULL-SHA256',
  'ARIA128-GCM-SHA256',
]
const OLDER = ['ECDHE-RSA-AES128-SHA', 'AES256-SHA', 'NULL-SHA']

const HANDSHAKE13 = ['EncryptedExtensions', 'Certificate', 'CertificateVerify', 'Finished', 'FINISHED']
const HANDSHAKE12 = ['FINISHED', 'Finished']

function only(version: SecureVersion, ciphers: string) {
  const both = {
    minVersion: version,
    maxVersion: version,
    // CCM_8 in TLS 1.3 too is below the usual security level from OpenSSL 3.2 on.
    ciphers: `${ciphers}${version === 'TLSv1.3' ? ':DEFAULT' : ''}:@SECLEVEL=0`,
  }
  return { client: both, server: both }
}

/** Whether anything but tickets, data and the farewell is among the rows, in that order. */
function handshakeRows(rows: readonly string[]): string[] {
  return rows.filter(
    (row) =>
      ![
        'NewSessionTicket',
        'APPLICATIONDATA',
        'ApplicationData',
        'ALERT',
        'Alert',
        'REQUEST',
        'Response',
      ].includes(row),
  )
}

describe('a recorded handshake and the key log its client wrote', () => {
  it.each(TLS13)('opens TLS 1.3 under %s', async (suite) => {
    const { record, keyLog } = await recordHandshake(only('TLSv1.3', suite))
    const [conversation] = await decrypt([record], storeOf(keyLog))
    expect(conversation?.decryption).toEqual({ state: 'decrypted', detail: 'decrypted' })
    expect(handshakeRows(openedRows(conversation))).toEqual(HANDSHAKE13)
    expect(openedRows(conversation)).toEqual(
      expect.arrayContaining(['NewSessionTicket', 'APPLICATIONDATA', 'ALERT']),
    )
  })

  it.each(TLS12)('opens TLS 1.2 under %s', async (suite) => {
    const needed = suite.startsWith('CAMELLIA')
      ? 'camellia-128-cbc'
      : suite.startsWith('ARIA')
        ? 'aria-128-gcm'
        : null
    if (needed !== null && !hostHas(needed)) return console.log(`not tried: this host has no ${needed}`)
    const { record, keyLog } = await recordHandshake(only('TLSv1.2', suite))
    const [conversation] = await decrypt([record], storeOf(keyLog))
    expect(conversation?.decryption?.state).toBe('decrypted')
    expect(handshakeRows(openedRows(conversation))).toEqual(HANDSHAKE12)
    expect(openedRows(conversation)).toEqual(
      expect.arrayContaining(['APPLICATIONDATA', 'ApplicationData', 'ALERT']),
    )
  })

  it.each(['TLSv1', 'TLSv1.1'] as const)('opens %s', async (version) => {
    for (const suite of OLDER) {
      const { record, keyLog } = await recordHandshake(only(version, suite))
      const [conversation] = await decrypt([record], storeOf(keyLog))
      expect(conversation?.decryption?.state, suite).toBe('decrypted')
      expect(handshakeRows(openedRows(conversation)), suite).toEqual(HANDSHAKE12)
    }
  })

  it('tells the packets, the length and the bytes of what was opened', async () => {
    const { record, keyLog } = await recordHandshake(only('TLSv1.3', 'TLS_AES_128_GCM_SHA256'))
    const [conversation] = await decrypt([record], storeOf(keyLog))
    const certificate = conversation?.messages.find(({ type }) => type === 'Certificate')
    expect(certificate?.encrypted).toBe(true)
    expect(certificate?.raw?.[0]).toBe(11)
    expect(certificate?.length).toBe(certificate?.raw?.length)
    expect(certificate?.frames.length).toBeGreaterThan(0)
    const body = certificate?.handshake
    if (body?.type !== 'Certificate') expect.fail('no Certificate')
    const [leaf] = body.entries
    expect(leaf?.certificate.span.end).toBeLessThanOrEqual(certificate?.length ?? 0)
    const alert = conversation?.messages.find(({ type }) => type === 'Alert')
    expect(alert?.raw).toEqual(Uint8Array.of(1, 0))
  })

  it('opens a renegotiated session under both sets of keys', async () => {
    const { record, keyLog } = await recordHandshake({
      ...only('TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256'),
      talk: async (socket) => {
        await ask(socket)
        await renegotiate(socket)
        await ask(socket)
      },
    })
    expect(keyLog.trim().split('\n')).toHaveLength(2)
    const [conversation] = await decrypt([record], storeOf(keyLog))
    expect(conversation?.decryption?.state).toBe('decrypted')
    const rows = openedRows(conversation)
    expect(rows).toEqual(
      expect.arrayContaining(['CLIENTHELLO', 'ServerHello', 'ServerKeyExchange', 'CLIENTKEYEXCHANGE']),
    )
    expect(rows.filter((row) => row === 'FINISHED')).toHaveLength(2)
    expect(rows.indexOf('CLIENTHELLO')).toBeLessThan(rows.lastIndexOf('Finished'))
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('opens a resumed session of %s', async (version) => {
    const server = await answeringServer({ minVersion: version, maxVersion: version })
    const client = { minVersion: version, maxVersion: version }
    const first = await recordHandshake({ running: server, client })
    if (first.session === null) expect.fail('no session was given')
    const second = await recordHandshake({ running: server, client: { ...client, session: first.session } })
    server.close()
    const [conversation] = await decrypt([second.record], storeOf(second.keyLog))
    expect(conversation?.decryption?.state).toBe('decrypted')
    expect(openedRows(conversation)).not.toContain('Certificate')
  })

  it('opens a resumed session of TLS 1.2 whose own line is missing, by its ticket', async () => {
    const version = 'TLSv1.2' as const
    const server = await answeringServer({ minVersion: version, maxVersion: version })
    const client = { minVersion: version, maxVersion: version }
    const first = await recordHandshake({ running: server, client })
    if (first.session === null) expect.fail('no session was given')
    const second = await recordHandshake({ running: server, client: { ...client, session: first.session } })
    server.close()
    const later = { ...second.record, client: { ...second.record.client, port: 50_001 } }
    const conversations = await decrypt([first.record, later], storeOf(first.keyLog))
    expect(conversations.map(({ decryption }) => decryption?.state)).toEqual(['decrypted', 'decrypted'])
  })
})

describe('an RSA private key', () => {
  it.each([
    ['TLSv1.2', 'AES128-GCM-SHA256'],
    ['TLSv1.2', 'AES256-GCM-SHA384'],
    ['TLSv1.2', 'AES128-SHA'],
    ['TLSv1.1', 'AES128-SHA'],
    ['TLSv1', 'AES256-SHA'],
  ] as const)(
    'opens the RSA key exchange of %s under %s, extended master secret included',
    async (version, suite) => {
      const { record, serverKey } = await recordHandshake(only(version, suite))
      const key = readRsaKey(serverKey)
      if (key === null) expect.fail('the key was not read')
      const [conversation] = await decrypt([record], new SecretStore([key]))
      expect(conversation?.decryption?.state).toBe('decrypted')
      expect(handshakeRows(openedRows(conversation))).toEqual(HANDSHAKE12)
    },
  )

  it('is read as PKCS#1 and as PKCS#8, and refused where it is another kind or has a passphrase', async () => {
    const { serverKey } = await recordHandshake(only('TLSv1.2', 'AES128-SHA'))
    const key = createPrivateKey(serverKey)
    const pkcs1 = key.export({ type: 'pkcs1', format: 'pem' }).toString()
    const locked = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })
    expect(readRsaKey(pkcs1)).not.toBeNull()
    expect(readRsaKey(locked.toString())).toBeNull()
    expect(readRsaKey('no key at all')).toBeNull()
  })

  it('opens nothing where the keys came of a Diffie-Hellman exchange, and says so', async () => {
    const { record, serverKey } = await recordHandshake(only('TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256'))
    const key = readRsaKey(serverKey)
    const [conversation] = await decrypt([record], new SecretStore(key === null ? [] : [key]))
    expect(conversation?.decryption?.state).toBe('no-secret')
    expect(openedRows(conversation)).toEqual([])
  })
})

describe('secrets that do not fit, and records that were damaged', () => {
  it.each([
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256'],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256'],
    ['TLSv1.2', 'ECDHE-RSA-AES128-SHA'],
    ['TLSv1', 'AES256-SHA'],
  ] as const)('%s under %s stays closed with a wrong secret, which is said', async (version, suite) => {
    const { record, keyLog } = await recordHandshake(only(version, suite))
    const wrong = keyLog.replace(/[0-9a-f]{8}$/gm, '00000000')
    const [conversation] = await decrypt([record], storeOf(wrong))
    expect(conversation?.decryption?.state).toBe('wrong-secret')
    expect(openedRows(conversation)).toEqual([])
    expect(conversation?.messages.some(({ encrypted, decrypted }) => encrypted && !decrypted)).toBe(true)
  })

  it('says that there is no secret where the key log is of other sessions', async () => {
    const [one, other] = [await recordHandshake(), await recordHandshake()]
    const [conversation] = await decrypt([one.record], storeOf(other.keyLog))
    expect(conversation?.decryption?.state).toBe('no-secret')
  })

  it.each([
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256'],
    ['TLSv1.2', 'ECDHE-RSA-AES128-SHA'],
    ['TLSv1', 'AES256-SHA'],
  ] as const)('%s under %s: a flipped bit costs its record and no more', async (version, suite) => {
    const recording = await recordHandshake({
      ...only(version, suite),
      talk: async (socket) => {
        for (let at = 0; at < 4; at++) await ask(socket)
      },
    })
    const damaged = flipInQuestion(recording.record)
    const [conversation] = await decrypt([damaged], storeOf(recording.keyLog))
    expect(conversation?.decryption?.state).toBe('partly')
    const closed = conversation?.messages.filter(({ encrypted, decrypted }) => encrypted && !decrypted) ?? []
    // Under a chained cipher the last block of the damaged record also starts the next one.
    expect(closed.length).toBeGreaterThanOrEqual(1)
    expect(closed.length).toBeLessThanOrEqual(2)
    expect(openedRows(conversation)).toContain('ALERT')
  })

  it('survives a capture that ends anywhere', async () => {
    const { record, keyLog } = await recordHandshake(only('TLSv1.3', 'TLS_AES_256_GCM_SHA384'))
    for (let count = 1; count < record.exchanges.length; count++) {
      const cut = record.exchanges
        .slice(0, count)
        .map((exchange, at) =>
          at === count - 1 && exchange.bytes
            ? { ...exchange, bytes: exchange.bytes.subarray(0, exchange.bytes.length / 2) }
            : exchange,
        )
      const [conversation] = await decrypt([{ ...record, exchanges: cut }], storeOf(keyLog))
      expect(conversation?.decryption?.state ?? 'decrypted').toBe('decrypted')
    }
  })
})

function renegotiate(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.renegotiate({}, (error) => (error === null ? resolve() : reject(error)))
  })
}

/** Flips a bit in the middle of the client's second question. */
function flipInQuestion(record: ConversationRecord): ConversationRecord {
  let questions = 0
  const exchanges = record.exchanges.map((exchange) => {
    const isData = exchange.from === 'client' && exchange.kind === 'data' && exchange.bytes?.[0] === 23
    if (!isData || exchange.bytes === undefined || ++questions !== 3) return exchange
    const bytes = exchange.bytes.slice()
    bytes[20] = (bytes[20] ?? 0) ^ 4
    return { ...exchange, bytes }
  })
  return { ...record, exchanges }
}
