import { describe, expect, it } from 'vitest'
import { hashOf } from '../../../../src/main/decrypt/key-derivation.ts'
import { tls13SuiteOf } from '../../../../src/main/decrypt/tls13-cipher.ts'
import { messageHash, Tls13Schedule } from '../../../../src/main/decrypt/tls13-schedule.ts'
import { fromHex, hex } from '../../../../src/shared/bytes/text.ts'
import { cipherSuiteFacts } from '../../../../src/shared/tls/registry/index.ts'

function bytes(text: string): Uint8Array {
  const read = fromHex(text.replace(/\s/g, ''))
  if (read === null) throw new Error('no hex')
  return read
}

function suiteOf(code: number) {
  const facts = cipherSuiteFacts(code)
  const suite = facts === null ? null : tls13SuiteOf(0x0304, facts)
  if (suite === null) throw new Error('no suite')
  return suite
}

/** RFC 8448 3, Simple 1-RTT Handshake. */
const CLIENT_HELLO = bytes(`
  010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7000006130113031302010000910000
  000b0009000006736572766572ff01000100000a00140012001d0017001800190100010101020103010400230000003300260024
  001d002099381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020001e040305
  03060302030804080508060401050106010201040205020602020200 2d00020101001c00024001`)
const SERVER_HELLO = bytes(`
  020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e00330024001d0020
  c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304`)
const SHARED = bytes('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d')

describe('the key schedule of TLS 1.3, from its first secret on (RFC 8448 3)', () => {
  const schedule = new Tls13Schedule(suiteOf(0x1301), SHARED)
  const hellos = [CLIENT_HELLO, SERVER_HELLO]

  it('gives the secrets of the handshake', () => {
    expect(hex(schedule.handshakeSecret('client', hellos))).toBe(
      'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21',
    )
    expect(hex(schedule.handshakeSecret('server', hellos))).toBe(
      'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38',
    )
  })

  it('puts a message_hash in the place of the first hello, where there are two (RFC 8446 4.4.1)', () => {
    const short = messageHash(suiteOf(0x1301), CLIENT_HELLO)
    expect(hex(short)).toBe(`fe000020${hex(hashOf('sha256', CLIENT_HELLO))}`)
    expect(messageHash(suiteOf(0x1302), CLIENT_HELLO)).toHaveLength(4 + 48)
  })
})
