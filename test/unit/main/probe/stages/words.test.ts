import { describe, expect, it } from 'vitest'
import { authority, span } from '../../../../../src/main/probe/stages/told.ts'
import { answerText, endingText, momentText } from '../../../../../src/main/probe/stages/words.ts'
import type { EndingCause, FaultKind } from '../../../../../src/main/probe/tls-client/index.ts'
import { utf8Bytes } from '../../../../../src/shared/bytes/text.ts'
import { STAGES } from '../../../../../src/shared/conversation/vocabulary.ts'
import { firstWords } from '../../../../../src/shared/tls/record/first-words.ts'

const ended = (cause: EndingCause): string => endingText({ ...cause, stage: 'finished', atMicros: 0 }, 1234)
const faulty = (kind: FaultKind): string =>
  ended({
    by: 'client',
    how: 'alert',
    alert: 80,
    fault: { kind, subject: 'ServerHello', offset: 4, expected: 'this', found: 'that' },
  })

describe('how a connection ended', () => {
  it.each<[string, EndingCause]>([
    [
      'the server sent the alert unknown_ca (48)',
      { by: 'server', how: 'alert', level: 2, description: 48, encrypted: true },
    ],
    [
      'the server sent the alert 0xfa',
      { by: 'server', how: 'alert', level: 2, description: 250, encrypted: false },
    ],
    ['the server closed the connection in order (close_notify)', { by: 'server', how: 'close-notify' }],
    ['the server closed the connection (FIN)', { by: 'server', how: 'fin', cut: false }],
    [
      'the server closed the connection (FIN) in the middle of a record',
      { by: 'server', how: 'fin', cut: true },
    ],
    ['the server reset the connection (RST)', { by: 'server', how: 'rst' }],
    ['the connection was lost (ETIMEDOUT)', { by: 'network', how: 'none', code: 'ETIMEDOUT' }],
    ['the server said nothing more within 1234 ms', { by: 'none', how: 'timeout' }],
    ['it was stopped on request', { by: 'client', how: 'aborted' }],
  ])('%s', (words, cause) => {
    expect(ended(cause)).toBe(words)
  })

  it('says whose fault it was, and where', () => {
    expect(faulty('not-offered')).toBe(
      'the server chose what was not offered: ServerHello at byte 4: expected this, found that',
    )
    expect(faulty('credential')).toMatch(/^our own client certificate or its key failed: /)
    expect(faulty('internal')).toMatch(/^this program is at fault: /)
  })

  it('has a moment for every stage', () => {
    for (const stage of STAGES) {
      expect(momentText({ by: 'server', how: 'rst', stage, atMicros: 0 })).toMatch(/^[A-Z][A-Za-z -]+$/)
    }
  })
})

describe('our answer to a CertificateRequest', () => {
  it.each([
    ['sent', 0x0804, 'was sent one, proved by rsa_pss_rsae_sha256 (0x0804)'],
    ['sent', null, 'was sent one'],
    ['empty', null, 'was sent none, because there is none to send'],
    ['no-common-scheme', null, 'was sent none, because it accepts no signature that our key can make'],
  ] as const)('%s, %s', (answer, scheme, words) => {
    expect(answerText({ requested: 'initial', request: null, answer, scheme })).toBe(words)
  })
})

describe('first words', () => {
  it.each([
    ['', 'nothing'],
    ['HTTP/1.1 301 Moved Permanently\r\nServer: x', 'plain HTTP: “HTTP/1.1 301 Moved Permanently”'],
    ['+OK dovecot ready\r\n', 'a greeting of POP3: “+OK dovecot ready”'],
    ['* OK IMAP4rev1\r\n', 'a greeting of IMAP: “* OK IMAP4rev1”'],
    ['\u0016\u0003\u0001\u0002\u0000', 'a TLS record'],
    ['\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000', 'the bytes 000012040000000000'],
    [`${'x'.repeat(100)}\n`, `text: “${'x'.repeat(40)}”`],
    ['abcd\u001b[2J\u0007\r\n', 'text: “abcd\\x1b[2J\\x07”'],
  ])('%j are %s', (words, named) => {
    expect(firstWords(utf8Bytes(words))).toBe(named)
  })

  it('of bytes are cut', () => {
    expect(firstWords(new Uint8Array(100))).toBe(`the bytes ${'00'.repeat(16)} …`)
  })
})

describe('small things', () => {
  it.each([
    [0.04, '0 ms'],
    [0.44, '0.4 ms'],
    [9.96, '10 ms'],
    [12.6, '13 ms'],
    [9999, '9999 ms'],
    [10_000, '10 s'],
    [12_345, '12.3 s'],
  ])('%d ms are %s', (millis, text) => {
    expect(span(millis)).toBe(text)
  })

  it('an address of IPv6 stands in brackets', () => {
    expect([authority('::1', 443), authority('10.0.0.5', 8443)]).toEqual(['[::1]:443', '10.0.0.5:8443'])
  })
})
