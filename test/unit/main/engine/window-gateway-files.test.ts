import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EngineSession } from '../../../../src/main/engine/session.ts'
import { LabCertificates } from '../../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../../../src/main/lab/certificates/profile.ts'
import { madeBundleSchema, madeRootSchema } from '../../../../src/shared/ipc/certificate-channels.ts'
import { readCertificateFile } from '../../../../src/shared/x509/pem.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-gateway-files-'))
const session = new EngineSession(() => {})
const lab = new LabCertificates()

beforeAll(async () => {
  const [client, issuing, root] = [await lab.client(), await lab.clientIntermediate(), await lab.clientRoot()]
  writeFileSync(join(folder, 'client.pem'), client.pem + keyPem(client.privateKey))
  writeFileSync(join(folder, 'server.pem'), (await lab.server()).pem)
  writeFileSync(join(folder, 'issuing.pem'), chainPem(issuing))
  writeFileSync(join(folder, 'root.pem'), chainPem(root))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files = (...names: string[]) => ({ files: names.map((name) => join(folder, name)) })

async function asked(channel: 'certificates:make-bundle' | 'certificates:make-root', payload: object) {
  const outcome = await session.answer(channel, payload)
  if (!outcome.ok) throw new Error(outcome.error.message)
  return outcome.value
}

const rootOf = async (about: object) =>
  madeRootSchema.parse(await asked('certificates:make-root', { end: null, roots: [], sku: 'v2', ...about }))

describe('the client CA file of the window', () => {
  it('holds intermediates and root, and neither leaf nor key', async () => {
    const from = files('client.pem', 'issuing.pem', 'root.pem')
    const { text, document } = madeBundleSchema.parse(await asked('certificates:make-bundle', { from }))
    expect(readCertificateFile(new TextEncoder().encode(text ?? '')).certificates).toHaveLength(2)
    expect(text).not.toContain('PRIVATE')
    expect(document.written).toBe('client-ca.pem')
    expect(document.bundle?.certificates.map(({ role }) => role)).toEqual(['intermediate', 'root'])
  })

  it('is none where an issuer is missing: then there is a text to send', async () => {
    const from = files('client.pem')
    const { text, document } = madeBundleSchema.parse(await asked('certificates:make-bundle', { from }))
    expect(text).toBeNull()
    expect(document.written).toBeNull()
    expect(document.requests[0]).toContain('Contoso')
  })

  it('is refused in a sentence where nothing can be read', async () => {
    writeFileSync(join(folder, 'words.pem'), 'words')
    const outcome = await session.answer('certificates:make-bundle', { from: files('words.pem') })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'no-certificates' } })
  })
})

describe('the root file of the window', () => {
  it('is the root of the chain for v2, the end of it for v1, as Windows writes Base-64', async () => {
    const from = files('client.pem', 'issuing.pem', 'root.pem')
    const v2 = await rootOf({ from })
    expect(v2.document.exported?.subject).toContain('Root')
    expect(v2.document.written).toBe('backend-root.cer')
    expect(v2.text).toMatch(/^-----BEGIN CERTIFICATE-----\r\n/)
    const v1 = await rootOf({ from, sku: 'v1' })
    expect(v1.document.exported?.subject).toContain('device')
    expect(v1.document.written).toBe('backend-authentication.cer')
  })

  it('goes up from the certificate that is meant, and says what is missing above it', async () => {
    const issuing = await rootOf({ from: files('issuing.pem') })
    expect(issuing.text).toBeNull()
    expect(issuing.document.missing?.issuer).toContain('Root')
    const from = files('client.pem', 'issuing.pem', 'root.pem', 'server.pem')
    const server = (await rootOf({ from: files('server.pem'), sku: 'v1' })).document.exported
    expect(server?.subject).not.toContain('device')
    const meant = await rootOf({ from, sku: 'v1', end: server?.sha256 })
    expect(meant.document.exported?.sha256).toBe(server?.sha256)
  })

  it('is made of what the server of an open handshake sent', async () => {
    const opened = await session.answer('analysis:lab', {})
    if (!opened.ok) throw new Error(opened.error.message)
    const { analysis } = opened.value as { analysis: string }
    const seen = await waitFor(async () => {
      const outcome = await session.answer('certificates:make-root', {
        from: { analysis, handshake: 'h0' },
        end: null,
        roots: [],
        sku: 'v1',
      })
      return outcome.ok ? madeRootSchema.parse(outcome.value) : null
    })
    expect(seen.document.handshake).toMatchObject({ id: 'h0', side: 'server' })
    expect(seen.text).toContain('BEGIN CERTIFICATE')
  }, 30_000)
})

async function waitFor<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
