import { describe, expect, it } from 'vitest'
import { documentOf, handshakeRowSchema, rowOf } from '../../../../src/shared/ipc/handshake-row.ts'
import { broken, finding, handshake, messages } from '../../../support/renderer/documents.ts'

describe('a handshake on its way to the window', () => {
  it('carries its whole document, and fits the contract', () => {
    const document = broken({
      sni: 'bücher.example',
      messages: messages('C ClientHello', {
        from: 'server',
        type: 'Alert',
        detail: 'fatal: “unknown_ca” 🙈',
      }),
      findings: [finding()],
      decryption: { state: 'no-secret', detail: 'no secret was given for this session' },
    })
    const row = rowOf(document)
    expect(handshakeRowSchema.safeParse(row).error?.issues ?? []).toEqual([])
    expect(documentOf(row.json ?? '')).toEqual(document)
  })

  it('may come without its document', () => {
    expect(handshakeRowSchema.safeParse({ ...rowOf(handshake()), json: null }).success).toBe(true)
  })

  it('takes a byte a character', () => {
    expect(rowOf(handshake({ sni: 'bücher→🙈' })).json).toMatch(/^[\x20-\x7e]*$/)
  })

  it('can be found by its alert and its findings', () => {
    expect(rowOf(broken({ findings: [finding()] })).words).toEqual([
      'unknown_ca (48)',
      'client-certificate-untrusted',
    ])
  })

  it('tells the break, else what the outcome says', () => {
    expect(rowOf(broken({})).summary).toBe('The server refused the client certificate.')
    expect(rowOf(handshake()).summary).toBe('The handshake completed; no refusal was seen.')
  })

  it('is nothing where the text is no document', () => {
    const text = rowOf(handshake()).json ?? ''
    expect(documentOf(text)).not.toBeNull()
    for (const json of ['', '{', '{}', text.replace('"source":0', '"source":"0"')])
      expect(documentOf(json)).toBeNull()
  })
})
