import { type KeyLogEntry, KeyLogReader } from '../../../src/main/decrypt/key-log.ts'
import { readRsaKey } from '../../../src/main/decrypt/rsa-key.ts'
import { SecretStore } from '../../../src/main/decrypt/secret-store.ts'
import { concat, hex, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { behind } from '../element.ts'
import { derElements } from '../grammar/der.ts'
import { plaintextElements } from '../grammar/sealed.ts'
import { textElements } from '../grammar/text.ts'
import { pem } from '../seeds/certificates.ts'
import { BINARY_CREDENTIALS, RSA_PEM } from '../seeds/credentials.ts'
import { KEY_LOG, PLAINTEXTS } from '../seeds/sealed.ts'
import { capture12Of, captureOf } from '../seeds/sealed-captures.ts'
import { HEAD_12, PLAINTEXTS_12 } from '../seeds/sealed12.ts'
import { must, type Target } from '../target.ts'
import { analyseHolds } from './river.ts'

function entriesOf(bytes: Uint8Array, size: () => number): { entries: KeyLogEntry[]; malformed: number[] } {
  const entries: KeyLogEntry[] = []
  const malformed: number[] = []
  const reader = new KeyLogReader({
    entry: (entry) => entries.push(entry),
    malformed: (line) => malformed.push(line),
  })
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + size())
    reader.push(bytes.subarray(at, end))
    at = end
  }
  reader.end()
  return { entries, malformed }
}

const keyLog: Target = {
  name: 'key-log',
  seeds: () => [
    utf8Bytes(KEY_LOG),
    utf8Bytes(
      `# a comment\r\nCLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\r\nRSA ${'0a'.repeat(8)} ${'0b'.repeat(48)}\n`,
    ),
    utf8Bytes(
      `RSA Session-ID:${'ef'.repeat(32)} Master-Key:${'01'.repeat(48)}\nEXPORTER_SECRET ${'ab'.repeat(32)} 00\nnonsense`,
    ),
  ],
  grammar: textElements,
  run: (bytes, random) => {
    const whole = entriesOf(bytes, () => bytes.length)
    const pieces = entriesOf(bytes, () => 1 + random.below(90))
    const told = ({ entries, malformed }: ReturnType<typeof entriesOf>): string =>
      [...entries.map(({ label, id, secret }) => `${label} ${id} ${hex(secret)}`), ...malformed].join('\n')
    must(told(whole) === told(pieces), () => 'in pieces other secrets than at once')
    for (const { label, id, secret } of whole.entries) {
      must(label !== '' && /^[0-9a-f]*$/.test(id) && secret.length > 0, () => `${label} has no secret`)
    }
    const store = new SecretStore()
    store.addKeyLog('the input', bytes)
    // A key log that is being written while it is read tells the same in the end.
    let written = 0
    const growing = new SecretStore()
    growing.addGrowingKeyLog('the input', {
      refresh: (reader) => {
        const end = Math.min(bytes.length, written + 1 + random.below(400))
        reader.push(bytes.subarray(written, end))
        written = end
      },
    })
    while (written < bytes.length) growing.find('CLIENT_RANDOM', '')
    // The last line may be unfinished as yet, and say another secret of something known.
    const last = whole.entries.at(-1)
    for (const { label, id } of whole.entries) {
      if (label === last?.label && id === last.id) continue
      const [there, here] = [store.find(label, id), growing.find(label, id)]
      must(there !== null && here !== null && hex(there) === hex(here), () => `${label} is told otherwise`)
    }
  },
}

/** What stands inside the protection, mutated before it is sealed: opened with the capture's own secrets. */
const sealed: Target = {
  name: 'sealed',
  seeds: () => PLAINTEXTS,
  grammar: (bytes) => plaintextElements(bytes, 0, { version: 0x0304, cipherSuite: 0x1301 }),
  run: async (bytes, random) => {
    await analyseHolds(captureOf(bytes), random)
  },
}

/** The same of TLS 1.2 and before, with every kind of cipher; some sessions only the server's RSA key opens. */
const sealed12: Target = {
  name: 'sealed12',
  seeds: () => PLAINTEXTS_12,
  grammar: (bytes) => plaintextElements(bytes, HEAD_12, { version: 0x0303, cipherSuite: 0xc02f }),
  run: async (bytes, random) => {
    const capture = capture12Of(bytes)
    if (capture !== null) await analyseHolds(capture, random, { keyLogs: [], rsaKeys: [RSA_KEY] })
  },
}

const RSA_KEY = { name: 'server.key', pem: RSA_PEM }

/** A label's number, then DER: a file given as the server's RSA private key. */
const rsaKey: Target = {
  name: 'rsa-key',
  seeds: () =>
    BINARY_CREDENTIALS.flatMap((der) => [0, 1].map((label) => concat([Uint8Array.of(label), der]))),
  grammar: behind(1, derElements),
  run: (bytes) => {
    const label = KEY_LABELS[(bytes[0] ?? 0) % KEY_LABELS.length] ?? ''
    const key = readRsaKey(pem(label, bytes.subarray(1)))
    for (const length of [0, 64, 128]) {
      const premaster = key?.decryptPremaster(new Uint8Array(length).fill(3)) ?? null
      must(premaster === null || premaster.length === 48, () => 'a premaster secret of another length')
    }
  },
}

const KEY_LABELS = [
  'PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'CERTIFICATE',
]

export const DECRYPTED_TARGETS: readonly Target[] = [keyLog, sealed, sealed12, rsaKey]
