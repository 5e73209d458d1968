import { describe, expect, it } from 'vitest'
import type { ProbedNames, ProbeEvidence } from '../../../../../src/shared/conversation/probed.ts'
import { diagnosisOf, finding } from '../../../../support/conversation/diagnosis.ts'
import { probeDiagnosisOf } from '../../../../support/conversation/probed.ts'
import { conversation, silence } from '../../../../support/conversation/script.ts'
import { completed } from '../../../../support/conversation/situations.ts'

const HOST = 'apim.contoso.internal'

function names(changes: Partial<ProbedNames> = {}): ProbedNames {
  return {
    name: HOST,
    addresses: [{ address: '10.0.1.5', space: 'private' }],
    dnsAddresses: null,
    aliases: [],
    servers: ['168.63.129.16'],
    hostsEntries: [],
    error: null,
    ...changes,
  }
}

const PUBLIC = [{ address: '20.50.1.2', space: 'public' }] as const

describe('dns-unresolvable', () => {
  const unresolved = (code: string, said: string): Partial<ProbeEvidence> => ({
    names: names({ addresses: [], error: code }),
    attempts: [],
    end: { kind: 'unresolved', name: HOST, code, said },
  })

  it('breaks at the stage dns, nobody having ended anything, and repeats what the system said', () => {
    const diagnosis = probeDiagnosisOf(
      silence(),
      unresolved('ENOTFOUND', `${HOST} does not resolve (ENOTFOUND).`),
    )
    expect(diagnosis.ids).toEqual(['dns-unresolvable'])
    expect(diagnosis.verdict).toMatchObject({
      outcome: 'broken',
      break: { stage: 'dns', by: 'none', how: 'none', lastCompleted: null },
    })
    expect(diagnosis.summary).toBe(`${HOST} does not resolve (ENOTFOUND).`)
    const found = finding(diagnosis, 'dns-unresolvable')
    expect(found?.explanation).toContain('168.63.129.16')
    expect(found?.evidence).toEqual([
      { kind: 'wire', message: null, frame: null, field: 'dns', bytes: null, value: `${HOST}: ENOTFOUND` },
    ])
  })

  it('does not claim that there is no address where no resolver answered', () => {
    const diagnosis = probeDiagnosisOf(silence(), unresolved('EAI_AGAIN', 'No answer (EAI_AGAIN).'))
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'dns', by: 'network', how: 'timeout' })
    expect(finding(diagnosis, 'dns-unresolvable')?.summary).toBe(
      `No resolver answered for ${HOST}: whether it has an address is not known.`,
    )
  })

  it('is silent where the name led somewhere', () => {
    const diagnosis = probeDiagnosisOf(completed([]), { names: names() })
    expect(diagnosis.ids).not.toContain('dns-unresolvable')
  })
})

describe('dns-public-address', () => {
  const id = 'dns-public-address'
  const told = (probe: Partial<ProbeEvidence>) =>
    finding(probeDiagnosisOf(conversation().clientHello(), probe), id)

  it('warns where the user expects a private address', () => {
    const host = names({ name: 'api.contoso.com', addresses: PUBLIC })
    expect(told({ names: host, expectPrivate: true })).toMatchObject({
      severity: 'warning',
      confidence: 0.97,
    })
    expect(told({ names: host })).toBeUndefined()
  })

  it.each([
    ['an internal ending', HOST, []],
    ['a private zone of one’s own', 'api.corp', []],
    [
      'a public name that passes through a zone of private endpoints',
      'contoso.azure-api.net',
      ['contoso.privatelink.azure-api.net'],
    ],
  ])('warns where the name itself says so: %s', (_why, name, aliases) => {
    const found = told({ names: names({ name, addresses: PUBLIC, aliases }) })
    expect(found).toMatchObject({ severity: 'warning', confidence: 0.7, fixes: ['dns-and-hosts'] })
    expect(found?.summary).toContain('20.50.1.2')
  })

  it('says that the hosts file hides what DNS tells everybody else', () => {
    const found = told({
      names: names({
        dnsAddresses: PUBLIC,
        hostsEntries: [{ file: '/etc/hosts', line: 7, address: '10.0.1.5' }],
      }),
    })
    expect(found?.summary).toMatch(
      /^Only this machine leads .* DNS itself says 20\.50\.1\.2, which is public\.$/,
    )
    expect(found?.explanation).toContain('The hosts file (/etc/hosts, line 7) sets 10.0.1.5 on this machine')
  })

  it('is silent for private addresses, behind a proxy, and in a capture', () => {
    expect(told({ names: names(), expectPrivate: true })).toBeUndefined()
    const proxy = { host: 'proxy.contoso.internal', port: 3128 }
    expect(told({ names: names({ addresses: PUBLIC }), proxy, expectPrivate: true })).toBeUndefined()
    expect(diagnosisOf(conversation().clientHello()).ids).not.toContain(id)
  })
})
