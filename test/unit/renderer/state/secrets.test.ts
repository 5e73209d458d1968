import { describe, expect, it } from 'vitest'
import {
  follow,
  NO_SECRETS,
  withKeyLogs,
  without,
  withRsaKeys,
} from '../../../../src/renderer/state/secrets.ts'

describe('the files with secrets that are chosen', () => {
  it('are each there once, and keep what was said of them', () => {
    const followed = follow(withKeyLogs(NO_SECRETS, ['/a.keys']), '/a.keys', true)
    expect(withKeyLogs(followed, ['/a.keys', '/b.keys']).keyLogs).toEqual([
      { path: '/a.keys', follow: true },
      { path: '/b.keys', follow: false },
    ])
    expect(withRsaKeys(withRsaKeys(NO_SECRETS, ['/k.pem']), ['/k.pem']).rsaKeys).toEqual(['/k.pem'])
  })

  it('are no more than the contract takes', () => {
    const many = Array.from({ length: 40 }, (_, index) => `/${index}`)
    expect(withKeyLogs(NO_SECRETS, many).keyLogs).toHaveLength(16)
    expect(withRsaKeys(NO_SECRETS, many).rsaKeys).toHaveLength(16)
  })

  it('can be taken off', () => {
    const both = withRsaKeys(withKeyLogs(NO_SECRETS, ['/a.keys']), ['/k.pem'])
    expect(without(without(both, '/a.keys'), '/k.pem')).toEqual(NO_SECRETS)
  })
})
