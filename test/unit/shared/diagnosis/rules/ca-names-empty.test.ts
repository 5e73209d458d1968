import { describe, expect, it } from 'vitest'
import { answered, asked, clientPki, served } from '../../../../support/conversation/client-authentication.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'

const { leaf, issuing, rootName } = clientPki()

describe('ca-names-empty', () => {
  it('notes a request that names no CA', () => {
    const diagnosis = diagnosisOf(served(answered(asked({ names: [] }), [leaf, issuing])))
    const found = finding(diagnosis, 'ca-names-empty')
    expect(found?.severity).toBe('info')
    // CertificateRequest, whose last two bytes are the length of an empty list
    const bytes = evidenceBytes(diagnosis.facts, evidenceFor(found, 'certificate_authorities'))
    expect(bytes[0]).toBe(13)
    expect(bytes.slice(-2)).toEqual(Uint8Array.of(0, 0))
    expect(diagnosis.ids[0]).toBe('handshake-completed')
  })

  it('is silent where a CA is named, and where nothing was asked', () => {
    expect(diagnosisOf(served(answered(asked({ names: [rootName] }), [leaf]))).ids).not.toContain(
      'ca-names-empty',
    )
    expect(diagnosisOf(served(asked().clientKeyExchange().finished('client'))).ids).not.toContain(
      'ca-names-empty',
    )
  })
})
