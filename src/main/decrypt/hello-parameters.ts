import { hex } from '../../shared/bytes/text.ts'
import { extensionData } from '../../shared/tls/message/extension.ts'
import type { ClientHello, ServerHello } from '../../shared/tls/message/handshake.ts'

const TRUNCATED_HMAC = 4
const ENCRYPT_THEN_MAC = 22
const EXTENDED_MASTER_SECRET = 23
const SESSION_TICKET = 35
const EARLY_DATA = 42

/** What of the ClientHello decryption depends on. */
export interface ClientParameters {
  /** In lower-case hex: what key logs call a session by. */
  readonly randomHex: string
  readonly random: Uint8Array
  readonly ticket: Uint8Array
  readonly earlyData: boolean
}

export interface ServerParameters {
  readonly random: Uint8Array
  readonly version: number
  readonly suite: number
  readonly sessionId: Uint8Array
  readonly compressed: boolean
  readonly encryptThenMac: boolean
  readonly extendedMasterSecret: boolean
  readonly truncatedHmac: boolean
}

const NOTHING = new Uint8Array(0)

export function clientParameters(hello: ClientHello): ClientParameters | null {
  const random = hello.random?.value
  if (random === undefined) return null
  const content = (type: number): Uint8Array | undefined =>
    hello.extensions.find((extension) => extension.type === type)?.content.value
  return {
    random,
    randomHex: hex(random),
    ticket: content(SESSION_TICKET) ?? NOTHING,
    earlyData: content(EARLY_DATA) !== undefined,
  }
}

export function serverParameters(hello: ServerHello): ServerParameters | null {
  const random = hello.random?.value
  const version =
    extensionData(hello.extensions, 'supported_versions')?.versions[0]?.value ?? hello.legacyVersion?.value
  const suite = hello.cipherSuite?.value
  if (random === undefined || version === undefined || suite === undefined) return null
  const has = (type: number): boolean => hello.extensions.some((extension) => extension.type === type)
  return {
    random,
    version,
    suite,
    sessionId: hello.sessionId?.value ?? NOTHING,
    compressed: (hello.compressionMethod?.value ?? 0) !== 0,
    encryptThenMac: has(ENCRYPT_THEN_MAC),
    extendedMasterSecret: has(EXTENDED_MASTER_SECRET),
    truncatedHmac: has(TRUNCATED_HMAC),
  }
}
