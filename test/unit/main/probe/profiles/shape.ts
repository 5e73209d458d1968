import { extensionData } from '../../../../../src/shared/tls/message/extension.ts'
import type { ClientHello } from '../../../../../src/shared/tls/message/handshake.ts'
import { isGrease } from '../../../../../src/shared/tls/registry/index.ts'

/** What of a hello is the same every time: GREASE values are all one, randoms and keys are lengths. */
export interface HelloShape {
  readonly legacyVersion: number | undefined
  readonly sessionId: number
  readonly cipherSuites: readonly number[]
  readonly versions: readonly number[]
  readonly groups: readonly number[]
  readonly keyShares: readonly number[]
  readonly signatureAlgorithms: readonly number[]
  readonly certificateSignatureAlgorithms: readonly number[]
  readonly alpn: readonly string[]
  readonly certificateCompression: readonly number[]
  /** Type and length of each, in order. */
  readonly extensions: readonly string[]
}

const GREASE = 0x0a0a
/** Lengths that differ from hello to hello: padding, and the payload of a pretended encrypted_client_hello. */
const VARYING: ReadonlySet<number> = new Set([21, 65037])

export function shapeOf(hello: ClientHello): HelloShape {
  const one = (value: number) => (isGrease(value) ? GREASE : value)
  const values = (fields: readonly { value: number }[] | undefined) =>
    (fields ?? []).map(({ value }) => one(value))
  const { extensions } = hello
  return {
    legacyVersion: hello.legacyVersion?.value,
    sessionId: hello.sessionId?.value.length ?? 0,
    cipherSuites: values(hello.cipherSuites),
    versions: values(extensionData(extensions, 'supported_versions')?.versions),
    groups: values(extensionData(extensions, 'supported_groups')?.groups),
    keyShares: values(extensionData(extensions, 'key_share')?.groups),
    signatureAlgorithms: values(extensionData(extensions, 'signature_algorithms')?.schemes),
    certificateSignatureAlgorithms: values(extensionData(extensions, 'signature_algorithms_cert')?.schemes),
    alpn: (extensionData(extensions, 'application_layer_protocol_negotiation')?.protocols ?? []).map(
      ({ value }) => value,
    ),
    certificateCompression: values(extensionData(extensions, 'compress_certificate')?.algorithms),
    extensions: extensions.map(({ type, node }) => {
      const length = node.span.end - node.span.start - 4
      return VARYING.has(type) ? String(one(type)) : `${one(type)} (${length})`
    }),
  }
}
