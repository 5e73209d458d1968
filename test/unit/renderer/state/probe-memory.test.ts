import { describe, expect, it } from 'vitest'
import { EMPTY_FORM, type ProbeForm } from '../../../../src/renderer/state/probe-form.ts'
import {
  keptOf,
  restoredForm,
  restoredTargets,
  withTarget,
} from '../../../../src/renderer/state/probe-memory.ts'

const typed: ProbeForm = {
  ...EMPTY_FORM,
  target: 'api.contoso.com',
  credentialKind: 'pfx',
  pfx: '/certificates/client.pfx',
  trustedRoots: ['/certificates/root.cer'],
  headers: 'Authorization: Bearer abc',
  profile: 'curl',
  tlsMin: '1.2',
  sendHttp: false,
}

describe('what is kept of the form', () => {
  it('holds no header, and of files the path alone', () => {
    const kept = JSON.stringify(keptOf(typed))
    expect(kept).not.toContain('Bearer')
    expect(kept).toContain('/certificates/client.pfx')
  })

  it('comes back as it was, headers aside', () => {
    const back = restoredForm(JSON.parse(JSON.stringify(keptOf(typed))))
    expect(back).toEqual({ ...typed, headers: '' })
  })

  it('is empty where the storage holds anything else', () => {
    expect(restoredForm(null)).toEqual(EMPTY_FORM)
    expect(restoredForm('x')).toEqual(EMPTY_FORM)
    expect(
      restoredForm({
        target: 7,
        tlsMin: '2.0',
        family: 'all',
        sendHttp: 'yes',
        trustedRoots: [1],
        clientCa: 'x',
        credentialKind: 'vault',
        other: 1,
      }),
    ).toEqual(EMPTY_FORM)
  })
})

describe('targets probed before', () => {
  it('stand with the last one first, each once, no more than a dozen', () => {
    expect(withTarget(['a', 'b', 'c'], 'b')).toEqual(['b', 'a', 'c'])
    const many = Array.from({ length: 30 }, (_, at) => `host-${at}`)
    expect(withTarget(many, 'new')).toHaveLength(12)
  })

  it('are restored from whatever the storage holds', () => {
    expect(restoredTargets(['a', 3, null, 'b'])).toEqual(['a', 'b'])
    expect(restoredTargets({ a: 1 })).toEqual([])
  })
})
