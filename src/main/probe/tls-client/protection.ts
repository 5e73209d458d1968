import { encodeRecords } from '../../../shared/tls/encode/index.ts'
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import type { RecordCipher } from '../../decrypt/record-cipher.ts'
import { innerPlaintext } from '../../decrypt/tls13-cipher.ts'

/** TLSCiphertext may be so much longer than its plaintext (RFC 5246 6.2.3); nothing else bounds one record here. */
const ONE_RECORD = 2 ** 14 + 2048

/** One direction's records under one set of keys, in order. */
export interface Protection {
  /** `null`: it was not sealed with these keys, or not as this record. */
  open(contentType: number, version: number, payload: Uint8Array): PlainRecord | null
  /** The whole record with its header. @param content at most 2^14 bytes */
  seal(contentType: number, content: Uint8Array): Uint8Array
}

export interface PlainRecord {
  readonly contentType: number
  readonly content: Uint8Array
}

/** @param version of the connection, which every record names */
export function protection12(cipher: RecordCipher, version: number): Protection {
  let sequence = 0
  return {
    open: (contentType, recordVersion, payload) => {
      const opened = cipher.open(sequence, contentType, recordVersion, payload)
      if (opened === null) return null
      sequence++
      return { contentType, content: opened.content }
    },
    seal: (contentType, content) => {
      const payload = cipher.seal(sequence++, contentType, version, content)
      return encodeRecords(contentType, payload, { version, fragments: ONE_RECORD })
    },
  }
}

/** RFC 8446 5.2: everything is application_data on the outside. */
export function protection13(cipher: RecordCipher): Protection {
  let sequence = 0
  return {
    open: (contentType, version, payload) => {
      const opened = cipher.open(sequence, contentType, version, payload)
      if (opened === null) return null
      sequence++
      // Zeros only: a type of 0, which nobody knows (RFC 8446 5.4).
      return innerPlaintext(opened.content) ?? { contentType: 0, content: opened.content }
    },
    seal: (contentType, content) => {
      const inner = new Uint8Array(content.length + 1)
      inner.set(content)
      inner[content.length] = contentType
      const payload = cipher.seal(sequence++, CONTENT_TYPE.applicationData, VERSION.tls12, inner)
      return encodeRecords(CONTENT_TYPE.applicationData, payload, { fragments: ONE_RECORD })
    },
  }
}
