import { beforeAll, describe, expect, it } from 'vitest'
import type { Identity } from '../../../../../../src/main/lab/certificates/profile.ts'
import type { BackendSetting } from '../../../../../../src/shared/azure/model.ts'
import { AUTHORITY, base64, base64OfPem, issue, shown } from '../certificates.ts'
import {
  aGateway,
  aHealthFinding,
  aHostname,
  anObservation,
  anUpload,
  aPool,
  aProbe,
  aSetting,
  contradicted,
  found,
  HOST,
  ids,
  noted,
  only,
} from '../samples.ts'

const NOT_CA = 'trusted-root-not-ca'
const MISMATCH = 'trusted-root-mismatch'
const UNNEEDED = 'trusted-root-unneeded'

let root: Identity
let renewed: Identity
let intermediate: Identity
let leaf: Identity
let other: Identity
let publicRoot: Identity
let selfSigned: Identity

beforeAll(async () => {
  root = await issue('Contoso Server Root', null, AUTHORITY)
  renewed = await issue('Contoso Server Root', null, AUTHORITY)
  intermediate = await issue('Contoso Server Issuing', root, AUTHORITY)
  leaf = await issue(HOST, intermediate, { subjectAltNames: [`DNS:${HOST}`] })
  other = await issue('Fabrikam Root', null, AUTHORITY)
  publicRoot = await issue('DigiCert Global Root G2', null, {
    ...AUTHORITY,
    subject: [
      ['O', 'DigiCert Inc'],
      ['CN', 'DigiCert Global Root G2'],
    ],
  })
  selfSigned = await issue(HOST, null, { subjectAltNames: [`DNS:${HOST}`] })
})

/** API Management under a name of its own, with a private chain; nothing else is wrong. */
function withRoot(
  data: string,
  context: Parameters<typeof found>[1] = {},
  setting: Partial<BackendSetting> = {},
) {
  return found(ownName(data, setting), context)
}

function ownName(data: string, setting: Partial<BackendSetting> = {}) {
  return {
    apimHostnames: [aHostname(HOST, true)],
    backendSettings: [aSetting({ hostName: HOST, trustedRootCertificates: ['apim-root'], ...setting })],
    probes: [aProbe({ host: HOST })],
    trustedRootCertificates: [anUpload({ data })],
  }
}

function wire(chain: readonly Identity[], leg: 'gateway-apim' | 'direct' = 'gateway-apim') {
  return [anObservation({ leg, serverName: HOST, serverChain: shown(...chain) })]
}

describe('a trusted root certificate that is no CA', () => {
  it('fires on a leaf and on a self-signed certificate, each called what it is', () => {
    const ofLeaf = only(withRoot(base64(leaf)), NOT_CA)
    expect(ofLeaf).toMatchObject({
      severity: 'error',
      confidence: 0.88,
      leg: 'gateway-apim',
      fixes: ['solution-a-trusted-root'],
    })
    expect(ofLeaf.explanation).toContain('is a leaf')
    expect(only(withRoot(base64(selfSigned)), NOT_CA).explanation).toContain(
      'self-signed certificate without CA:TRUE',
    )
    expect(ids(withRoot(base64(leaf)))).toEqual([NOT_CA])
  })

  it('reads PEM that was uploaded as it was, and passes over what is no certificate', () => {
    expect(ids(withRoot(base64OfPem(leaf)))).toEqual([NOT_CA])
    expect(ids(withRoot(base64OfPem(root)))).toEqual([])
    expect(ids(withRoot('not base64 at all!'))).toEqual([])
    expect(ids(withRoot(Buffer.from('nonsense').toString('base64')))).toEqual([])
  })

  it('only warns where no setting uses it', () => {
    expect(only(withRoot(base64(leaf), {}, { trustedRootCertificates: [] }), NOT_CA).severity).toBe('warning')
  })

  it('is surer where backend health says the like', () => {
    const { server, finding } = aHealthFinding('backend-health-intermediate-missing')
    const findings = found({ ...ownName(base64(selfSigned)), backendHealth: [server] }, { health: [finding] })
    expect(only(findings, NOT_CA).confidence).toBe(0.97)
  })
})

describe('a trusted root certificate against the chain on the wire', () => {
  it('is silent where the chain ends at it, sent or not', () => {
    expect(ids(withRoot(base64(root), { wire: wire([leaf, intermediate]) }))).toEqual([])
    expect(ids(withRoot(base64(root), { wire: wire([leaf, intermediate, root]) }))).toEqual([])
  })

  it('is proven wrong by a root that was sent, less by one that was only named', () => {
    const sent = only(withRoot(base64(other), { wire: wire([leaf, intermediate, root]) }), MISMATCH)
    expect(sent).toMatchObject({ severity: 'error', confidence: 0.97, leg: 'gateway-apim' })
    expect(sent.explanation).toContain('it should be CN=Contoso Server Root,O=Contoso')
    expect(sent.evidence).toContainEqual(
      expect.objectContaining({ kind: 'wire', frame: 6, field: 'h3: certificate_list' }),
    )
    expect(only(withRoot(base64(other), { wire: wire([leaf, intermediate]) }), MISMATCH).confidence).toBe(
      0.88,
    )
  })

  it('says so where only the name is the same', () => {
    const finding = only(withRoot(base64(renewed), { wire: wire([leaf, intermediate, root]) }), MISMATCH)
    expect(finding.explanation).toContain('same name and is another certificate')
  })

  it('takes a chain from the direct leg for a hint', () => {
    const finding = only(
      withRoot(base64(other), { wire: wire([leaf, intermediate, root], 'direct') }),
      MISMATCH,
    )
    expect(finding.confidence).toBe(0.7)
    expect(finding.explanation).toContain('not on the gateway’s leg')
  })

  it('judges nothing where one of the roots cannot be seen, or the chain is not checked', () => {
    const roots = { trustedRootCertificates: ['apim-root', 'from-key-vault'] }
    expect(ids(withRoot(base64(other), { wire: wire([leaf, intermediate]) }, roots))).toEqual([])
    const unchecked = { validateCertChainAndExpiry: false }
    expect(ids(withRoot(base64(other), { wire: wire([leaf, intermediate]) }, unchecked))).toEqual([])
    expect(noted(ownName(base64(other), unchecked))).toEqual([
      expect.stringContaining('does not check the backend’s certificate in full'),
    ])
  })

  it('is surer where backend health says the like', () => {
    const { server, finding } = aHealthFinding('backend-health-root-mismatch')
    const parts = { ...ownName(base64(other)), backendHealth: [server] }
    const context = { health: [finding], wire: wire([leaf, intermediate]) }
    expect(only(found(parts, context), MISMATCH).confidence).toBe(0.97)
  })

  it('tells the contradiction where health refuses the very root that packets showed', () => {
    const { server, finding } = aHealthFinding('backend-health-root-mismatch')
    const parts = { ...ownName(base64(root)), backendHealth: [server] }
    const context = { health: [finding], wire: wire([leaf, intermediate, root]) }
    expect(ids(found(parts, context))).toEqual(['configuration-contradiction'])
    expect(contradicted(parts, context)).toEqual([
      expect.stringContaining('the chain of h3 ends at the very root that is attached'),
    ])
  })
})

describe('a trusted root certificate by itself', () => {
  it('fires on an intermediate in the place of a root', () => {
    const finding = only(withRoot(base64(intermediate)), MISMATCH)
    expect(finding).toMatchObject({ confidence: 0.7 })
    expect(finding.summary).toContain('is an intermediate CA, not a root')
  })

  it('fires on a private root before the built-in host name, which has a public certificate', () => {
    const parts = {
      backendSettings: [aSetting({ trustedRootCertificates: ['apim-root'] })],
      trustedRootCertificates: [anUpload({ data: base64(root) })],
    }
    expect(only(found(parts), MISMATCH).explanation).toContain('it should be empty')
  })

  it('warns of a public root there, which is not needed', () => {
    const parts = {
      backendSettings: [aSetting({ trustedRootCertificates: ['apim-root'] })],
      trustedRootCertificates: [anUpload({ data: base64(publicRoot) })],
    }
    const finding = only(found(parts), UNNEEDED)
    expect(ids(found(parts))).toEqual([UNNEEDED])
    expect(finding).toMatchObject({ severity: 'warning', confidence: 0.7 })
    const renamed = {
      ...parts,
      backendSettings: [aSetting({ hostName: HOST, trustedRootCertificates: ['apim-root'] })],
      apimHostnames: [aHostname(HOST, true)],
      probes: [aProbe({ host: HOST })],
    }
    expect(ids(found(renamed))).toEqual([])
  })

  it('warns of a public root that the chain on the wire ends at', async () => {
    const publicLeaf = await issue(HOST, publicRoot, { subjectAltNames: [`DNS:${HOST}`] })
    const findings = withRoot(base64(publicRoot), { wire: wire([publicLeaf]) })
    expect(only(findings, UNNEEDED)).toMatchObject({ confidence: 0.88 })
    expect(ids(findings)).toEqual([UNNEEDED])
  })
})

describe('an authentication certificate of v1', () => {
  const v1 = (data: string) => ({
    gateways: [aGateway({ sku: 'v1', skuName: 'Standard_Large' })],
    sslProfiles: [],
    apimHostnames: [aHostname(HOST, true)],
    backendPools: [aPool(HOST)],
    backendSettings: [aSetting({ hostName: HOST, authenticationCertificates: ['apim-leaf'] })],
    probes: [aProbe({ host: HOST })],
    authenticationCertificates: [anUpload({ name: 'apim-leaf', data })],
  })
  const others = (list: readonly string[]) => list.filter((id) => id !== 'gateway-v1-retired')

  it('is silent where it is a leaf, or the very leaf that was shown', () => {
    expect(others(ids(found(v1(base64(leaf)))))).toEqual([])
    expect(others(ids(found(v1(base64(leaf)), { wire: wire([leaf, intermediate]) })))).toEqual([])
  })

  it('fires on a root, and on another leaf than was shown', () => {
    expect(only(found(v1(base64(root))), MISMATCH).explanation).toContain(
      'A v1 gateway compares the leaf itself',
    )
    const finding = only(found(v1(base64(selfSigned)), { wire: wire([leaf, intermediate]) }), MISMATCH)
    expect(finding.confidence).toBe(0.97)
    expect(finding.explanation).toContain(`thumbprint ${shown(leaf)[0]?.sha1}`)
  })
})

describe('uploaded certificates that break nothing', () => {
  it('are noted where they are unused, expired, or of the other generation', async () => {
    const old = await issue('Old Root', null, {
      ...AUTHORITY,
      notBefore: new Date(0),
      notAfter: new Date(Date.UTC(2020, 0, 1)),
    })
    const notes = noted({
      trustedRootCertificates: [anUpload({ data: base64(old) })],
      backendSettings: [aSetting({ authenticationCertificates: ['apim-leaf'] })],
    })
    expect(notes).toEqual([
      'Trusted root certificate "apim-root" of agw-contoso is uploaded and used by no backend setting.',
      'Backend setting "https-apim" of agw-contoso carries certificates of the other gateway generation: authenticationCertificates.',
      'The uploaded certificate "apim-root" expired on 2020-01-01.',
    ])
    expect(noted({})).toEqual([])
  })
})
