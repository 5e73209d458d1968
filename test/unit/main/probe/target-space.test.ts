import { describe, expect, it } from 'vitest'
import {
  type PublicTarget,
  permitting,
  publicTargets,
  targetsText,
} from '../../../../src/main/probe/target-space.ts'

const AIM = { host: 'contoso.com', connect: null, proxy: null }
const PROXY = { host: 'proxy.corp', port: 3128 }

describe('publicTargets', () => {
  it.each(['10.0.1.5', '172.16.0.1', '192.168.1.1', '127.0.0.1', '::1', 'fd00::1', 'fe80::1', '169.254.1.1'])(
    '%s needs no leave',
    (address) => {
      expect(publicTargets([address], AIM)).toEqual([])
    },
  )

  it.each(['20.50.2.1', '100.64.0.1', '2603:1030::1', '168.63.129.16', '203.0.113.5', '::ffff:20.50.2.1'])(
    '%s does',
    (address) => {
      expect(publicTargets([address], AIM)).toMatchObject([{ name: 'contoso.com', address }])
    },
  )

  it('goes by what is connected to, address by address', () => {
    expect(publicTargets(['10.0.1.5', '20.50.2.1'], AIM)).toEqual([
      { name: 'contoso.com', address: '20.50.2.1', space: 'public' },
    ])
  })

  it('looks behind a proxy', () => {
    const behind = (host: string, connect: string | null = null) =>
      publicTargets(['10.0.0.1'], {
        host,
        proxy: PROXY,
        connect: connect === null ? null : { address: connect, port: 443 },
      })
    expect(behind('contoso.com')).toEqual([{ name: 'contoso.com', address: null, space: null }])
    expect(behind('10.0.1.5')).toEqual([])
    expect(behind('contoso.com', '10.0.1.5')).toEqual([])
    expect(behind('20.50.2.1')).toMatchObject([{ address: '20.50.2.1', space: 'public' }])
  })

  it('counts the proxy itself', () => {
    const targets = publicTargets(['20.50.2.1'], { host: '10.0.1.5', proxy: PROXY, connect: null })
    expect(targets).toMatchObject([{ name: 'proxy.corp', address: '20.50.2.1' }])
  })
})

describe('permitting', () => {
  it('asks nobody where everything is private', async () => {
    const permit = permitting(AIM, () => {
      throw new Error('was asked')
    })
    expect(await permit(['10.0.1.5', '::1'])).toBe(true)
  })

  it('asks once for each target, also where many want it at once', async () => {
    const asked: PublicTarget[] = []
    const permit = permitting(AIM, async (targets) => {
      asked.push(...targets)
      return true
    })
    const both = ['20.50.2.1', '20.50.2.2']
    expect(await Promise.all([permit(both), permit(both), permit(['20.50.2.3'])])).toEqual([true, true, true])
    expect(asked.map(({ address }) => address)).toEqual(['20.50.2.1', '20.50.2.2', '20.50.2.3'])
  })

  it('sends nothing where one of them was denied', async () => {
    const permit = permitting(AIM, ([first]) => first?.address === '20.50.2.1')
    expect(await permit(['20.50.2.1'])).toBe(true)
    expect(await permit(['20.50.2.1', '20.50.2.2'])).toBe(false)
  })
})

describe('targetsText', () => {
  it('reads as a sentence', () => {
    expect(targetsText(publicTargets(['20.50.2.1', '20.50.2.2'], AIM))).toBe(
      'contoso.com is at 20.50.2.1, 20.50.2.2, outside private address space',
    )
    expect(targetsText(publicTargets(['20.50.2.1'], { ...AIM, host: '20.50.2.1' }))).toBe(
      '20.50.2.1 lies outside private address space',
    )
    expect(targetsText(publicTargets(['10.0.0.1'], { ...AIM, proxy: PROXY }))).toBe(
      'contoso.com is for the proxy to resolve, so it may lie outside private address space',
    )
  })
})
