import { describe, expect, it } from 'vitest'
import { LabCertificates } from '../../../../../src/main/lab/certificates/lab-certificates.ts'
import { type Identity, subjectName } from '../../../../../src/main/lab/certificates/profile.ts'
import type { ClientCredential } from '../../../../../src/main/probe/credential.ts'
import { habitualCredential } from '../../../../../src/main/probe/profiles/credential-habit.ts'
import { loadProfile, PROFILE_IDS } from '../../../../../src/main/probe/profiles/load.ts'
import { encodeCertificateRequest12 } from '../../../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import type { CertificateRequest } from '../../../../../src/shared/tls/message/handshake.ts'

const lab = new LabCertificates()

async function credential(): Promise<ClientCredential> {
  const chain = [(await lab.client()).der, (await lab.clientIntermediate()).der]
  return { chain, schemes: [0x0804], sign: () => new Uint8Array(0) }
}

function requestFor(...authorities: readonly Identity[]): CertificateRequest {
  const raw = encodeCertificateRequest12({
    signatureAlgorithms: [0x0804],
    certificateAuthorities: authorities.map(subjectName),
  })
  const { body } = dissectHandshake(raw, { version: 0x0303, cipherSuite: 0xc02f })
  if (body.type !== 'CertificateRequest') throw new Error('this is no CertificateRequest')
  return body
}

describe('a client certificate', () => {
  const answers = async (id: string) => {
    const profile = loadProfile(id)
    if (!profile) throw new Error(`there is no profile ${id}`)
    const own = await credential()
    const choose = habitualCredential(profile, own)
    const requests = [
      requestFor(),
      requestFor(await lab.clientIntermediate()),
      requestFor(await lab.rogueRoot(), await lab.clientRoot()),
      requestFor(await lab.rogueRoot()),
    ]
    return requests.map((request) => (choose(request) === own ? 'sent' : 'empty'))
  }

  it('is never sent by the gateway', async () => {
    expect(await answers('appgw-v2-backend')).toEqual(['empty', 'empty', 'empty', 'empty'])
    expect(await answers('appgw-v2-probe')).toEqual(['empty', 'empty', 'empty', 'empty'])
  })

  it('is always sent by those who do not look at the names', async () => {
    for (const id of ['openssl-3', 'curl', 'minimal-tls12']) {
      expect(await answers(id)).toEqual(['sent', 'sent', 'sent', 'sent'])
    }
  })

  it('is kept back by those who do where no name leads to it, and sent where none is given', async () => {
    const filtering = PROFILE_IDS.filter(
      (id) => loadProfile(id)?.clientCertificate.filtersByCaNames === 'yes',
    )
    expect(filtering).toContain('java-17')
    expect(filtering).toContain('dotnet')
    for (const id of filtering) expect(await answers(id)).toEqual(['sent', 'sent', 'sent', 'empty'])
  })
})
