import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SECRETS_TLS_KEY_LOG } from '../../../../src/main/capture-file/pcapng-format.ts'
import { decryptionSecretsBlock } from '../../../../src/main/capture-file/pcapng-writer.ts'
import { synthesiseCapture } from '../../../../src/main/capture-file/synthesise.ts'
import { analyseToDocument } from '../../../../src/main/engine/analysis.ts'
import { GivenFileError, NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { openSecrets, readSecretFiles } from '../../../../src/main/engine/secrets.ts'
import { concat } from '../../../../src/shared/bytes/text.ts'
import { analysisSchema } from '../../../../src/shared/contract/analysis.ts'
import { decrypt, openedRows, type Recording, recordHandshake } from '../../../support/decrypt/loopback.ts'
import { readConversations } from '../../../support/engine/read-conversations.ts'

const RANDOM = '0a'.repeat(32)
const SECRET = '0b'.repeat(32)

let folder = ''
let recording: Recording

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlscope-secrets-'))
  recording = await recordHandshake()
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The document of the recording, read with `keyLogs`. */
async function analysed(keyLogs: readonly string[], inside?: string) {
  const capture = synthesiseCapture([recording.record], inside === undefined ? {} : { keyLog: inside })
  const secrets = await readSecretFiles(keyLogs, false, [])
  const document = await analyseToDocument([{ path: 'capture', input: whole(capture) }], {
    ...NO_OPTIONS,
    secrets,
  })
  expect(analysisSchema.safeParse(document).error?.issues ?? []).toEqual([])
  return document
}

describe('secrets given beside a capture', () => {
  it('open its handshakes, which the source counts and each handshake says', async () => {
    const document = await analysed([await file('good.keys', recording.keyLog)])
    expect(document.sources[0]).toMatchObject({ decryptedHandshakes: 1, warnings: [] })
    expect(document.handshakes[0]?.decryption?.state).toBe('decrypted')
    const certificate = document.handshakes[0]?.messages.find(({ type }) => type === 'Certificate')
    expect(certificate).toMatchObject({ encrypted: true, decrypted: true })
  })

  it('are read from a Decryption Secrets Block of the capture', async () => {
    const document = await analysed([], recording.keyLog)
    expect(document.sources[0]?.decryptedHandshakes).toBe(1)
  })

  it('are not asked for: a capture without any says nothing of decryption', async () => {
    const document = await analysed([])
    expect(document.sources[0]).toMatchObject({ decryptedHandshakes: 0, warnings: [] })
    expect(document.handshakes[0]).not.toHaveProperty('decryption')
  })

  it('that hold none for a handshake are told with its id', async () => {
    const document = await analysed([
      await file('other.keys', `CLIENT_RANDOM ${RANDOM} ${SECRET}${SECRET.slice(32)}\n`),
    ])
    expect(document.sources[0]?.decryptedHandshakes).toBe(0)
    expect(document.sources[0]?.warnings).toEqual([
      {
        code: 'decryption-no-secret',
        offset: null,
        message: '1 handshake not decrypted: no secret among those given (h0)',
      },
    ])
  })

  it('with lines that are none are used as far as they go; the numbers are told, never the content', async () => {
    const text = `what is this ${SECRET}\n${recording.keyLog}CLIENT_RANDOM short ${SECRET}\n`
    const document = await analysed([await file('damaged.keys', text)])
    expect(document.sources[0]?.decryptedHandshakes).toBe(1)
    const lines = recording.keyLog.trim().split('\n').length
    expect(document.sources[0]?.warnings).toMatchObject([{ code: 'key-log-line' }])
    expect(document.sources[0]?.warnings[0]?.message).toContain(
      `2 lines are no secret in the NSS key log format (lines 1, ${lines + 2})`,
    )
    const everything = JSON.stringify(document)
    for (const [, , secret] of recording.keyLog.split('\n').map((line) => line.split(' '))) {
      if (secret !== undefined) expect(everything).not.toContain(secret)
    }
    expect(everything).not.toContain(SECRET)
  })

  it('in a file that cannot be used are refused with its name and the reason', async () => {
    const missing = join(folder, 'missing.keys')
    await expect(readSecretFiles([missing], false, [])).rejects.toThrow(
      new GivenFileError(`${missing}: no such file`),
    )
    await expect(readSecretFiles([folder], true, [])).rejects.toThrow('is a directory')
    const notRsa = await file('not-a-key.pem', 'hello')
    await expect(readSecretFiles([], false, [notRsa])).rejects.toThrow('no RSA private key in it')
  })
})

describe('secrets that stand in a capture behind packets they open', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('open what follows them (%s)', async (version) => {
    const both = { minVersion: version, maxVersion: version }
    const { record, keyLog } = await recordHandshake({ client: both, server: both })
    const capture = synthesiseCapture([record])
    const block = decryptionSecretsBlock(SECRETS_TLS_KEY_LOG, Buffer.from(keyLog))
    let decrypted = 0
    for (const at of blockStarts(capture).slice(3)) {
      const document = await analyseToDocument(
        [{ path: 'capture', input: whole(concat([capture.subarray(0, at), block, capture.subarray(at)])) }],
        NO_OPTIONS,
      )
      const rows = document.handshakes[0]?.messages.filter((message) => message.decrypted) ?? []
      const state = document.handshakes[0]?.decryption?.state
      expect(['decrypted', 'partly', 'no-secret']).toContain(state ?? 'no-secret')
      if (rows.length > 0) decrypted++
      // Once anything could be opened, so could the farewell behind it.
      if (rows.length > 0) expect(rows.at(-1)?.type).toBe('Alert')
    }
    expect(decrypted).toBeGreaterThan(5)
  })
})

/** Where each block of a little-endian pcapng begins. */
function blockStarts(capture: Uint8Array): number[] {
  const view = new DataView(capture.buffer, capture.byteOffset, capture.length)
  const starts: number[] = []
  for (let at = 0; at < capture.length; at += view.getUint32(at + 4, true)) starts.push(at)
  return starts
}

describe('a key log that is still being written', () => {
  it('need not be there at first, and is read on when a secret is missing', async () => {
    const path = join(folder, 'growing.keys')
    const store = openSecrets(await readSecretFiles([path], true, []))
    expect(store.following).toBe(true)
    expect(store.find('CLIENT_RANDOM', RANDOM)).toBeNull()
    await writeFile(path, `CLIENT_RANDOM ${RANDOM} ${SECRET.slice(0, 10)}`)
    await wait(60)
    expect(store.find('CLIENT_RANDOM', RANDOM)).toBeNull()
    await appendFile(path, `${SECRET.slice(10)}\n${recording.keyLog}`)
    await wait(60)
    expect(store.find('CLIENT_RANDOM', RANDOM)).toHaveLength(32)
    const [conversation] = await decrypt([recording.record], store)
    expect(conversation?.decryption?.state).toBe('decrypted')
  })

  it('opens records that came before their secret was written', async () => {
    const path = await file('late.keys', '# nothing yet\n')
    const store = openSecrets(await readSecretFiles([path], true, []))
    // The last exchange is read after the secrets were written; the records before it are held until then.
    const capture = synthesiseCapture([recording.record])
    const opened: string[] = []
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield capture.subarray(0, capture.length - 200)
      await appendFile(path, recording.keyLog)
      await wait(60)
      yield capture.subarray(capture.length - 200)
    }
    await readConversations(slowly(), (conversation) => opened.push(...openedRows(conversation)), store)
    expect(opened).toEqual(
      expect.arrayContaining(['EncryptedExtensions', 'Certificate', 'FINISHED', 'ALERT']),
    )
  })
})
