import { describe, expect, it, vi } from 'vitest'
import { candidate } from '../../../../src/main/trust/candidate.ts'
import { checkSignature } from '../../../../src/main/trust/signature.ts'
import { ecKeys, type Issued, issue, LEAF, rsaKeys } from './test-ca.ts'

/** A host that refuses every certificate, as BoringSSL does some: the library has to do. */
vi.mock('../../../../src/main/trust/candidate.ts', async (original) => ({
  ...(await original<typeof import('../../../../src/main/trust/candidate.ts')>()),
  platformCertificate: () => null,
}))

const sent = ({ der }: Issued, position: number) => candidate(der, { kind: 'sent', position })

describe('signatures where the platform cannot help', () => {
  it('are verified by the library, and refused by it', async () => {
    const odd = { name: 'RSA-PSS', hash: 'SHA-512', saltLength: 20 }
    for (const keys of [await rsaKeys(), await rsaKeys(odd), await ecKeys('P-384'), await ecKeys('P-521')]) {
      const root = await issue({ subject: 'CN=Root', ca: true, keys })
      const leaf = await issue({ ...LEAF, issuer: root })
      expect(await checkSignature(sent(leaf, 0), sent(root, 1))).toEqual({ verdict: 'valid', by: 'library' })
      const other = await issue({ subject: 'CN=Root', ca: true, keys: await ecKeys() })
      const forged = await checkSignature(sent(leaf, 0), sent(other, 1))
      expect(forged.verdict).not.toBe('valid')
    }
  })

  it('are called unknown, with a reason, where nobody can read the certificate', async () => {
    const root = await issue({ subject: 'CN=Root', ca: true })
    const garbage = { der: Uint8Array.of(0x30, 3, 1, 2, 3), subject: '', keys: root.keys }
    const check = await checkSignature(sent(garbage, 0), sent(root, 1))
    expect(check).toMatchObject({ verdict: 'unknown', why: expect.stringContaining('cannot verify') })
  })
})
