import { describe, expect, it } from 'vitest'
import { allProfiles, loadProfile, PROFILE_IDS } from '../../../../../src/main/probe/profiles/load.ts'
import { helloPlanOf, serverNameOf } from '../../../../../src/main/probe/profiles/plan.ts'
import {
  CERTIFICATE_CHECKS,
  type Profile,
  profileSchema,
} from '../../../../../src/main/probe/profiles/schema.ts'
import { unverifiedValues } from '../../../../../src/main/probe/profiles/unverified.ts'
import { HelloMaker } from '../../../../../src/main/probe/tls-client/client-hello.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import type { ClientHello } from '../../../../../src/shared/tls/message/handshake.ts'
import { isGrease } from '../../../../../src/shared/tls/registry/index.ts'
import { HOST } from '../../trust/test-ca.ts'
import { shapeOf } from './shape.ts'

function profileOf(id: string): Profile {
  const profile = loadProfile(id)
  if (!profile) throw new Error(`there is no profile ${id}`)
  return profile
}

function helloOf(profile: Profile, options = {}): ClientHello {
  const raw = new HelloMaker(helloPlanOf(profile, { host: HOST, ...options }).plan).first()
  const { body, problems } = dissectHandshake(raw, { version: null, cipherSuite: null })
  if (body.type !== 'ClientHello') throw new Error('this is no ClientHello')
  expect(problems).toEqual([])
  return body
}

describe('every profile', () => {
  it('is one of the ten', () => {
    expect([...PROFILE_IDS].sort()).toEqual([
      'appgw-v2-backend',
      'appgw-v2-probe',
      'chrome',
      'curl',
      'dotnet',
      'java-17',
      'minimal-tls12',
      'openssl-3',
      'schannel-2019',
      'schannel-2022',
    ])
    expect(loadProfile('toString')).toBeNull()
    expect(loadProfile('netscape')).toBeNull()
  })

  for (const profile of allProfiles()) {
    it(`${profile.id} becomes a hello without a problem, with as many suites and groups as it names`, () => {
      const shape = shapeOf(helloOf(profile, { exact: true }))
      expect(shape.cipherSuites).toHaveLength(profile.hello.cipherSuites.length)
      expect(shape.groups).toHaveLength(profile.hello.groups.length)
      expect(shape.keyShares).toHaveLength(profile.hello.keyShares.length)
      expect(shape.signatureAlgorithms).toHaveLength(profile.hello.signatureAlgorithms.length)
      expect(shape.sessionId).toBe(profile.hello.sessionId === 'random' ? 32 : 0)
      expect(shape.alpn).toEqual(profile.hello.alpn)
    })

    it(`${profile.id} says how it refuses, and of what it knows nothing it says so`, () => {
      for (const entry of profile.certificateChecks) {
        if (entry.failure.how === 'unknown') expect(entry.does).not.toBe('no')
        if (entry.failure.how === 'none') expect(entry.does).toBe('no')
        if (entry.does === 'unknown') expect(['unverified', 'documented']).toContain(entry.confidence)
      }
      expect(profile.certificateChecks.map(({ check }) => check)).toEqual([...CERTIFICATE_CHECKS])
    })
  }
})

describe('what nobody could confirm', () => {
  it('is said of the gateway’s hello, all but versions and ALPN, with the row', () => {
    for (const id of ['appgw-v2-backend', 'appgw-v2-probe']) {
      const values = unverifiedValues(profileOf(id))
      const named = values.flatMap(({ what }) => what)
      expect(named).toContain('hello.cipherSuites')
      expect(named).toContain('hello.extensions')
      expect(named).not.toContain('hello.versions')
      expect(values.find(({ what }) => what.includes('hello.cipherSuites'))?.rows).toContain('1.1.5')
      expect(values.every(({ why }) => why.length > 10)).toBe(true)
    }
  })

  it('is said of Schannel’s alert numbers', () => {
    for (const id of ['schannel-2019', 'schannel-2022']) {
      expect(unverifiedValues(profileOf(id)).flatMap(({ what }) => what)).toContain('the check "root"')
    }
  })

  it('is nothing where the program was measured', () => {
    for (const id of ['openssl-3', 'curl', 'java-17', 'minimal-tls12']) {
      expect(unverifiedValues(profileOf(id))).toEqual([])
    }
  })
})

describe('the gateway', () => {
  it('presents no client certificate, and closes without an alert', () => {
    const { clientCertificate, certificateChecks } = profileOf('appgw-v2-backend')
    expect(clientCertificate).toMatchObject({
      canPresent: false,
      filtersByCaNames: 'has-none',
      rows: ['1.1.6', '1.1.8'],
    })
    const root = certificateChecks.find(({ check }) => check === 'root')
    expect(root).toMatchObject({
      does: 'yes',
      failure: { how: 'close-after-handshake' },
      confidence: 'inferred',
    })
  })

  it('offers TLS 1.3 and 1.2 and nothing below', () => {
    for (const id of ['appgw-v2-backend', 'appgw-v2-probe']) {
      expect(helloPlanOf(profileOf(id), { host: HOST }).plan.versions).toEqual([0x0304, 0x0303])
    }
  })
})

describe('the plan of a hello', () => {
  it('leaves out a post-quantum share that this program cannot finish, and says so', () => {
    const { plan, differences } = helloPlanOf(profileOf('chrome'), { host: HOST })
    const canFinish = differences.length === 0
    expect(plan.groups.includes(0x11ec)).toBe(canFinish)
    expect(differences.join()).toBe(
      canFinish ? '' : 'Left out, because this program cannot finish it: X25519MLKEM768.',
    )
    const exact = helloPlanOf(profileOf('chrome'), { host: HOST, exact: true })
    expect(exact.plan.groups).toContain(0x11ec)
    expect(exact.differences).toEqual([])
    expect(shapeOf(helloOf(profileOf('chrome'), { exact: true })).keyShares).toEqual([0x0a0a, 0x11ec, 29])
  })

  it('puts new GREASE values into every hello, the same one into group and share', () => {
    const hellos = Array.from({ length: 8 }, () => helloOf(profileOf('chrome')))
    const firsts = hellos.map(({ cipherSuites }) => cipherSuites[0]?.value ?? 0)
    expect(firsts.every(isGrease)).toBe(true)
    expect(new Set(firsts).size).toBeGreaterThan(1)
    for (const { extensions } of hellos) {
      expect([isGrease(extensions[0]?.type ?? 0), isGrease(extensions.at(-1)?.type ?? 0)]).toEqual([
        true,
        true,
      ])
      expect(extensions[0]?.type).not.toBe(extensions.at(-1)?.type)
    }
  })

  it('takes another ALPN list, and none', () => {
    expect(shapeOf(helloOf(profileOf('curl'), { alpn: ['http/1.1'] })).alpn).toEqual(['http/1.1'])
    const without = shapeOf(helloOf(profileOf('curl'), { alpn: [] }))
    expect(without.extensions.some((one) => one.startsWith('16 '))).toBe(false)
  })

  it('keeps padding at its place and fills up to 512 bytes as curl does', () => {
    const raw = new HelloMaker(helloPlanOf(profileOf('curl'), { host: HOST }).plan).first()
    expect(raw.length).toBe(512)
  })
})

describe('server_name', () => {
  it('is the host, never an address', () => {
    for (const profile of allProfiles()) {
      expect(serverNameOf(profile, HOST)).toBe(HOST)
      expect(serverNameOf(profile, '10.0.1.5')).toBeNull()
      expect(serverNameOf(profile, '[fd00::1]')).toBeNull()
    }
  })

  it('is left out by Java where the host has no dot', () => {
    expect(serverNameOf(profileOf('java-17'), 'apim')).toBeNull()
    expect(serverNameOf(profileOf('openssl-3'), 'apim')).toBe('apim')
  })

  it('is what the caller says where the caller says', () => {
    const plan = (serverName: string | null) =>
      helloPlanOf(profileOf('curl'), { host: HOST, serverName }).plan
    expect(plan(null).serverName).toBeNull()
    expect(plan('other.test').serverName).toBe('other.test')
  })
})

describe('the schema', () => {
  const good = profileOf('curl')
  const problems = (value: unknown) =>
    profileSchema.safeParse(value).error?.issues.map(({ message }) => message)

  it('takes the profiles as they are', () => {
    expect(problems(good)).toBeUndefined()
  })

  it('refuses a name without a code point', () => {
    const hello = { ...good.hello, cipherSuites: ['TLS_WITH_HOPE'] }
    expect(problems({ ...good, hello })?.join()).toContain('is no cipher suite known by this name')
  })

  it('refuses a part of the hello without a source, or with two', () => {
    const [first] = good.provenance
    expect(problems({ ...good, provenance: [{ ...first, of: ['versions'] }] })?.join()).toContain(
      'hello.cipherSuites has 0 sources',
    )
    expect(
      problems({ ...good, provenance: [...good.provenance, { ...first, of: ['versions'] }] })?.join(),
    ).toContain('hello.versions has 2 sources')
  })

  it('refuses a missing check and an unknown key', () => {
    expect(problems({ ...good, certificateChecks: good.certificateChecks.slice(1) })?.join()).toContain(
      'the check "root" has 0 entries',
    )
    expect(problems({ ...good, favouriteColour: 'blue' })).toHaveLength(1)
  })
})
