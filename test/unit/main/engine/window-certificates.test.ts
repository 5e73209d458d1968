import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EngineSession } from '../../../../src/main/engine/session.ts'
import { LabCertificates } from '../../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../../../src/main/lab/certificates/profile.ts'
import {
  type CertificateFiles,
  type InspectedFiles,
  inspectedFilesSchema,
} from '../../../../src/shared/ipc/certificate-channels.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-window-certificates-'))
const lab = new LabCertificates()
const PASSPHRASE = 'correct horse battery staple'
let key = ''

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

beforeAll(async () => {
  const [client, issuing, root] = [await lab.client(), await lab.clientIntermediate(), await lab.clientRoot()]
  key = keyPem(client.privateKey)
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const
  file('bundle.pem', chainPem(issuing, root))
  file('client.pem', client.pem + key)
  file('locked.pem', client.pem + client.privateKey.export(locked).toString())
  file('root.pem', root.pem)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Asked as the window asks: over the session, whose answer must fit the contract. */
async function inspected(
  names: readonly string[],
  more: Partial<CertificateFiles> = {},
  session = new EngineSession(() => {}),
): Promise<InspectedFiles> {
  const files = names.map((name) => join(folder, name))
  const outcome = await session.answer('certificates:inspect', {
    files,
    roots: [],
    host: null,
    passphrase: null,
    ...more,
  })
  if (!outcome.ok) throw new Error(outcome.error.message)
  return inspectedFilesSchema.parse(outcome.value)
}

describe('certificate files in the window', () => {
  it('are told with their chains, parts, and what the listener makes of bundle and client', async () => {
    const { inspect, bundles, failed, locked } = await inspected(['bundle.pem', 'client.pem'], {
      roots: [join(folder, 'root.pem')],
    })
    expect([failed, locked]).toEqual([[], []])
    expect(inspect.certificates.map(({ kind }) => kind)).toEqual(['intermediate', 'root', 'leaf'])
    expect(inspect.certificates[2]).toMatchObject({ hasKey: true })
    expect(inspect.chains[0]?.trust[0]).toMatchObject({ against: 'given-roots', trusted: 'yes' })
    const bundle = bundles.find(({ bundle: one }) => one.file.endsWith('bundle.pem'))
    expect(bundle?.bundle.upload.accepted).toBe('yes')
    expect(bundle?.clients[0]?.issuerDnOn.accepted).toBe('yes')
    const other = bundles.find(({ bundle: one }) => one.file.endsWith('client.pem'))
    expect(other?.findings.map(({ id }) => id)).toContain('client-ca-bundle-private-key')
  })

  it('come without their keys', async () => {
    const answer = JSON.stringify(await inspected(['client.pem', 'bundle.pem']))
    for (const line of key.split('\n').filter((one) => one.length > 40))
      expect(answer).not.toContain(line.slice(0, 20))
  })

  it('that are locked are named, and opened by a passphrase', async () => {
    const closed = await inspected(['locked.pem', 'bundle.pem'])
    expect(closed.locked.map(({ path }) => path)).toEqual([join(folder, 'locked.pem')])
    expect(closed.inspect.certificates).toHaveLength(2)
    expect((await inspected(['locked.pem'], { passphrase: 'wrong' })).locked).toHaveLength(1)
    const session = new EngineSession(() => {})
    const opened = await inspected(['locked.pem'], { passphrase: PASSPHRASE }, session)
    expect(opened.locked).toEqual([])
    expect(opened.inspect.certificates[0]).toMatchObject({ kind: 'leaf', hasKey: true })
    const again = await inspected(['locked.pem'], { roots: [join(folder, 'root.pem')] }, session)
    expect(again.locked).toEqual([])
  })

  it('that cannot be read are named, and do not stop the others', async () => {
    file('noise.cer', 'nothing but words')
    const { failed, inspect } = await inspected(['noise.cer', 'none.pem', 'bundle.pem'])
    expect(failed.map(({ message }) => message)).toEqual([
      expect.stringContaining('is neither PEM'),
      expect.stringContaining('no such file'),
    ])
    expect(inspect.certificates).toHaveLength(2)
  })
})
