import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EngineSession } from '../../../../src/main/engine/session.ts'
import type { HandshakeDocument } from '../../../../src/shared/contract/analysis.ts'
import {
  type AnalysisEvent,
  analysisEventSchema,
  engineChannels,
} from '../../../../src/shared/ipc/contract.ts'
import { documentOf } from '../../../../src/shared/ipc/handshake-row.ts'
import { sharedPath, tellWhyAbsent } from '../../../support/shared-folder.ts'

const events: AnalysisEvent[] = []
const session = new EngineSession((event) => events.push(event))
const folder = mkdtempSync(join(tmpdir(), 'tlscope-session-'))
let analysis = ''

async function ask(channel: keyof typeof engineChannels, payload: unknown): Promise<unknown> {
  const outcome = await session.answer(channel, payload)
  if (!outcome.ok) throw new Error(outcome.error.message)
  const checked = engineChannels[channel].response.safeParse(outcome.value)
  expect(checked.error?.issues ?? []).toEqual([])
  return outcome.value
}

async function done(id: string): Promise<void> {
  while (!events.some((event) => event.kind === 'done' && event.analysis === id)) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function handshakes(id: string): HandshakeDocument[] {
  return events.flatMap((event) =>
    event.kind === 'handshakes' && event.analysis === id
      ? event.handshakes.map(({ json }) => documentOf(json ?? '')).filter((document) => document !== null)
      : [],
  )
}

beforeAll(async () => {
  analysis = ((await ask('analysis:lab', {})) as { analysis: string }).analysis
  await done(analysis)
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the engine, asked as the window asks it', () => {
  it('tells only events that the contract knows', () => {
    expect(events.length).toBeGreaterThan(2)
    for (const event of events) expect(analysisEventSchema.safeParse(event).error?.issues ?? []).toEqual([])
  })

  it('knows the legs of the sample incident', () => {
    const legs = new Set(handshakes(analysis).map(({ leg }) => leg))
    expect([...legs].sort()).toEqual(['client-gateway', 'direct', 'gateway-apim'])
  })

  it('hands over the document of a handshake, the one that its row brings', async () => {
    for (const document of handshakes(analysis)) {
      const { json } = (await ask('handshake:document', { analysis, handshake: document.id })) as {
        json: string
      }
      expect(documentOf(json)).toEqual(document)
    }
    const none = await session.answer('handshake:document', { analysis, handshake: 's7h7' })
    expect(none.ok ? '' : none.error.message).toBe('There is no handshake s7h7.')
  })

  it('hands over the bytes that an evidence points at', async () => {
    const refused = handshakes(analysis).find(({ break: broke }) => broke?.detail === 'unknown_ca (48)')
    const alert = refused?.messages.findIndex(({ type }) => type === 'Alert')
    const answer = (await ask('message:bytes', { analysis, handshake: refused?.id, message: alert })) as {
      raw: Uint8Array
      form: string
    }
    expect(answer.form).toBe('alert')
    expect([...answer.raw]).toEqual([2, 48])
  })

  it('writes the annotated copy of a capture it made itself', async () => {
    const output = join(folder, 'lab.pcapng')
    const answer = (await ask('export:annotated', { analysis, source: 0, output })) as { comments: number }
    expect(answer.comments).toBeGreaterThan(10)
    expect(readFileSync(output).subarray(0, 4)).toEqual(Buffer.from([0x0a, 0x0d, 0x0d, 0x0a]))
  })

  it('tells one handshake as Markdown', async () => {
    const broken = handshakes(analysis).find((handshake) => handshake.break !== null)
    const answer = (await ask('report:markdown', { analysis, handshake: broken?.id })) as { markdown: string }
    expect(answer.markdown).toContain(`# TLS handshake ${broken?.id}`)
    expect(answer.markdown).toContain('## Fix:')
  })

  it('hands over every runbook article', async () => {
    const { files } = (await ask('runbook:files', {})) as { files: { name: string }[] }
    expect(files.map(({ name }) => name)).toContain('solution-b-client-ca.md')
  })

  it('answers a malformed request, an unknown channel and a closed capture with a sentence', async () => {
    const malformed = await session.answer('message:bytes', { analysis, handshake: '../..', message: -1 })
    const closed = await session.answer('report:markdown', { analysis: 'gone', handshake: 'h0' })
    const unknown = await session.answer('analysis:none' as 'analysis:lab', {})
    for (const outcome of [malformed, closed, unknown]) {
      expect(outcome.ok).toBe(false)
      if (!outcome.ok) expect(outcome.error.message).toMatch(/\.$/)
    }
  })

  it.skipIf(tellWhyAbsent('scenarios', 'k_unknown-ca_3.keys') !== null)(
    'opens protected messages with a key log, and hands over their decrypted bytes',
    async () => {
      const paths = [sharedPath('scenarios', 'k_unknown-ca_3.pcap') ?? '']
      const keyLogs = [{ path: sharedPath('scenarios', 'k_unknown-ca_3.keys') ?? '', follow: false }]
      const secrets = { keyLogs, rsaKeys: [] }
      const opened = (await ask('analysis:open', { paths, options: { secrets } })) as { analysis: string }
      await done(opened.analysis)
      const [handshake] = handshakes(opened.analysis)
      const message = handshake?.messages.findIndex(({ type }) => type === 'CertificateRequest')
      const payload = { analysis: opened.analysis, handshake: handshake?.id, message }
      const answer = (await ask('message:bytes', payload)) as { raw: Uint8Array; form: string }
      expect(answer.form).toBe('handshake')
      expect(answer.raw[0]).toBe(13)
      expect(handshake?.mutualTls.caNames).toEqual(['CN=Lab Root CA,O=Lab'])
    },
  )

  it('says of a key log that is not there which file it was', async () => {
    const keyLogs = [{ path: join(folder, 'none.keys'), follow: false }]
    const secrets = { keyLogs, rsaKeys: [] }
    const outcome = await session.answer('analysis:open', { paths: ['x.pcap'], options: { secrets } })
    expect(outcome.ok ? '' : outcome.error.message).toContain('none.keys')
  })

  it('says of a file that holds no RSA key so, and nothing of what it holds', async () => {
    const path = join(folder, 'not-a-key.pem')
    writeFileSync(path, 'hunter2')
    const secrets = { keyLogs: [], rsaKeys: [path] }
    const outcome = await session.answer('analysis:open', { paths: ['x.pcap'], options: { secrets } })
    const message = outcome.ok ? '' : outcome.error.message
    expect(message).toContain('not-a-key.pem: no RSA private key in it')
    expect(message).not.toContain('hunter2')
  })

  it('says of a file that is no capture which one it was, and is done', async () => {
    const opened = (await ask('analysis:open', { paths: [join(folder, 'none.pcap')], options: {} })) as {
      analysis: string
    }
    await done(opened.analysis)
    const failed = events.find((event) => event.kind === 'failed' && event.analysis === opened.analysis)
    expect(failed).toMatchObject({ kind: 'failed' })
    expect(failed?.kind === 'failed' ? failed.message : '').toContain('none.pcap')
  })
})
