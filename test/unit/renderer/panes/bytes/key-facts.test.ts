import { describe, expect, it } from 'vitest'
import { keyFacts } from '../../../../../src/renderer/panes/bytes/key-facts.ts'
import type { FieldNode } from '../../../../../src/shared/bytes/field.ts'

function node(name: string, text: string, ...children: FieldNode[]): FieldNode {
  return { name, value: null, text, span: { start: 0, end: 1 }, children }
}
const certificate = (subject: string): FieldNode =>
  node('tbsCertificate', '', node('issuer', 'CN=CA'), node('subject', subject, node('subject', 'not again')))

describe('what is asked first of a message', () => {
  it('is found wherever it stands, certificate by certificate, the subject before the issuer', () => {
    const facts = keyFacts(node('Certificate', '', certificate('CN=leaf'), certificate('CN=intermediate')))
    expect(facts.map(({ path, node: { text } }) => `${path.join('.')} ${text}`)).toEqual([
      '0.1 CN=leaf',
      '0.0 CN=CA',
      '1.1 CN=intermediate',
      '1.0 CN=CA',
    ])
  })

  it('is no more than fits', () => {
    const names = Array.from({ length: 500 }, (_, index) => node('distinguished_name', `CN=${index}`))
    expect(keyFacts(node('CertificateRequest', '', ...names))).toHaveLength(12)
  })

  it('is nothing where a message has none of it', () => {
    expect(keyFacts(node('Finished', '', node('verify_data', '00')))).toEqual([])
  })
})
