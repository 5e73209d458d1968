import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ChosenFiles } from '../../../../src/main/window/chosen-files.ts'
import { pathsIn } from '../../../../src/main/window/remembered-paths.ts'

describe('the files that the user chose', () => {
  it('may be written to, however their path is spelt, and no other', () => {
    const chosen = new ChosenFiles()
    chosen.addOutput('/home/user/report.md')
    expect(chosen.refuseOutput('/home/user/../user/report.md')).toBeNull()
    expect(chosen.refuseOutput('/home/user/.profile')).toMatchObject({ error: { code: 'not-chosen' } })
  })

  it('may be read for secrets, and no other, not even one chosen to write to', () => {
    const chosen = new ChosenFiles()
    chosen.addSecrets(['/home/user/a.keys', '/home/user/server.pem'])
    chosen.addOutput('/home/user/report.md')
    const secrets = (keyLog: string, rsaKey: string) => ({
      keyLogs: [{ path: keyLog, follow: false }],
      rsaKeys: [rsaKey],
    })
    expect(chosen.refuseSecrets(secrets('/home/user/a.keys', '/home/user/server.pem'))).toBeNull()
    expect(chosen.refuseSecrets(undefined)).toBeNull()
    for (const refused of [
      secrets('/home/user/.ssh/id_rsa', '/home/user/server.pem'),
      secrets('/home/user/a.keys', '/home/user/report.md'),
    ])
      expect(chosen.refuseSecrets(refused)).toMatchObject({ ok: false, error: { code: 'not-chosen' } })
  })

  it('may be signed in or judged with, and no other, not even one chosen for its secrets', () => {
    const chosen = new ChosenFiles()
    chosen.addCredentials(['/home/user/client.pfx', '/home/user/root.cer'])
    chosen.addSecrets(['/home/user/server.pem'])
    const probe = (pfx: string, root: string) => ({
      target: 'a.example',
      credential: { pfx },
      trustedRoots: [root],
    })
    expect(chosen.refuseCredentials({ target: 'a.example' })).toBeNull()
    expect(chosen.refuseCredentials(probe('/home/user/client.pfx', '/home/user/root.cer'))).toBeNull()
    for (const options of [
      probe('/home/user/server.pem', '/home/user/root.cer'),
      probe('/home/user/client.pfx', '/etc/passwd'),
    ])
      expect(chosen.refuseCredentials(options)).toMatchObject({ error: { code: 'not-chosen' } })
  })

  it('are remembered from one start to the next, by path alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tlscope-chosen-'))
    try {
      const memory = pathsIn(join(folder, 'certificate-files.json'))
      const options = { target: 'a.example', credential: { pfx: '/home/user/client.pfx' } }
      expect(new ChosenFiles(memory).refuseCredentials(options)).not.toBeNull()
      new ChosenFiles(memory).addCredentials(['/home/user/client.pfx'])
      expect(new ChosenFiles(memory).refuseCredentials(options)).toBeNull()
      writeFileSync(join(folder, 'certificate-files.json'), '{"not": ["a list"]}')
      expect(new ChosenFiles(memory).refuseCredentials(options)).not.toBeNull()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
