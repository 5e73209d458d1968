import { describe, expect, it } from 'vitest'
import { helloPlanOf, loadProfile } from '../../../../../src/main/probe/profiles/index.ts'
import { limitVersions, parseVersions } from '../../../../../src/main/probe/request/index.ts'
import { HelloMaker } from '../../../../../src/main/probe/tls-client/client-hello.ts'
import { EVERYTHING, type HelloPlan } from '../../../../../src/main/probe/tls-client/index.ts'
import { readClientHello } from './read-hello.ts'

const limit = (plan: HelloPlan, range: string): HelloPlan =>
  limitVersions(plan, parseVersions(range), 'tlscope').plan

describe('parseVersions', () => {
  it.each([
    ['1.2', 0x0303, 0x0303],
    ['1.0-1.2', 0x0301, 0x0303],
    ['TLS 1.1 - TLSv1.3', 0x0302, 0x0304],
  ])('%s', (text, lowest, highest) => {
    expect(parseVersions(text)).toEqual({ lowest, highest })
  })

  it.each(['', '1.4', '1', '2', '1.2-', '-1.2', '1.0-1.1-1.2', 'ssl3', '1.3-1.2'])('refuses %j', (text) => {
    expect(() => parseVersions(text)).toThrow(/is no TLS version|begins above its end/)
  })
})

describe('a hello limited to TLS 1.3', () => {
  const hello = readClientHello(new HelloMaker(limit(EVERYTHING, '1.3')).first())

  it('offers its suites and nothing of older versions', () => {
    expect(hello.cipherSuites.every((suite) => suite >>> 8 === 0x13)).toBe(true)
    expect(hello.versions).toEqual([0x0304])
    expect(hello.extensions).not.toContain(65281)
    expect(hello.extensions).toEqual(expect.arrayContaining([43, 51, 45, 13, 10]))
  })
})

describe('a hello limited to TLS 1.2', () => {
  const hello = readClientHello(new HelloMaker(limit(EVERYTHING, '1.2')).first())

  it('holds no word of TLS 1.3', () => {
    expect(hello.legacyVersion).toBe(0x0303)
    expect(hello.cipherSuites.some((suite) => suite >>> 8 === 0x13)).toBe(false)
    for (const type of [43, 51, 45, 49]) expect(hello.extensions).not.toContain(type)
    expect(hello.sessionIdLength).toBe(0)
  })
})

describe('a hello limited to TLS 1.0', () => {
  const hello = readClientHello(new HelloMaker(limit(EVERYTHING, '1.0')).first())

  it('leaves out what came with TLS 1.2', () => {
    expect(hello.legacyVersion).toBe(0x0301)
    expect(hello.extensions).not.toContain(13)
    expect(hello.cipherSuites).toContain(0x002f)
    expect(hello.cipherSuites).not.toContain(0xc02f)
    expect(hello.cipherSuites).not.toContain(0x003c)
  })
})

describe('a profile limited', () => {
  const planOf = (id: string): HelloPlan => {
    const profile = loadProfile(id)
    if (profile === null) throw new Error(id)
    return helloPlanOf(profile, { host: 'contoso.com' }).plan
  }

  it('keeps GREASE and the order of what stays', () => {
    const plan = planOf('chrome')
    const limited = limit(plan, '1.3')
    expect(limited.versions).toEqual([0x0a0a, 0x0304])
    expect(limited.cipherSuites).toEqual([0x0a0a, 0x1301, 0x1302, 0x1303])
  })

  it('loses GREASE of a list that goes, and hybrids', () => {
    const limited = limit(planOf('chrome'), '1.2')
    expect(limited.versions).toEqual([0x0303])
    expect(limited.groups).not.toContain(0x11ec)
    expect(limited.cipherSuites[0]).toBe(0x0a0a)
  })

  it('says what it never offers', () => {
    expect(limitVersions(planOf('minimal-tls12'), parseVersions('1.2-1.3'), 'x').missing).toEqual([0x0304])
    expect(() =>
      limitVersions(planOf('minimal-tls12'), parseVersions('1.3'), 'the profile minimal-tls12'),
    ).toThrow('the profile minimal-tls12 offers TLS 1.2 only, so nothing is left of it')
  })
})
