import { describe, expect, it } from 'vitest'
import { deepLink, parseDeepLink } from '../../../../src/renderer/state/deep-link.ts'
import {
  breakMessage,
  firstEvidence,
  openingSelection,
  selectionInLater,
  selectionOfEvidence,
} from '../../../../src/renderer/state/selection.ts'
import { broken, finding, handshake, messages } from '../../../support/renderer/documents.ts'

describe('a place in an analysis as a link', () => {
  it('reads back what it wrote', () => {
    for (const link of ['#h3', '#s1h3', '#h3/m6', '#h3/m6/b102-140']) {
      const place = parseDeepLink(link)
      expect(place && deepLink(place)).toBe(link)
    }
  })

  it('reads a link without its hash sign', () => {
    expect(parseDeepLink('h3/m6')).toEqual({ handshake: 'h3', message: 6, bytes: null })
  })

  it('refuses what is no place', () => {
    for (const text of [
      '',
      '#',
      '#x3',
      '#h',
      '#h3/6',
      '#h3/m6/b140-102',
      '#h3/m6/b5-5',
      '#h3/m1e3',
      '#h3/b1-2',
    ]) {
      expect(parseDeepLink(text)).toBeNull()
    }
  })
})

describe('the message that carried the break', () => {
  it('prefers the alert to the FIN of the same packet', () => {
    const document = broken(
      {
        messages: messages(
          'C ClientHello',
          { from: 'server', type: 'Alert', frames: [2] },
          { from: 'server', type: 'FIN', layer: 'tcp', frames: [2] },
        ),
      },
      { frame: 2 },
    )
    expect(breakMessage(document)).toBe(1)
  })

  it('takes the last message of the packet from the side that ended it', () => {
    const document = broken(
      {
        messages: messages(
          { frames: [1], from: 'client' },
          { frames: [1], from: 'server', type: 'RST', layer: 'tcp' },
        ),
      },
      { frame: 1, how: 'rst' },
    )
    expect(breakMessage(document)).toBe(1)
  })

  it('is none where nothing broke or no packet did it', () => {
    expect(breakMessage(handshake({ messages: messages('C ClientHello') }))).toBeNull()
    expect(breakMessage(broken({ messages: messages('C ClientHello') }, { frame: 99 }))).toBeNull()
  })

  it('is where a broken handshake opens; a whole one opens on its hello', () => {
    const rows = messages('C SYN', 'C ClientHello', 'S Alert')
    expect(openingSelection(broken({ messages: rows }, { frame: 3 })).message).toBe(2)
    expect(openingSelection(handshake({ messages: rows })).message).toBe(1)
    expect(openingSelection(handshake()).message).toBeNull()
  })
})

describe('where evidence leads', () => {
  const document = handshake({
    messages: messages('C ClientHello', 'S ServerHello'),
    findings: [
      finding({
        evidence: [
          { message: 0, frame: 1, field: 'type', bytes: null, value: '' },
          { message: 1, frame: 2, field: 'version', bytes: [4, 6], value: 'TLS 1.2' },
        ],
      }),
    ],
  })

  it('selects the message and its bytes', () => {
    const evidence = { message: 1, frame: 2, field: 'version', bytes: [4, 6] as [number, number], value: '' }
    expect(selectionOfEvidence(document, evidence)).toEqual({
      handshake: 'h0',
      message: 1,
      bytes: { start: 4, end: 6 },
      field: null,
    })
  })

  it('finds the message of a packet where only the packet is named', () => {
    const evidence = { message: null, frame: 2, field: 'flags', bytes: null, value: 'RST' }
    expect(selectionOfEvidence(document, evidence)?.message).toBe(1)
  })

  it('leads nowhere for configuration, an unknown packet or a message that is not there', () => {
    expect(selectionOfEvidence(document, { file: 'gateway.json', pointer: '/sku' })).toBeNull()
    expect(
      selectionOfEvidence(document, { message: null, frame: 77, field: '', bytes: null, value: '' }),
    ).toBeNull()
    expect(
      selectionOfEvidence(document, { message: 9, frame: 1, field: '', bytes: null, value: '' }),
    ).toBeNull()
  })

  it('prefers the evidence that names bytes', () => {
    expect(firstEvidence(document)?.bytes).toEqual({ start: 4, end: 6 })
  })
})

describe('the selection when a handshake is read again with more secrets', () => {
  const before = handshake({
    messages: messages('C ClientHello', 'S ServerHello', 'S EncryptedHandshake', {
      ...{ from: 'server', type: 'EncryptedHandshake', encrypted: true, frames: [3], length: 900 },
    }),
  })
  const opened = { encrypted: true, decrypted: true } as const
  const after = handshake({
    messages: messages('C ClientHello', 'S ServerHello', {
      ...{ from: 'server', type: 'EncryptedExtensions', frames: [3], length: 10, ...opened },
    }).concat(
      messages({ from: 'server', type: 'CertificateRequest', frames: [3], length: 91, ...opened }),
      messages({ from: 'server', type: 'Certificate', frames: [3], length: 871, ...opened }),
    ),
  })
  const at = (message: number | null) => ({
    handshake: 'h0',
    message,
    bytes: { start: 4, end: 6 },
    field: [0, 1],
  })

  it('stays on a message that is what it was, bytes and field too', () => {
    expect(selectionInLater(before, after, at(1))).toEqual(at(1))
  })

  it('goes to what was in the same packets, and lets go of bytes that are no more', () => {
    expect(selectionInLater(before, after, at(3))).toEqual({
      handshake: 'h0',
      message: 3,
      bytes: null,
      field: null,
    })
  })

  it('opens the handshake anew where nothing is left of the message', () => {
    const other = handshake({ messages: messages('C ClientHello') })
    expect(selectionInLater(before, other, at(3))).toEqual({
      handshake: 'h0',
      message: 0,
      bytes: null,
      field: null,
    })
    expect(selectionInLater(before, after, at(null))).toEqual(at(null))
  })
})
