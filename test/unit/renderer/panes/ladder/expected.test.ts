import { describe, expect, it } from 'vitest'
import { missingMessages } from '../../../../../src/renderer/panes/ladder/expected.ts'
import { broken, handshake, messages } from '../../../../support/renderer/documents.ts'

const words = (...args: Parameters<typeof missingMessages>): string[] =>
  missingMessages(...args).map(({ from, type }) => `${from} ${type}`)

const SERVER_FLIGHT_12 = [
  'S ServerHello',
  'S Certificate',
  'S ServerKeyExchange',
  'S CertificateRequest',
  'S ServerHelloDone',
]

describe('the ghosts of a broken handshake', () => {
  it('names what a TLS 1.2 server owed after it refused the client certificate', () => {
    const document = broken({
      messages: messages(
        'C SYN',
        'S SYN-ACK',
        'C ClientHello',
        ...SERVER_FLIGHT_12,
        'C Certificate',
        'C ClientKeyExchange',
        'C CertificateVerify',
        'C ChangeCipherSpec',
        'C EncryptedHandshake',
        'S Alert',
      ),
    })
    expect(words(document)).toEqual(['server ChangeCipherSpec', 'server Finished', 'server ApplicationData'])
  })

  it('names the client flight that never came after it refused the server certificate', () => {
    const document = broken(
      {
        mutualTls: { requested: 'no', caNames: [], clientCertificate: 'none' },
        messages: messages(
          'C ClientHello',
          'S ServerHello',
          'S Certificate',
          'S ServerKeyExchange',
          'S ServerHelloDone',
          'C Alert',
        ),
      },
      { stage: 'server-certificate', endedBy: 'client' },
    )
    expect(words(document)).toEqual([
      'client ClientKeyExchange',
      'client ChangeCipherSpec',
      'client Finished',
      'server ChangeCipherSpec',
      'server Finished',
      'server ApplicationData',
    ])
  })

  it('asks for no ServerKeyExchange where the key exchange is plain RSA', () => {
    const document = broken({
      cipherSuite: { code: '0x009c', name: 'TLS_RSA_WITH_AES_128_GCM_SHA256' },
      messages: messages('C ClientHello', 'S ServerHello'),
    })
    expect(words(document)).not.toContain('server ServerKeyExchange')
  })

  it('takes a hidden flight of TLS 1.3 as come, and waits for what should follow it', () => {
    const document = broken({
      version: 'TLS 1.3',
      messages: messages('C ClientHello', 'S ServerHello', 'S EncryptedHandshake', 'C EncryptedHandshake', {
        from: 'server',
        type: 'EncryptedHandshake',
        encrypted: true,
        length: 19,
      }),
    })
    expect(words(document)).toEqual(['server ApplicationData'])
  })

  it('tells the parts of a TLS 1.3 flight apart where it was decrypted', () => {
    const document = broken({
      version: 'TLS 1.3',
      messages: messages(
        'C ClientHello',
        'S ServerHello',
        'S EncryptedExtensions',
        'S CertificateRequest',
        'S Certificate',
      ),
    })
    expect(words(document).slice(0, 3)).toEqual([
      'server CertificateVerify',
      'server Finished',
      'client Certificate',
    ])
  })

  it('says only what both versions share while no version was agreed', () => {
    const document = broken(
      {
        version: null,
        cipherSuite: null,
        messages: messages('C SYN', 'S SYN-ACK', 'C ClientHello', 'S RST'),
      },
      { stage: 'client-hello' },
    )
    expect(words(document)).toEqual([
      'server ServerHello',
      'server Certificate',
      'client Finished',
      'server Finished',
      'server ApplicationData',
    ])
  })

  it('begins with the SYN-ACK where nobody answered the SYN', () => {
    const document = broken(
      { version: null, cipherSuite: null, messages: messages('C SYN') },
      { stage: 'tcp', endedBy: 'network', how: 'timeout' },
    )
    expect(words(document).slice(0, 3)).toEqual([
      'server SYN-ACK',
      'client ClientHello',
      'server ServerHello',
    ])
  })

  it('does not take an answer in plain HTTP for the application data it was waiting for', () => {
    const document = broken(
      {
        version: null,
        cipherSuite: null,
        messages: messages('C ClientHello', { from: 'server', layer: 'http', type: 'Response' }),
      },
      { stage: 'client-hello', how: 'http-status' },
    )
    expect(words(document)[0]).toBe('server ServerHello')
  })

  it('asks for no certificate in a resumed handshake', () => {
    const document = broken({
      messages: messages(
        'C ClientHello',
        'S ServerHello',
        'S ChangeCipherSpec',
        'S EncryptedHandshake',
        'C Alert',
      ),
    })
    expect(words(document)).toEqual(['client ChangeCipherSpec', 'client Finished', 'server ApplicationData'])
  })

  it('shows the request that was due where the handshake went on without it', () => {
    const document = broken(
      {
        mutualTls: { requested: 'no', caNames: [], clientCertificate: 'none' },
        messages: messages(
          'C ClientHello',
          'S ServerHello',
          'S Certificate',
          'S ServerKeyExchange',
          'S ServerHelloDone',
          'C ClientKeyExchange',
          'C ChangeCipherSpec',
          'C EncryptedHandshake',
          'S ChangeCipherSpec',
          'S EncryptedHandshake',
        ),
      },
      { stage: 'certificate-request' },
    )
    expect(words(document)).toEqual(['server CertificateRequest', 'server ApplicationData'])
  })

  it('has none for a handshake that completed, nor for a capture that cannot tell', () => {
    expect(words(handshake({ messages: messages('C ClientHello') }))).toEqual([])
    expect(words(handshake({ outcome: 'incomplete', messages: messages('C ClientHello') }))).toEqual([])
  })
})
