import { describe, expect, it } from 'vitest'
import { answered, asked, clientPki, served } from '../../../../support/conversation/client-authentication.ts'
import {
  diagnosisOf,
  evidenceBytes,
  evidenceFor,
  finding,
} from '../../../../support/conversation/diagnosis.ts'

const { leaf } = clientPki()

describe('ca-names-truncated', () => {
  it('suspects a list that ends just below 16,384 bytes', () => {
    const names = namesOf(16_300)
    const diagnosis = diagnosisOf(served(answered(asked({ names }), [leaf])))
    const found = finding(diagnosis, 'ca-names-truncated')
    expect(found).toMatchObject({ severity: 'warning', confidence: 0.7 })
    expect(found?.summary).toContain('16300 bytes')
    // From the first name's first byte to the last one's last, without the first's two bytes of length
    expect(evidenceBytes(diagnosis.facts, evidenceFor(found, 'certificate_authorities'))).toHaveLength(16_298)
  })

  it.each([
    ['16,384 bytes', 16_384, true],
    ['300 bytes less', 16_084, true],
    ['301 bytes less', 16_083, false],
    ['a byte more', 16_385, false],
    ['half of it', 8_192, false],
  ])('at %s', (_name, bytes, fires) => {
    const diagnosis = diagnosisOf(served(answered(asked({ names: namesOf(bytes) }), [leaf])))
    expect(diagnosis.ids.includes('ca-names-truncated')).toBe(fires)
  })
})

/** Names that take `bytes` in all, their two-byte lengths included. */
function namesOf(bytes: number): Uint8Array[] {
  const names: Uint8Array[] = []
  let left = bytes
  while (left > 0) {
    const size = left > 200 ? 100 : left > 100 ? 50 : left
    names.push(nameOf(size - 2))
    left -= size
  }
  return names
}

/** `CN=xxx…`, in exactly that many bytes of DER: 15 to 129. */
function nameOf(size: number): Uint8Array {
  const text = new Array<number>(size - 13).fill(0x78)
  const string = [0x0c, text.length, ...text]
  const pair = [0x30, string.length + 5, 0x06, 3, 0x55, 4, 3, ...string]
  return Uint8Array.from([0x30, pair.length + 2, 0x31, pair.length, ...pair])
}
