import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../../../../src/shared/bytes/field.ts'
import { encodeAlert, encodeSslv2ClientHello } from '../../../../../src/shared/tls/encode/index.ts'
import {
  dissectAlert,
  dissectChangeCipherSpec,
  dissectHandshake,
  dissectHeartbeat,
  dissectSslv2ClientHello,
} from '../../../../../src/shared/tls/message/dissect.ts'
import { allNodes, leaves, treeFaults } from '../../../../support/field-tree.ts'
import { bytes, SAMPLES } from '../../../../support/tls-samples.ts'

const NO_CONTEXT = { version: null, cipherSuite: null }

describe.each(SAMPLES)('dissecting $name', ({ raw, context, type }) => {
  const whole = dissectHandshake(raw, context)

  it('reads it to its end without a problem', () => {
    expect(whole.problems.map(describeProblem)).toEqual([])
    expect(whole.body.type).toBe(type)
    expect(whole.tree.span).toEqual({ start: 0, end: raw.length })
    expect(treeFaults(whole.tree, raw.length)).toEqual([])
  })

  it('accounts for every byte by exactly one leaf', () => {
    let at = 0
    for (const leaf of leaves(whole.tree)) {
      expect(leaf.span.start).toBe(at)
      at = leaf.span.end
    }
    expect(at).toBe(raw.length)
  })

  it('keeps what came before, wherever it is cut, and says so once, at the end', () => {
    const wholeLeaves = leaves(whole.tree)
    for (let length = 0; length < raw.length; length++) {
      const { tree, problems } = dissectHandshake(raw.subarray(0, length), context, { cut: true })
      expect(treeFaults(tree, length)).toEqual([])
      expect(problems.map((problem) => problem.kind)).toEqual(['truncated'])
      const cutLeaves = leaves(tree)
      for (const [index, leaf] of cutLeaves.entries()) {
        const original = wholeLeaves[index]
        const isPartial = index === cutLeaves.length - 1 && leaf.span.end === length
        if (isPartial) expect([leaf.name, leaf.span.start]).toEqual([original?.name, original?.span.start])
        else expect(leaf).toEqual(original)
      }
    }
  })

  it('knows from the announced length alone that it was cut', () => {
    for (let length = 0; length < raw.length; length++) {
      const told = dissectHandshake(raw.subarray(0, length), context, { cut: true })
      expect(dissectHandshake(raw.subarray(0, length), context).problems).toEqual(told.problems)
    }
  })

  it('survives every change of a single byte with a sound tree', () => {
    const changed = raw.slice()
    for (let at = 0; at < raw.length; at++) {
      const original = raw[at] ?? 0
      for (const value of new Set([0x00, 0xff, original ^ 0x01, original ^ 0x80, (original + 1) & 0xff])) {
        changed[at] = value
        const { tree } = dissectHandshake(changed, context)
        expect(treeFaults(tree, raw.length)).toEqual([])
        expect(allNodes(tree).length).toBeLessThanOrEqual(3 * raw.length + 16)
      }
      changed[at] = original
    }
  })
})

describe('dissecting any bytes', () => {
  it('never throws and never builds more than a few nodes a byte', () => {
    const anyContext = fc.record({
      version: fc.constantFrom(null, 0x0300, 0x0301, 0x0303, 0x0304, 0x7f1c, 0x0000, 0xffff),
      cipherSuite: fc.constantFrom(null, 0x002f, 0x009e, 0xc02f, 0x1301, 0x008c, 0xc01d, 0x0003, 0xabcd),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 4, 5, 8, 11, 12, 13, 14, 15, 16, 20, 21, 22, 24, 25, 67, 254, 99),
        fc.uint8Array({ maxLength: 300 }),
        anyContext,
        (type, body, context) => {
          const raw = Uint8Array.of(type, 0, body.length >> 8, body.length & 0xff, ...body)
          const { tree } = dissectHandshake(raw, context)
          expect(treeFaults(tree, raw.length)).toEqual([])
          expect(allNodes(tree).length).toBeLessThanOrEqual(3 * raw.length + 16)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('takes bytes that are no message at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (raw) => {
        for (const { tree } of [
          dissectHandshake(raw, NO_CONTEXT),
          dissectSslv2ClientHello(raw),
          dissectAlert(raw),
          dissectChangeCipherSpec(raw),
          dissectHeartbeat(raw),
        ]) {
          expect(treeFaults(tree, raw.length)).toEqual([])
        }
      }),
    )
  })

  it('grows in step with the message where a hello holds as many elements as fit', () => {
    const nodesFor = (suites: number) => {
      const list = new Uint8Array(suites * 2)
      const body = Uint8Array.of(
        3,
        3,
        ...new Uint8Array(32),
        0,
        list.length >> 8,
        list.length & 0xff,
        ...list,
        0,
      )
      const raw = Uint8Array.of(1, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff, ...body)
      return allNodes(dissectHandshake(raw, NO_CONTEXT).tree).length
    }
    expect(nodesFor(32_000) - nodesFor(16_000)).toBe(16_000)
  })

  it('notes bytes behind the announced end', () => {
    const raw = Uint8Array.of(14, 0, 0, 0, 9, 9)
    const { body, tree, problems } = dissectHandshake(raw, NO_CONTEXT)
    expect(body.type).toBe('ServerHelloDone')
    expect(problems.map(describeProblem)).toEqual([
      'ServerHelloDone at byte 4: expected nothing after byte 4, found 2 bytes left over',
    ])
    expect(treeFaults(tree, raw.length)).toEqual([])
  })

  it('notes content where a message has none', () => {
    const { problems } = dissectHandshake(Uint8Array.of(14, 0, 0, 2, 9, 9), NO_CONTEXT)
    expect(problems).toMatchObject([{ kind: 'malformed', field: 'ServerHelloDone', at: 4 }])
  })

  it('has no type for a message of no bytes', () => {
    const { body, problems } = dissectHandshake(new Uint8Array(0), NO_CONTEXT)
    expect(body).toEqual({ type: 'Unknown', handshakeType: -1 })
    expect(problems).toMatchObject([{ kind: 'truncated', field: 'msg_type', needed: 1 }])
  })
})

describe('dissecting an alert', () => {
  it('names level and description', () => {
    const { tree, body, problems } = dissectAlert(encodeAlert(48))
    expect(tree.text).toBe('fatal, unknown_ca')
    expect(tree.children.map((child) => child.text)).toEqual(['fatal (2)', 'unknown_ca (48)'])
    expect(body.description?.value).toBe(48)
    expect(problems).toEqual([])
  })

  it('prints unknown numbers in hex', () => {
    expect(dissectAlert(Uint8Array.of(7, 200)).tree.text).toBe('0x07, 0xc8')
  })

  it('keeps the level of an alert cut after it', () => {
    const { body, problems } = dissectAlert(Uint8Array.of(2), { cut: true })
    expect(body.level?.value).toBe(2)
    expect(problems).toMatchObject([{ kind: 'truncated', field: 'description', needed: 1 }])
  })

  it('calls an alert of the wrong size malformed', () => {
    expect(dissectAlert(Uint8Array.of(2)).problems).toMatchObject([{ kind: 'malformed' }])
    expect(dissectAlert(bytes(5)).problems).toMatchObject([{ kind: 'malformed', at: 2 }])
  })
})

describe('dissecting the other small records', () => {
  it('reads a ChangeCipherSpec', () => {
    expect(dissectChangeCipherSpec(Uint8Array.of(1)).body.value?.text).toBe('change_cipher_spec (1)')
  })

  it('reads a heartbeat and refuses a payload longer than the message', () => {
    const good = dissectHeartbeat(Uint8Array.of(1, 0, 2, 7, 7, ...new Uint8Array(16)))
    expect([good.tree.text, good.body.payload?.value.length, good.problems]).toEqual([
      'heartbeat_request (1)',
      2,
      [],
    ])
    expect(dissectHeartbeat(Uint8Array.of(1, 0x40, 0, 7)).problems).toMatchObject([{ kind: 'malformed' }])
  })
})

describe('dissecting an SSL 2.0 CLIENT-HELLO', () => {
  const raw = encodeSslv2ClientHello({
    version: 0x0301,
    cipherSpecs: [0x00002f, 0x010080],
    challenge: bytes(16),
  })

  it.each([
    ['with its record header', raw],
    ['from its msg_type on', raw.subarray(2)],
  ])('reads it %s', (_, given) => {
    const { body, tree, problems } = dissectSslv2ClientHello(given)
    expect(problems).toEqual([])
    expect(treeFaults(tree, given.length)).toEqual([])
    expect(body).toMatchObject({ type: 'ClientHello', hasExtensions: false, compressionMethods: [] })
    if (body.type !== 'ClientHello') return
    expect(body.legacyVersion?.text).toBe('TLS 1.0 (0x0301)')
    expect(body.cipherSuites.map((suite) => suite.text)).toEqual([
      'TLS_RSA_WITH_AES_128_CBC_SHA (0x002f)',
      'SSL_CK_RC4_128_WITH_MD5 (0x010080)',
    ])
    expect(body.random?.value).toEqual(bytes(16))
  })

  it('says once that it was cut, wherever that is', () => {
    for (let length = 0; length < raw.length; length++) {
      const { problems, tree } = dissectSslv2ClientHello(raw.subarray(0, length))
      expect(problems.map((problem) => problem.kind)).toEqual(['truncated'])
      expect(treeFaults(tree, length)).toEqual([])
    }
    for (let length = 1; length < raw.length - 2; length++) {
      const { problems } = dissectSslv2ClientHello(raw.subarray(2, 2 + length), { cut: true })
      expect(problems.map((problem) => problem.kind)).toEqual(['truncated'])
    }
  })

  it('notes a list of cipher specs that is no multiple of three', () => {
    const odd = raw.slice()
    odd[6] = 5
    expect(dissectSslv2ClientHello(odd).problems[0]).toMatchObject({
      kind: 'malformed',
      field: 'cipher_spec_length',
    })
  })
})
