import { describe, expect, it } from 'vitest'
import { type CompareRef, idInFile, sideOf } from '../../../../src/renderer/state/compare-store.ts'
import { compareSideSchema } from '../../../../src/shared/ipc/compare-channels.ts'

const ref: CompareRef = {
  name: 'a.pcapng#h3',
  open: { analysis: 'one', handshake: 's1h3' },
  file: { path: '/captures/a.pcapng', handshake: 'h3' },
}

describe('what is compared', () => {
  it('is the handshake that is open, where it still is', () => {
    const side = sideOf(ref, () => true)
    expect(side).toEqual({ kind: 'open', analysis: 'one', handshake: 's1h3', name: 'a.pcapng#h3' })
    expect(compareSideSchema.safeParse(side).success).toBe(true)
  })

  it('is read from its file again, where something else is open by now', () => {
    const side = sideOf(ref, () => false)
    expect(side).toEqual({ kind: 'file', path: '/captures/a.pcapng', handshake: 'h3' })
    expect(compareSideSchema.safeParse(side).success).toBe(true)
  })

  it('is nothing, where it was never in a file', () => {
    expect(sideOf({ ...ref, file: null }, () => false)).toBeNull()
  })

  it('is called in its file as if it were alone', () => {
    expect([idInFile('s12h3'), idInFile('h3')]).toEqual(['h3', 'h3'])
  })
})
