import { hex } from '../../shared/bytes/text.ts'
import { hashOf } from './key-derivation.ts'
import { KeyLogReader } from './key-log.ts'
import type { RsaKey } from './rsa-key.ts'

/** Sessions remembered for their resumption; the oldest are forgotten. */
const SESSIONS_KEPT = 65_536
/** Line numbers of malformed lines that are told one by one. */
const LINES_TOLD = 5

/** Where more of a key log may come from while a capture is read. */
export interface GrowingKeyLog {
  /** Hands what was added since to the reader. Cheap when called often. */
  refresh(reader: KeyLogReader): void
}

/** A key log that had lines which are no secrets. */
export interface MalformedLines {
  readonly name: string
  readonly count: number
  /** The first few, counted from 1. */
  readonly lines: readonly number[]
}

/**
 * Every secret that is known, and the master secrets of sessions that may be resumed. It never leaves the
 * process that reads captures and is never printed.
 */
export class SecretStore {
  readonly #byLabel = new Map<string, Map<string, Uint8Array>>()
  readonly #sessions = new Map<string, Uint8Array>()
  readonly #growing: { log: GrowingKeyLog; reader: KeyLogReader }[] = []
  readonly #malformed: { name: string; count: number; lines: number[] }[] = []
  readonly rsaKeys: readonly RsaKey[]
  #any = false
  #changes = 0

  constructor(rsaKeys: readonly RsaKey[] = []) {
    this.rsaKeys = rsaKeys
    this.#any = rsaKeys.length > 0
  }

  /** Whether anything is known, or may come to be known. */
  get hasAny(): boolean {
    return this.#any || this.#growing.length > 0
  }

  /** Whether secrets may still be added while a capture is read. */
  get following(): boolean {
    return this.#growing.length > 0
  }

  /** Grows with everything that comes to be known: a search that failed need not be repeated before. */
  get changes(): number {
    this.#refresh()
    return this.#changes
  }

  /** Key logs with lines that are no secrets. */
  get malformed(): readonly MalformedLines[] {
    return this.#malformed.filter(({ count }) => count > 0)
  }

  /** @param name of the file, for warnings */
  addKeyLog(name: string, bytes: Uint8Array): void {
    const reader = this.#reader(name)
    reader.push(bytes)
    reader.end()
  }

  addGrowingKeyLog(name: string, log: GrowingKeyLog): void {
    const reader = this.#reader(name)
    log.refresh(reader)
    this.#growing.push({ log, reader })
  }

  /** @param id client random, session id or start of the encrypted premaster secret in lower-case hex */
  find(label: string, id: string): Uint8Array | null {
    const found = this.#byLabel.get(label)?.get(id)
    if (found !== undefined || this.#growing.length === 0) return found ?? null
    this.#refresh()
    return this.#byLabel.get(label)?.get(id) ?? null
  }

  /** Whether master secrets may have to be made from premaster secrets, which needs the handshake's messages. */
  get knowsPremasters(): boolean {
    return (
      this.following ||
      this.rsaKeys.length > 0 ||
      this.#byLabel.has('PMS_CLIENT_RANDOM') ||
      this.#byLabel.has('RSA')
    )
  }

  /** Remembers the master secret of a session by what the client may name it by later. */
  remember(kind: 'id' | 'ticket', name: Uint8Array, master: Uint8Array): void {
    if (name.length === 0) return
    if (this.#sessions.size >= SESSIONS_KEPT) {
      const oldest = this.#sessions.keys().next()
      if (oldest.done !== true) this.#sessions.delete(oldest.value)
    }
    this.#sessions.set(sessionKey(kind, name), master)
    this.#changes++
  }

  resumed(kind: 'id' | 'ticket', name: Uint8Array): Uint8Array | null {
    if (name.length === 0) return null
    return this.#sessions.get(sessionKey(kind, name)) ?? null
  }

  #refresh(): void {
    for (const { log, reader } of this.#growing) log.refresh(reader)
  }

  #reader(name: string): KeyLogReader {
    const told = { name, count: 0, lines: [] as number[] }
    this.#malformed.push(told)
    return new KeyLogReader({
      entry: ({ label, id, secret }) => {
        this.#any = true
        this.#changes++
        const secrets = this.#byLabel.get(label) ?? new Map<string, Uint8Array>()
        this.#byLabel.set(label, secrets)
        secrets.set(id, secret)
      },
      malformed: (line) => {
        told.count++
        if (told.lines.length < LINES_TOLD) told.lines.push(line)
      },
    })
  }
}

function sessionKey(kind: 'id' | 'ticket', name: Uint8Array): string {
  return `${kind} ${hex(name.length > 32 ? hashOf('sha256', name) : name)}`
}
