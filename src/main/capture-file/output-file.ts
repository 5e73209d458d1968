import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const BUFFER_SIZE = 1024 * 1024

/**
 * A file that appears under its name only when it is whole: written beside it and renamed by `commit`. Writing
 * is synchronous, a MiB at a time, because the capture reader calls its sink synchronously. Readable by its
 * owner alone: captures are confidential.
 */
export class OutputFile {
  readonly #path: string
  readonly #temporary: string
  readonly #buffer = new Uint8Array(BUFFER_SIZE)
  #filled = 0
  #descriptor: number | null

  /** @throws Error of `node:fs` if the folder cannot be written */
  constructor(path: string) {
    this.#path = path
    this.#temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
    this.#descriptor = openSync(this.#temporary, 'w', 0o600)
  }

  write(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > BUFFER_SIZE) this.#flush()
    if (bytes.length > BUFFER_SIZE) {
      this.#writeOut(bytes)
      return
    }
    this.#buffer.set(bytes, this.#filled)
    this.#filled += bytes.length
  }

  /** Completes the file and puts it in its place. */
  commit(): void {
    this.#flush()
    this.#close()
    renameSync(this.#temporary, this.#path)
  }

  /** Leaves no trace, nor touches a file that stood there before. */
  abandon(): void {
    this.#close()
    rmSync(this.#temporary, { force: true })
  }

  #flush(): void {
    const filled = this.#filled
    this.#filled = 0
    this.#writeOut(this.#buffer.subarray(0, filled))
  }

  #writeOut(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length && this.#descriptor !== null) {
      at += writeSync(this.#descriptor, bytes, at, bytes.length - at)
    }
  }

  #close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }
}

/** Whether two paths lead to the same file: by links, other spellings. A file that is not there is no other. */
export function isSameFile(one: string, other: string): boolean {
  const a = identity(one)
  const b = identity(other)
  return a !== null && a === b
}

function identity(path: string): string | null {
  try {
    const status = statSync(realpathSync(path), { bigint: true })
    return `${status.dev}:${status.ino}`
  } catch {
    return null
  }
}
