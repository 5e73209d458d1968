import { getDiffieHellman } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { concat } from '../../../../../src/shared/bytes/text.ts'
import { absent, KEY_KINDS, type KeyKind, type RunningServer, stage } from './support/commands.ts'
import { clientTo, type Meddle, probe, REQUEST, TIMEOUT_MS } from './support/probe.ts'

/** A real server whose bytes are cut up or changed on their way to the client. */

const missing = absent('openssl')
const { workshop, start } = stage()

/** Flips a bit of the last byte of the first record of that type whose payload begins so. */
function flipping(contentType: number, begins: number | null): Meddle {
  let held: Uint8Array = new Uint8Array(0)
  let flipped = false
  return (bytes) => {
    held = concat([held, bytes])
    const whole: Uint8Array[] = []
    for (;;) {
      const [type, , , high, low, first] = held
      if (type === undefined || high === undefined || low === undefined) break
      const end = 5 + high * 256 + low
      if (held.length < end) break
      const record = held.slice(0, end)
      held = held.slice(end)
      if (!flipped && type === contentType && (begins === null || first === begins)) {
        record[end - 1] = (record[end - 1] ?? 0) ^ 1
        flipped = true
      }
      whole.push(record)
    }
    return whole
  }
}

describe.skipIf(missing)('bytes that come', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await start('rsa', '-www')
  }, 60_000)

  it.each([0x0301, 0x0303, 0x0304])('one at a time make the same handshake (%i)', async (version) => {
    const single: Meddle = (bytes) => [...bytes].map((byte) => Uint8Array.of(byte))
    const client = await clientTo(server.port, { hello: { versions: [version] }, meddle: single })
    await expect(client.handshake(TIMEOUT_MS)).resolves.toMatchObject({ kind: 'established' })
    client.send(REQUEST)
    await expect(client.wait({ timeoutMs: TIMEOUT_MS })).resolves.toMatchObject({ kind: 'data' })
    client.destroy()
  })

  it('with another signature of the key exchange are not believed', async () => {
    const plan = { versions: [0x0303], cipherSuites: [0xc02f] }
    const client = await clientTo(server.port, { hello: plan, meddle: flipping(22, 12) })
    const fault = { kind: 'bad-signature', subject: 'ServerKeyExchange' }
    const ending = { how: 'alert', alert: 51, stage: 'server-certificate', fault }
    await expect(client.handshake(TIMEOUT_MS)).resolves.toMatchObject({ kind: 'ended', ending })
    client.destroy()
  })

  it('with another certificate make the server refuse our Finished, and that is heard', async () => {
    const plan = { versions: [0x0303], cipherSuites: [0xc02f] }
    const client = await clientTo(server.port, { hello: plan, meddle: flipping(22, 11) })
    const ending = { by: 'server', how: 'alert', stage: 'finished' }
    await expect(client.handshake(TIMEOUT_MS)).resolves.toMatchObject({ kind: 'ended', ending })
    client.destroy()
  })

  it.each([
    ['the handshake', [0x1301], 0x0304, 'server-certificate'],
    ['application data', [0xc02f], 0x0303, 'application'],
    ['application data under CBC', [0xc013], 0x0301, 'application'],
  ] as const)('damaged in %s do not open', async (_where, cipherSuites, version, stage) => {
    const plan = { versions: [version], cipherSuites }
    const client = await clientTo(server.port, { hello: plan, meddle: flipping(23, null) })
    const handshake = await client.handshake(TIMEOUT_MS)
    client.send(REQUEST)
    const result = handshake.kind === 'ended' ? handshake : await client.wait({ timeoutMs: TIMEOUT_MS })
    const fault = { kind: 'bad-record', subject: 'record', offset: expect.any(Number) }
    expect(result).toMatchObject({ kind: 'ended', ending: { by: 'client', alert: 20, stage, fault } })
    client.destroy()
  })
})

describe.skipIf(missing)('a server', () => {
  it.each(Object.keys(KEY_KINDS) as KeyKind[])('with a key of %s is proven right', async (kind) => {
    const server = await start(kind, '-www')
    for (const version of [0x0303, 0x0304]) {
      const { handshake, answer } = await probe(server.port, { hello: { versions: [version] } })
      if (handshake.kind === 'ended') expect.fail(JSON.stringify(handshake.ending))
      expect(handshake.negotiated).toMatchObject({ version, serverSignature: 'good' })
      expect(answer?.kind).toBe('data')
    }
  })

  it.each([
    ['modp2', 1024],
    ['modp5', 1536],
    ['modp16', 4096],
  ] as const)('may bring a Diffie-Hellman group of its own: %s', async (group, bits) => {
    const params = workshop.write(`${group}.pem`, dhParameters(getDiffieHellman(group).getPrime()))
    const server = await start('rsa', '-www', '-dhparam', params)
    for (const version of [0x0301, 0x0303]) {
      const hello = { versions: [version], cipherSuites: [0x0033, 0x009e] }
      const { handshake, answer } = await probe(server.port, { hello })
      if (handshake.kind === 'ended') expect.fail(JSON.stringify(handshake.ending))
      expect(handshake.negotiated).toMatchObject({ dhPrimeBits: bits, group: null, serverSignature: 'good' })
      expect(answer?.kind).toBe('data')
    }
  })
})

/** PKCS #3: a SEQUENCE of the prime and the generator 2. */
function dhParameters(prime: Uint8Array): string {
  const integer = Buffer.concat([Buffer.from([2, 0x82, 0, 0, 0]), prime])
  integer.writeUInt16BE(prime.length + 1, 2)
  const content = Buffer.concat([integer, Buffer.from([2, 1, 2])])
  const sequence = Buffer.concat([Buffer.from([0x30, 0x82, 0, 0]), content])
  sequence.writeUInt16BE(content.length, 2)
  const lines = sequence.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN DH PARAMETERS-----\n${lines.join('\n')}\n-----END DH PARAMETERS-----\n`
}
