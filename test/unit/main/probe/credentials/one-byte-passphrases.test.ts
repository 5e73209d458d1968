import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { Work } from '../../../../../src/main/probe/credentials/key-stretching.ts'
import { unlockPkcs8 } from '../../../../../src/main/probe/credentials/private-key.ts'

// Read as UTF-8 the passphrase is another one, and one in 256 of those leaves a sound padding behind.
const TRIES = 800

it('never takes what another encoding of the passphrase leaves for the key', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const plain = privateKey.export({ type: 'pkcs8', format: 'der' })
  const passphrase = Buffer.from('pässwörd', 'latin1')
  for (let at = 0; at < TRIES; at++) {
    const locked = privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-128-cbc', passphrase })
    const opened = unlockPkcs8(locked, 'pässwörd', new Work())
    expect(Buffer.from(opened).equals(plain)).toBe(true)
  }
})
