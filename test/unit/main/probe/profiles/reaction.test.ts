import { describe, expect, it } from 'vitest'
import { loadProfile } from '../../../../../src/main/probe/profiles/load.ts'
import { type Reaction, reactionTo } from '../../../../../src/main/probe/profiles/reaction.ts'
import { judgeChain } from '../../../../../src/main/trust/chain.ts'
import { HOST, type Issued, issue, LEAF, NOW, rsaKeys, usualChain } from '../../trust/test-ca.ts'

async function reaction(
  id: string,
  sent: readonly Issued[],
  roots: readonly Issued[],
  host = HOST,
): Promise<Reaction> {
  const profile = loadProfile(id)
  if (!profile) throw new Error(`there is no profile ${id}`)
  const report = await judgeChain({
    sent: sent.map(({ der }) => der),
    roots: roots.map(({ der }) => der),
    platform: 'none',
    purpose: 'server',
    host,
    atMillis: NOW,
  })
  return reactionTo(profile, report)
}

describe('what a profile’s client makes of a chain', () => {
  it('is nothing where the chain is good', async () => {
    const { root, ca, leaf } = await usualChain()
    for (const id of ['openssl-3', 'java-17', 'appgw-v2-backend', 'schannel-2022', 'minimal-tls12']) {
      expect(await reaction(id, [leaf, ca], [root])).toMatchObject({ refuses: 'no', failed: [] })
    }
  })

  it('is each client’s own alert, or the gateway’s silent close', async () => {
    const { leaf, ca } = await usualChain()
    const says = async (id: string) => (await reaction(id, [leaf, ca], [])).sentence
    expect(await says('openssl-3')).toContain('with alert unknown_ca (48)')
    expect(await says('java-17')).toContain('with alert certificate_unknown (46)')
    expect(await says('dotnet')).toContain('with alert unknown_ca (48)')
    expect(await says('appgw-v2-backend')).toContain('without an alert: the handshake completes')
    expect(await says('schannel-2022')).toContain('in a way that nobody here could observe')
  })

  it('names both alerts where TLS 1.3 has another one', async () => {
    const { root, ca } = await usualChain()
    const old = await issue({ ...LEAF, issuer: ca, days: [-300, -1] })
    const { sentence } = await reaction('java-17', [old, ca], [root])
    expect(sentence).toContain('certificate_expired (45) in TLS 1.2 and certificate_unknown (46) in TLS 1.3')
    expect(sentence).toContain('expired on')
  })

  it('is acceptance by a client that does not look, and says what it overlooks', async () => {
    const { root, ca } = await usualChain()
    const weak = await issue({ ...LEAF, issuer: ca, keys: await rsaKeys(undefined, 1024) })
    const java = await reaction('java-17', [weak, ca], [root])
    expect(java.refuses).toBe('no')
    expect(java.sentence).toContain('RSA key of 1024 bits')
    expect((await reaction('openssl-3', [weak, ca], [root])).refuses).toBe('yes')
    expect((await reaction('appgw-v2-backend', [weak, ca], [root])).refuses).toBe('unknown')
  })

  it('minds another host, and certificates that cannot be read', async () => {
    const { root, ca, leaf } = await usualChain()
    const other = await reaction('curl', [leaf, ca], [root], 'portal.contoso.internal')
    expect(other.failed.map(({ check }) => check)).toEqual(['name'])
    const garbage = await reaction('curl', [{ der: Uint8Array.of(1, 2, 3) } as Issued], [root])
    expect(garbage.refuses).toBe('yes')
  })
})
