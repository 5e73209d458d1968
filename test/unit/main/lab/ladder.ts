import type { ConversationRecord } from '../../../../src/main/capture-file/synthesise.ts'
import { alertName, handshakeTypeName } from '../../../../src/shared/tls/registry/index.ts'

/**
 * What went over one connection, in a reader of records that shares nothing with the product's own: `C
 * ClientHello`, `S Alert unknown_ca`, `C 22` for a protected record of type 22, `C FIN`.
 */
export function ladder(record: ConversationRecord): string[] {
  const rows: string[] = []
  const sides = { client: new Side('C'), server: new Side('S') }
  for (const { from, kind, bytes } of record.exchanges) {
    if (kind === 'data') rows.push(...sides[from].push(Buffer.from(bytes ?? [])))
    else rows.push(`${from === 'client' ? 'C' : 'S'} ${kind.toUpperCase()}`)
  }
  return rows
}

class Side {
  readonly #letter: string
  #unread = Buffer.alloc(0)
  #protects = false

  constructor(letter: string) {
    this.#letter = letter
  }

  push(bytes: Buffer): string[] {
    this.#unread = Buffer.concat([this.#unread, bytes])
    const rows: string[] = []
    while (this.#unread.length >= 5 && this.#unread[1] === 3) {
      const end = 5 + this.#unread.readUInt16BE(3)
      if (this.#unread.length < end) break
      const record = this.#unread.subarray(5, end)
      rows.push(...this.#rows(this.#unread[0] ?? 0, record).map((row) => `${this.#letter} ${row}`))
      this.#unread = this.#unread.subarray(end)
    }
    return rows
  }

  #rows(contentType: number, payload: Buffer): string[] {
    if (contentType === 20 && !this.#protects) {
      this.#protects = true
      return ['ChangeCipherSpec']
    }
    if (this.#protects || contentType === 23) return [String(contentType)]
    if (contentType === 21) return [`Alert ${alertName(payload[1] ?? -1)}`]
    const rows: string[] = []
    for (let at = 0; at + 4 <= payload.length; at += 4 + payload.readUIntBE(at + 1, 3)) {
      rows.push(handshakeTypeName(payload[at] ?? -1))
    }
    return rows
  }
}
