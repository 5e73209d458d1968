import { readFileSync } from 'node:fs'
import {
  clientCredential,
  openCredential,
} from '../../../../../src/main/probe/credentials/client-credential.ts'
import { CredentialError } from '../../../../../src/main/probe/credentials/credential-error.ts'
import { givenPassphrase } from '../../../../../src/main/probe/credentials/passphrase.ts'

/**
 * Bundled by `electron-host.test.ts` and run under Electron: opens sets of files, signs by every scheme, and prints
 * what came of it. Argument: a JSON file of `{ passphrase, message, sets: string[][] }`.
 */
export type Outcome =
  | { readonly schemes: readonly number[]; readonly signatures: readonly string[] }
  | { readonly fault: string }

const wish = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  passphrase: string
  message: string
  sets: string[][]
}
const outcomes: Outcome[] = []
for (const files of wish.sets) {
  try {
    const credential = clientCredential(await openCredential(files, givenPassphrase(wish.passphrase)))
    const signatures: string[] = []
    for (const scheme of credential.schemes) {
      signatures.push(Buffer.from(await credential.sign(scheme, Buffer.from(wish.message))).toString('hex'))
    }
    outcomes.push({ schemes: credential.schemes, signatures })
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    outcomes.push({ fault: error.fault })
  }
}
process.stdout.write(JSON.stringify(outcomes))
