import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnalysisDocument } from '../../../../shared/contract/analysis.ts'
import type { EngineOptions } from '../../../engine/options.ts'
import { type ProbeExtras, saveProbe } from '../../../engine/probe/index.ts'
import type { CellFacts } from '../../../probe/matrix/index.ts'
import type { ProbeRun } from '../../../probe/probe.ts'
import { CommandError } from '../../exit-status.ts'

export interface SaveArguments {
  readonly save?: string
  readonly withSecrets?: boolean
}

/** Makes the folder before a packet is sent. @returns `null`: nothing is to be saved. @throws CommandError */
export async function saveFolder({ save, withSecrets }: SaveArguments): Promise<Saver | null> {
  if (save === undefined) {
    if (withSecrets === true) {
      throw new CommandError('--with-secrets needs a folder to put them into: --save FOLDER')
    }
    return null
  }
  try {
    await mkdir(save, { recursive: true })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new CommandError(`--save ${save}: the folder cannot be made (${code})`)
  }
  return new Saver(save, withSecrets === true)
}

/** One file a cell. A cell that was asked twice leaves the second time. */
export class Saver {
  readonly #folder: string
  readonly #withSecrets: boolean
  readonly #saved = new Set<string>()

  constructor(folder: string, withSecrets: boolean) {
    this.#folder = folder
    this.#withSecrets = withSecrets
  }

  async save(
    name: CellFacts['name'],
    run: ProbeRun,
    extras: ProbeExtras,
    options: EngineOptions,
    { handshakes }: AnalysisDocument,
  ): Promise<void> {
    const output = join(this.#folder, `${fileName(name)}.pcapng`)
    await saveProbe({ run, extras, options, handshakes, output, withSecrets: this.#withSecrets })
    this.#saved.add(output)
  }

  summary(): string {
    const secrets = this.#withSecrets ? ', with the secrets to read them' : ''
    return `${this.#folder}: ${this.#saved.size} captures${secrets}`
  }
}

/** `tls-1.2_leaf_no-sni_h2`. */
function fileName(values: readonly string[]): string {
  return values
    .join('_')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
}
