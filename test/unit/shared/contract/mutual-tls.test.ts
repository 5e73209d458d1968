import { describe, expect, it } from 'vitest'
import { handshakeDocument } from '../../../../src/shared/contract/handshake-document.ts'
import { diagnosisOf } from '../../../support/conversation/diagnosis.ts'
import { lateRequest } from '../../../support/conversation/renegotiation.ts'

const AES_GCM = 24

/** Of a renegotiation that cannot be read, with these messages of the client before its ChangeCipherSpec. */
function mutualTlsOf(lengths: readonly number[]) {
  const script = lateRequest().encrypted('client', 22, 300).encrypted('server', 22, 2500)
  for (const length of lengths) script.encrypted('client', 22, length + AES_GCM)
  const { facts, ...diagnosis } = diagnosisOf(
    script.changeCipherSpec('client').encrypted('client', 22, 40).hiddenAlert('server').fin('server'),
  )
  return handshakeDocument(facts, diagnosis, 'unknown').mutualTls
}

describe('what the document says of a late request for a certificate that cannot be read', () => {
  it('goes by the sizes of what the client answered', () => {
    const requested = 'renegotiation'
    expect(mutualTlsOf([7, 37])).toMatchObject({ requested, clientCertificate: 'empty' })
    expect(mutualTlsOf([1400, 37, 264])).toMatchObject({ requested, clientCertificate: 'sent' })
    expect(mutualTlsOf([1700])).toMatchObject({ requested, clientCertificate: 'unknown' })
  })
})
