import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAnswer } from '../../../../../src/shared/incident/answer/read-answer.ts'
import { withoutSecrets } from '../../../../../src/shared/incident/answer/secrets.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string, item: string | null = null) => readAnswer(bytes(text), 'pasted', item)

const ASKED = `user@jump:~$ openssl s_client -connect "10.0.2.5:443" -servername "apim.contoso.internal" </dev/null
depth=0 CN = apim.contoso.internal
verify error:num=20:unable to get local issuer certificate
40376BD7427F0000:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:rec_layer_s3.c:1601:SSL alert number 40
CONNECTED(00000003)
---
Certificate chain
 0 s:CN = apim.contoso.internal
   i:CN = Contoso Issuing CA
   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
 1 s:CN = Contoso Issuing CA
   i:CN = Contoso Root CA
---
Acceptable client certificate CA names
CN = Contoso Client Root
O = Fabrikam, CN = Fabrikam Root
Client Certificate Types: RSA sign, ECDSA sign
Requested Signature Algorithms: ECDSA+SHA256
---
SSL handshake has read 2105 bytes and written 323 bytes
---
New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384
SSL-Session:
    Protocol  : TLSv1.2
    Master-Key: 20976D9AA91E12433C3E23B588DE6891CD124E7783D8F6E7591E2E1953B80A78BA87C52F725AE4883EF17B5DC3FD8F11
    Verify return code: 20 (unable to get local issuer certificate)
---
`

describe('openssl s_client', () => {
  it('tells chain, request, CA names, verify code and alert of a run', () => {
    expect(read(ASKED).sClient).toEqual([
      {
        target: '10.0.2.5:443',
        serverName: 'apim.contoso.internal',
        chain: [],
        subjects: ['CN = apim.contoso.internal', 'CN = Contoso Issuing CA'],
        issuers: ['CN = Contoso Issuing CA', 'CN = Contoso Root CA'],
        verify: { code: 20, text: 'unable to get local issuer certificate' },
        requested: 'yes',
        caNames: ['CN = Contoso Client Root', 'O = Fabrikam, CN = Fabrikam Root'],
        version: 'TLSv1.2',
        alert: 40,
        noConnection: null,
      },
    ])
  })

  it('reads it with the line ends of Windows', () => {
    const [run] = read(ASKED.replaceAll('\n', '\r\n')).sClient
    expect(run).toMatchObject({ requested: 'yes', version: 'TLSv1.2', subjects: { length: 2 } })
    expect(run?.caNames).toHaveLength(2)
  })

  it('tells apart that nobody asked and that it never came so far', () => {
    const none = 'CONNECTED(00000003)\n---\nNo client certificate CA names sent\n---\n'
    expect(read(`${none}New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\n`).sClient[0]?.requested).toBe('no')
    expect(read(`${none}New, (NONE), Cipher is (NONE)\n`).sClient[0]?.requested).toBe('unknown')
  })

  it('reads several runs in one text', () => {
    expect(read(`${ASKED}\n${ASKED}`).sClient).toHaveLength(2)
  })

  it.each([
    [
      'connect:errno=111\n40:error:8000006F:system library:BIO_connect:Connection refused:calling connect()',
      'refused',
    ],
    [
      'error:10080002:BIO routines:BIO_lookup_ex:system lib:Name or service not known\nconnect:errno=22',
      'unresolved',
    ],
    ['BIO_connect:Connection timed out\nconnect:errno=110', 'timeout'],
  ])('tells a connection that never came to be: %#', (text, kind) => {
    expect(
      read(`$ openssl s_client -connect h:443 -servername h </dev/null\n${text}\n`).sClient[0]?.noConnection,
    ).toBe(kind)
  })
})

describe('curl', () => {
  it('tells status, server and whether a certificate was asked for', () => {
    const text = `* Connected to apim.contoso.internal (10.0.2.5) port 443
* TLSv1.2 (IN), TLS handshake, Server hello (2):
* TLSv1.2 (IN), TLS handshake, Request CERT (13):
> GET /echo HTTP/1.1
> Host: apim.contoso.internal
< HTTP/1.1 403 Forbidden
< Server: Microsoft-IIS/10.0
`
    expect(read(text).curl).toEqual({
      host: 'apim.contoso.internal',
      address: '10.0.2.5',
      status: 403,
      server: 'Microsoft-IIS/10.0',
      error: null,
      asked: true,
    })
  })

  it('tells how curl failed', () => {
    expect(
      read('curl: (60) SSL certificate problem: unable to get local issuer certificate\n').curl?.error,
    ).toEqual({
      code: 60,
      text: 'SSL certificate problem: unable to get local issuer certificate',
    })
  })

  it('is not taken for openssl, which fails in the same words', () => {
    const answer = read('curl: (7) Failed to connect to 10.0.2.5 port 443: Connection refused\n')
    expect([answer.curl?.error?.code, answer.sClient]).toEqual([7, []])
  })

  it('takes the last answer, not an interim one', () => {
    expect(read('* trace\n> GET / HTTP/1.1\n< HTTP/1.1 100 Continue\n< HTTP/1.1 200 OK\n').curl?.status).toBe(
      200,
    )
  })
})

describe('other answers', () => {
  it('reads what az printed', () => {
    const file = new URL('../../../../azure/documents/apim-show.json', import.meta.url)
    const answer = readAnswer(readFileSync(file), 'apim-show.json')
    expect(answer.azure?.parts.apims.map(({ name }) => name)).toEqual(['apim-contoso'])
    expect(answer.problems).toEqual([])
  })

  it('keeps unknown text as a note', () => {
    expect(read('They restarted it on Monday.\r\nNo idea why.', 'nsg')).toMatchObject({
      item: 'nsg',
      note: 'They restarted it on Monday.\nNo idea why.',
      azure: null,
      problems: [],
    })
  })

  it('says what a JSON of another command is', () => {
    const answer = read('[{"vmId": "1", "hardwareProfile": {}, "storageProfile": {}}]')
    expect(answer.note).toBeNull()
    expect(answer.problems).toHaveLength(1)
  })

  it('names a capture and does not read it', () => {
    const answer = readAnswer(Uint8Array.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]), 'jump.pcap')
    expect(answer.problems).toEqual([
      'jump.pcap: this is a packet capture, not the output of a command; open it as a capture',
    ])
  })

  it('says that there is nothing in an empty paste', () => {
    expect(read('  \n ').problems).toEqual(['pasted: there is nothing in it'])
  })

  it('never throws, whatever the bytes', () => {
    for (let seed = 1; seed < 300; seed++) {
      const noise = Uint8Array.from(
        { length: seed * 3 },
        (_, at) => (at * seed * 7919 + (at ^ seed) * 31) & 0xff,
      )
      expect(() => readAnswer(noise, 'noise')).not.toThrow()
    }
  })

  it('comes to an end on text made to mislead it', () => {
    const nasty = [
      `CONNECTED(00000003)\n${'Acceptable client certificate CA names\n'.repeat(40_000)}`,
      `CONNECTED(00000003)\n${'Certificate chain\n'.repeat(80_000)}`,
      `CONNECTED(00000003)\n${' '.repeat(1_500_000)}`,
      '-----BEGIN PRIVATE KEY-----\n'.repeat(20_000),
      `CONNECTED(00000003)\nCertificate chain\n${' 0 s:x\n'.repeat(50_000)}`,
      '* Trying '.repeat(50_000),
      'openssl s_client\n'.repeat(50_000),
    ]
    for (const text of nasty) expect(read(text).name).toBe('pasted')
  })
})

describe('secrets in what is pasted', () => {
  const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAsecret\n-----END RSA PRIVATE KEY-----'

  it('leaves out private keys, whole or cut off', () => {
    for (const text of [
      `before\n${key}\nafter`,
      'before\n-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEAsecret',
    ]) {
      const answer = read(text)
      expect(JSON.stringify(answer)).not.toContain('secret')
      expect(answer.note).toContain('before')
      expect(answer.problems).toEqual([
        'pasted: a private key stood in it and was left out; whoever saw it could use it',
      ])
    }
  })

  it('leaves out what openssl prints of the session', () => {
    const answer = read(ASKED)
    expect(JSON.stringify(answer)).not.toContain('20976D9AA9')
    expect(answer.problems).toEqual(['pasted: a session key stood in it and was left out'])
  })

  it('leaves out lines of a key log', () => {
    const line = `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}`
    expect(withoutSecrets(`x\n${line}\ny`)).toEqual({
      text: 'x\n(a line of a key log stood here and was removed)\ny',
      removed: ['key log'],
    })
  })

  it('does not quote a broken document that holds a key', () => {
    const answer = read(`{"data": "${key}`)
    expect(JSON.stringify(answer)).not.toContain('MIIEp')
  })

  it('leaves everything else as it is', () => {
    expect(withoutSecrets('-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----')).toEqual({
      text: '-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----',
      removed: [],
    })
  })
})
