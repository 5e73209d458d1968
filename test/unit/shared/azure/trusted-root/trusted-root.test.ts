import { describe, expect, it } from 'vitest'
import {
  isBuiltInName,
  rootNotCa,
  rootUnneeded,
  TRUST_ANCHOR_NOTES,
  uploadCommands,
} from '../../../../../src/shared/azure/trusted-root/index.ts'
import { readCertificate } from '../../../../../src/shared/x509/certificate.ts'
import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'

describe('what the gateway has to be given of a backend’s chain', () => {
  it('is the root on v2 and the leaf on v1, not the other way round', () => {
    expect(TRUST_ANCHOR_NOTES.v2[0]).toMatch(/^v2 wants the root .* never the leaf/)
    expect(TRUST_ANCHOR_NOTES.v1[0]).toMatch(/^v1 compares the backend’s leaf/)
    expect(uploadCommands('v2', 'root.cer')[0]).toContain('root-cert create')
    expect(uploadCommands('v1', 'leaf.cer')[0]).toContain('auth-cert create')
  })

  it('puts a path with blanks between quotes', () => {
    expect(uploadCommands('v1', 'my leaf.cer')[0]).toMatch(/--cert-file "my leaf\.cer"$/)
    expect(uploadCommands('v2', 'a$(b).cer')[0]).toMatch(/--cert-file <file>$/)
  })

  it('is no self-signed certificate without CA:TRUE', () => {
    const own = readCertificate(makeCertificate({ cn: 'apim.contoso.internal' }).der).body
    const finding = rootNotCa(own, 'server.pem')
    expect(finding).toMatchObject({ id: 'trusted-root-not-ca', severity: 'error', leg: 'gateway-apim' })
    expect(finding.explanation).toContain('the intermediate certificate is missing')
  })

  it('is nothing for a public root, least of all for API Management’s own name', () => {
    const { root, leaf } = makeChain({ san: ['DNS:contoso.azure-api.net'] })
    const [top, end] = [readCertificate(root.der).body, readCertificate(leaf.der).body]
    expect(rootUnneeded(top, end, 'x')).toMatchObject({ id: 'trusted-root-unneeded', severity: 'warning' })
    expect(rootUnneeded(top, end, 'x').explanation).toContain('*.azure-api.net')
    const other = readCertificate(makeChain().leaf.der).body
    expect(rootUnneeded(top, other, 'x').explanation).not.toContain('azure-api.net')
  })

  it('knows the names of the built-in certificate', () => {
    expect(['a.azure-api.net', 'A.Azure-API.net', 'azure-api.net'].map(isBuiltInName)).toEqual([
      true,
      true,
      true,
    ])
    expect(['a.azure-api.net.evil.test', 'notazure-api.net'].map(isBuiltInName)).toEqual([false, false])
  })
})
