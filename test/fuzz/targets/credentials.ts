import {
  clientCredential,
  openCredentialBytes,
} from '../../../src/main/probe/credentials/client-credential.ts'
import { CredentialError } from '../../../src/main/probe/credentials/credential-error.ts'
import { givenPassphrase } from '../../../src/main/probe/credentials/passphrase.ts'
import { preflight } from '../../../src/main/probe/credentials/preflight.ts'
import { derElements } from '../grammar/der.ts'
import { textElements } from '../grammar/text.ts'
import type { Random } from '../random.ts'
import { BINARY_CREDENTIALS, PASSPHRASE, SECRETS, TEXT_CREDENTIALS } from '../seeds/credentials.ts'
import { must, type Target } from '../target.ts'

const FILE = 'given.pfx'
const CLOCK = { nowMillis: Date.UTC(2026, 10, 22), clock: 'given' } as const

/** Everything that is done with a file before a packet is sent. */
async function readCredential(bytes: Uint8Array, random: Random): Promise<void> {
  let asked = 0
  const attempts = 1 + random.below(2)
  const passphrase = random.chance(0.1) ? 'battery staple' : PASSPHRASE
  const source = {
    attempts,
    ask: (question: Parameters<ReturnType<typeof givenPassphrase>['ask']>[0]) => {
      asked++
      return givenPassphrase(passphrase).ask(question)
    },
  }
  try {
    const opened = await openCredentialBytes(FILE, bytes, source)
    must(opened.files.join() === FILE, () => 'opened another file')
    if (opened.pairing === 'matched')
      must(opened.key !== null && opened.chain.length > 0, () => 'a match of nothing')
    for (const { der } of opened.chain)
      must(der.length > 0 && der.length <= bytes.length, () => 'a certificate larger than its file')
    for (const { text } of opened.contents) tellsNothing(text)
    for (const { summary, explanation } of preflight(opened, CLOCK)) {
      must(summary !== '' && explanation !== '', () => 'a finding without words')
      tellsNothing(summary + explanation)
    }
    const { chain, schemes } = clientCredential(opened)
    must(chain.length > 0 && schemes.length > 0, () => 'a credential that cannot sign')
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    must(error.message.startsWith(`${FILE}: `), () => `names no file: ${error.message}`)
    must(error.message.length < 2000, () => 'an error that quotes the file at length')
    must(error.wayRound !== '', () => 'a way round without words')
    tellsNothing(error.message)
  }
  // One passphrase opens all that one maker locked; a file may hold some keys, each asked about so often.
  must(asked <= attempts * (1 + bytes.length / 64), () => `asked ${asked} times`)
}

function tellsNothing(told: string): void {
  for (const secret of [PASSPHRASE, ...SECRETS]) must(!told.includes(secret), () => 'a secret was told')
}

const binary: Target = {
  name: 'credential',
  seeds: () => BINARY_CREDENTIALS,
  grammar: derElements,
  run: readCredential,
}

const text: Target = {
  name: 'credential-text',
  seeds: () => TEXT_CREDENTIALS,
  grammar: textElements,
  run: readCredential,
}

export const CREDENTIAL_TARGETS: readonly Target[] = [binary, text]
