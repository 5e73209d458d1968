import { resolve } from 'node:path'
import type { Outcome, SecretFiles } from '../../shared/ipc/contract.ts'
import type { ProbeOptions } from '../../shared/ipc/probe-options.ts'
import { failure } from './channel-guard.ts'
import { NO_MEMORY, type RememberedPaths } from './remembered-paths.ts'

/**
 * Paths the user chose in a dialog. The window can have nothing written anywhere else, and no other file can be
 * taken for one with secrets.
 */
export class ChosenFiles {
  readonly #outputs = new Set<string>()
  readonly #secrets = new Set<string>()
  readonly #credentials: Set<string>
  readonly #memory: RememberedPaths

  /** @param memory where paths of certificates and keys are kept for the next start */
  constructor(memory: RememberedPaths = NO_MEMORY) {
    this.#memory = memory
    this.#credentials = new Set(memory.load())
  }

  addOutput(path: string): void {
    this.#outputs.add(resolve(path))
  }

  addSecrets(paths: readonly string[]): void {
    for (const path of paths) this.#secrets.add(resolve(path))
  }

  addCredentials(paths: readonly string[]): void {
    for (const path of paths.map((one) => resolve(one))) {
      // The last one chosen stands last.
      this.#credentials.delete(path)
      this.#credentials.add(path)
    }
    if (paths.length > 0) this.#memory.save([...this.#credentials])
  }

  /** Answers a failure unless the user chose that path to save to. */
  refuseOutput(path: string): Outcome<never> | null {
    if (this.#outputs.has(resolve(path))) return null
    return failure(
      'not-chosen',
      `${path} was not chosen in the save dialog.`,
      'Choose where to save, then try again.',
    )
  }

  /** Answers a failure unless the user chose each of these files as one with secrets. */
  refuseSecrets(secrets: SecretFiles | undefined): Outcome<never> | null {
    const paths = [...(secrets?.keyLogs ?? []).map(({ path }) => path), ...(secrets?.rsaKeys ?? [])]
    const stranger = paths.find((path) => !this.#secrets.has(resolve(path)))
    if (stranger === undefined) return null
    return failure(
      'not-chosen',
      `${stranger} was not chosen as a file with secrets.`,
      'Choose it with the Decrypt button, then try again.',
    )
  }

  /** Answers a failure unless the user chose each file that a probe is to sign in or judge with. */
  refuseCredentials({ credential, trustedRoots = [], clientCa = [] }: ProbeOptions): Outcome<never> | null {
    const { cert, key, pfx } = credential ?? {}
    const paths = [cert, key, pfx, ...trustedRoots, ...clientCa].filter((path) => path !== undefined)
    const stranger = paths.find((path) => !this.#credentials.has(resolve(path)))
    if (stranger === undefined) return null
    return failure(
      'not-chosen',
      `${stranger} was not chosen as a file of certificates or keys.`,
      'Choose it in the form of the probe.',
    )
  }
}
