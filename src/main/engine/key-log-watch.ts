import { type FileHandle, open } from 'node:fs/promises'
import { KeyLogReader } from '../decrypt/key-log.ts'

const LOOK_MILLIS = 500
const CHUNK = 256 * 1024
/** No line of a key log is longer (src/main/decrypt/key-log.ts): a line's start is looked for so far back. */
const LONGEST_LINE = 4096
const NEWLINE = 10
/** What these labels are found by is no client random, so it cannot be told whose secret it is. */
const OF_ANYBODY: ReadonlySet<string> = new Set(['RSA', 'SESSION_ID'])

/**
 * Watches key logs that are still being written, after a capture was read: tells when one of them brings a secret
 * of a handshake that could not be opened. Only lines added since `mark` count, so that a secret which did not help
 * is not told twice. Keeps no secret.
 */
export class KeyLogWatch {
  readonly #files: readonly string[]
  /** Per file, where the first line that counts begins. */
  readonly #offsets = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null

  constructor(files: readonly string[]) {
    this.#files = files
  }

  /** Everything in the files so far is known: to be called before the capture is read. */
  async mark(): Promise<void> {
    for (const file of this.#files) this.#offsets.set(file, await endOfLastLine(file))
  }

  /**
   * Calls `found` once, when a secret of one of `wanted` was added.
   * @param wanted client randoms in lower-case hex
   */
  start(wanted: ReadonlySet<string>, found: () => void): void {
    this.stop()
    if (this.#files.length === 0 || wanted.size === 0) return
    const look = async (): Promise<void> => {
      const mine = this.#timer
      const came = await this.#look(wanted)
      if (this.#timer !== mine) return
      if (came) {
        this.stop()
        found()
      } else this.#timer = setTimeout(look, LOOK_MILLIS)
    }
    this.#timer = setTimeout(look, LOOK_MILLIS)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  async #look(wanted: ReadonlySet<string>): Promise<boolean> {
    let came = false
    for (const file of this.#files) {
      await withFile(file, async (handle) => {
        const end = await lineStart(handle)
        const known = this.#offsets.get(file) ?? 0
        // Written anew: everything in it is new.
        const from = end < known ? 0 : known
        const reader = new KeyLogReader({
          entry: ({ label, id }) => {
            came ||= wanted.has(id) || OF_ANYBODY.has(label)
          },
          malformed: () => {},
        })
        const chunk = new Uint8Array(CHUNK)
        for (let at = from; at < end; ) {
          const { bytesRead } = await handle.read(chunk, 0, Math.min(CHUNK, end - at), at)
          if (bytesRead === 0) break
          reader.push(chunk.subarray(0, bytesRead))
          at += bytesRead
        }
        this.#offsets.set(file, end)
      })
    }
    return came
  }
}

async function endOfLastLine(file: string): Promise<number> {
  let end = 0
  await withFile(file, async (handle) => {
    end = await lineStart(handle)
  })
  return end
}

/** Where the unfinished last line begins; the end of the file where there is none. */
async function lineStart(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat()
  const from = Math.max(0, size - LONGEST_LINE)
  const tail = new Uint8Array(size - from)
  const { bytesRead } = await handle.read(tail, 0, tail.length, from)
  return from + tail.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1
}

/** Not there yet, or being replaced: the next look may find it. */
async function withFile(file: string, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(file, 'r').catch(() => null)
  if (handle === null) return
  try {
    await work(handle)
  } catch {
    // As above.
  } finally {
    await handle.close().catch(() => {})
  }
}
