import { describe, expect, it } from 'vitest'
import { isAlertSized, recordSizes } from '../../../../src/shared/conversation/record-sizes.ts'

describe('record sizes', () => {
  it('counts 17 bytes of overhead in TLS 1.3, and a Finished by the hash of the suite', () => {
    const sha256 = recordSizes(0x0304, 0x1301)
    expect(sha256.finishedLength).toBe(36)
    expect(sha256.canHold(53, 36)).toBe(true)
    const sha384 = recordSizes(0x0304, 0x1302)
    expect(sha384.canHold(69, sha384.finishedLength)).toBe(true)
    expect(isAlertSized(sha256, 19)).toBe(true)
    expect(isAlertSized(sha256, 20)).toBe(false)
  })

  it('counts 24 bytes for AES-GCM of TLS 1.2 and 16 for ChaCha20-Poly1305', () => {
    expect(isAlertSized(recordSizes(0x0303, 0xc02f), 26)).toBe(true)
    expect(isAlertSized(recordSizes(0x0303, 0xcca8), 18)).toBe(true)
    expect(recordSizes(0x0303, 0xc02f).plaintext(28)).toBe(4)
  })

  it('allows for IV, MAC and padding of CBC suites', () => {
    const sizes = recordSizes(0x0303, 0xc014)
    // 16 of IV and 2 + 20 + padding to 32.
    expect(isAlertSized(sizes, 48)).toBe(true)
    expect(isAlertSized(sizes, 64)).toBe(false)
  })
})
