import { describe, expect, it } from 'vitest'
import { corroborated } from '../../../../../../src/shared/azure/checks/check.ts'
import {
  nameParts,
  sameDistinguishedName,
} from '../../../../../../src/shared/azure/checks/support/apim-store.ts'
import { hostsOf, isFor } from '../../../../../../src/shared/azure/checks/support/chain-names.ts'
import {
  distinct,
  eitherOf,
  type Fault,
  faultsTogether,
} from '../../../../../../src/shared/azure/checks/support/fault.ts'
import { onListener } from '../../../../../../src/shared/azure/checks/support/listener-wire.ts'
import { accepts } from '../../../../../../src/shared/azure/checks/support/probe-terms.ts'
import { isPublicCaName, topOf } from '../../../../../../src/shared/azure/checks/support/uploaded.ts'
import { CONFIDENCE } from '../../../../../../src/shared/diagnosis/finding.ts'
import { aListener, anObservation, model } from '../samples.ts'

const certificate = (subject: string, issuer: string, san: string[] = []) => ({
  subject,
  issuer,
  san,
  isCa: false,
  sha1: subject,
  sha256: subject,
})

describe('confidence', () => {
  it('rises by one step where a second source agrees, and no higher than proven', () => {
    expect(corroborated(CONFIDENCE.likely)).toBe(CONFIDENCE.strong)
    expect(corroborated(0.5)).toBe(CONFIDENCE.likely)
    expect(corroborated(CONFIDENCE.proven)).toBe(CONFIDENCE.proven)
  })
})

describe('distinguished names as text', () => {
  it('are one name whatever the order, the spaces and the case', () => {
    expect(sameDistinguishedName('CN=Root, O=Contoso,C=NO', 'c=no,o=contoso, cn = root')).toBe(true)
    expect(sameDistinguishedName('CN=Root,O=Contoso', 'CN=Root')).toBe(false)
  })

  it('keep a comma that is part of a value', () => {
    expect(nameParts('CN=Contoso\\, Inc.,C=NO')).toBe('c=no,cn=contoso\\, inc.')
    expect(nameParts('CN=ends in\\')).toBe('cn=ends in\\')
  })
})

describe('a chain that packets showed', () => {
  it('ends at a root that was sent, or at the name of one that was not', () => {
    const leaf = certificate('CN=leaf', 'CN=intermediate')
    const intermediate = certificate('CN=intermediate', 'CN=root')
    const root = certificate('CN=root', 'CN=root')
    expect(topOf([leaf, intermediate])).toEqual({ sent: false, rootName: 'CN=root' })
    expect(topOf([leaf, root, intermediate])).toEqual({ sent: true, root })
    expect(topOf([])).toBeNull()
  })

  it('ends also where two certificates issue one another', () => {
    const ring = [certificate('CN=a', 'CN=b'), certificate('CN=b', 'CN=a')]
    expect(topOf(ring)).toEqual({ sent: false, rootName: 'CN=a' })
  })

  it('is for the names of the SAN, and for the common name only where there is none', () => {
    const named = certificate('CN=old.contoso.com', 'CN=CA', [
      'DNS:*.contoso.com',
      'IP:10.0.2.5',
      'email:x@contoso.com',
    ])
    expect(hostsOf(named)).toEqual(['*.contoso.com', '10.0.2.5'])
    expect(isFor(named, 'API.contoso.com.')).toBe(true)
    expect(isFor(named, 'a.b.contoso.com')).toBe(false)
    expect(isFor(named, '10.0.2.5')).toBe(true)
    expect(isFor(named, '10.0.2.6')).toBe(false)
    expect(hostsOf(certificate('O=Contoso,CN=api.contoso.com', 'CN=CA'))).toEqual(['api.contoso.com'])
    expect(hostsOf(certificate('O=Contoso', 'CN=CA'))).toEqual([])
  })

  it('is of a public CA by the CA’s name, not by any name that holds those letters', () => {
    expect(isPublicCaName('CN=DigiCert Global Root G2,O=DigiCert Inc,C=US')).toBe(true)
    expect(isPublicCaName('CN=Contoso Root,O=Contoso')).toBe(false)
    expect(isPublicCaName('CN=MyDigiCertLike Root')).toBe(false)
  })
})

describe('codes that count as healthy', () => {
  it('are single ones and ranges, 200 to 399 where none are given, and nothing where they cannot be read', () => {
    expect([200, 399, 400].map((code) => accepts({ statusCodes: null }, code))).toEqual([true, true, false])
    expect([200, 401].map((code) => accepts({ statusCodes: ['401', ' 200 - 299 '] }, code))).toEqual([
      true,
      true,
    ])
    expect(accepts({ statusCodes: ['2xx'] }, 200)).toBe(false)
  })
})

describe('handshakes of a listener', () => {
  const wire = [anObservation({ leg: 'client-gateway', serverName: 'api.contoso.com' })]
  const to = (...hostNames: string[]) => {
    const listener = aListener({ hostNames })
    return onListener(model({ listeners: [listener] }), wire, listener).length
  }

  it('are told by its host names, wildcards included', () => {
    expect([to('API.contoso.com'), to('*.contoso.com'), to('ap?.contoso.com')]).toEqual([1, 1, 1])
    expect([to('shop.contoso.com'), to('*.api.contoso.com'), to('a?.contoso.com')]).toEqual([0, 0, 0])
  })

  it('are a basic listener’s only where there is no other', () => {
    const basic = aListener({ hostNames: [] })
    expect(onListener(model({ listeners: [basic] }), wire, basic)).toHaveLength(1)
    expect(onListener(model({ listeners: [basic, aListener({ name: 'other' })] }), wire, basic)).toEqual([])
  })
})

describe('several faults of one setting', () => {
  const fault = (parts: Partial<Fault>): Fault => ({
    property: 'path',
    is: '"/"',
    should: '"/x"',
    why: 'nothing is there',
    severity: 'error',
    confidence: 0.7,
    basis: 'documented',
    evidence: [],
    ...parts,
  })

  it('are one finding that begins with the gravest, then the surest', () => {
    const draft = faultsTogether(
      'probe "p"',
      [],
      [
        fault({ property: 'timeout', severity: 'warning', confidence: 0.97 }),
        fault({ property: 'host', confidence: 0.88 }),
        fault({}),
      ],
    )
    expect(draft).toMatchObject({
      severity: 'error',
      confidence: 0.88,
      summary: 'Probe "p": host is "/" and should be "/x", and 2 more.',
      explanation:
        'host is "/": nothing is there. It should be "/x". path is "/": nothing is there. It should be "/x". timeout is "/": nothing is there. It should be "/x".',
    })
    expect(faultsTogether('probe "p"', [], [])).toBeNull()
  })

  it('show each piece of evidence once, and alternatives as alternatives', () => {
    const place = { kind: 'file', file: 'a.json', pointer: '/0' } as const
    expect(distinct([place, { ...place }, { ...place, pointer: '/1' }])).toHaveLength(2)
    expect(['a', 'b', 'c', 'd', 'e'].map((_name, at, names) => eitherOf(names.slice(0, at + 1)))).toEqual([
      '"a"',
      '"a" or "b"',
      '"a", "b" or "c"',
      '"a", "b", "c" or 1 more',
      '"a", "b", "c" or 2 more',
    ])
  })
})
