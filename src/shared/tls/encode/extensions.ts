/** Builders of extensions: each gives the type and its extension_data, ready for any extensions block. */
import { utf8Bytes } from '../../bytes/text.ts'
import { ByteWriter } from '../../bytes/writer.ts'

export interface ExtensionInput {
  readonly type: number
  readonly data: Uint8Array
}

export interface KeyShareEntry {
  readonly group: number
  readonly keyExchange: Uint8Array
}

/** RFC 6066 3; without a name, the empty form a server answers with. */
export function serverName(hostName?: string): ExtensionInput {
  if (hostName === undefined) return empty(0)
  return build(0, (out) =>
    out.vector(2, (list) => list.u8(0).vector(2, (name) => name.raw(utf8Bytes(hostName)))),
  )
}

/** RFC 6066 4: 1 to 4 for 2^9 to 2^12 bytes. */
export function maxFragmentLength(code: number): ExtensionInput {
  return build(1, (out) => out.u8(code))
}

/** RFC 6066 8: asks for an OCSP response, with no responders or extensions named. */
export function statusRequest(): ExtensionInput {
  return build(5, (out) => out.u8(1).u16(0).u16(0))
}

/** RFC 8446 4.4.2.1: the OCSP response in a Certificate entry. */
export function certificateStatusExtension(response: Uint8Array): ExtensionInput {
  return build(5, (out) => out.u8(1).vector(3, (inner) => inner.raw(response)))
}

export function supportedGroups(groups: readonly number[]): ExtensionInput {
  return build(10, (out) => out.vector(2, (list) => u16s(list, groups)))
}

export function ecPointFormats(formats: readonly number[] = [0]): ExtensionInput {
  return build(11, (out) => out.vector(1, (list) => u8s(list, formats)))
}

export function signatureAlgorithms(schemes: readonly number[]): ExtensionInput {
  return build(13, (out) => out.vector(2, (list) => u16s(list, schemes)))
}

export function signatureAlgorithmsCert(schemes: readonly number[]): ExtensionInput {
  return build(50, (out) => out.vector(2, (list) => u16s(list, schemes)))
}

/** RFC 6520 2. */
export function heartbeat(mode = 1): ExtensionInput {
  return build(15, (out) => out.u8(mode))
}

/** RFC 7301 3.1; a server names exactly one. */
export function applicationLayerProtocols(protocols: readonly string[]): ExtensionInput {
  return build(16, (out) =>
    out.vector(2, (list) => {
      for (const protocol of protocols) list.vector(1, (name) => name.raw(utf8Bytes(protocol)))
    }),
  )
}

/** RFC 6962 3.3; without timestamps, a client's request. */
export function signedCertificateTimestamps(timestamps?: readonly Uint8Array[]): ExtensionInput {
  if (timestamps === undefined) return empty(18)
  return build(18, (out) =>
    out.vector(2, (list) => {
      for (const timestamp of timestamps) list.vector(2, (one) => one.raw(timestamp))
    }),
  )
}

/** RFC 7250 3, as a client lists them. */
export function clientCertificateTypes(types: readonly number[]): ExtensionInput {
  return build(19, (out) => out.vector(1, (list) => u8s(list, types)))
}

/** RFC 7250 3, as a client lists them. */
export function serverCertificateTypes(types: readonly number[]): ExtensionInput {
  return build(20, (out) => out.vector(1, (list) => u8s(list, types)))
}

export function padding(length: number): ExtensionInput {
  return { type: 21, data: new Uint8Array(length) }
}

export const encryptThenMac = (): ExtensionInput => empty(22)
export const extendedMasterSecret = (): ExtensionInput => empty(23)
export const postHandshakeAuth = (): ExtensionInput => empty(49)

export function compressCertificate(algorithms: readonly number[]): ExtensionInput {
  return build(27, (out) => out.vector(1, (list) => u16s(list, algorithms)))
}

export function recordSizeLimit(limit: number): ExtensionInput {
  return build(28, (out) => out.u16(limit))
}

/** RFC 9345 4.1.1, in a hello. */
export function delegatedCredential(schemes: readonly number[]): ExtensionInput {
  return build(34, (out) => out.vector(2, (list) => u16s(list, schemes)))
}

export function sessionTicket(ticket: Uint8Array = new Uint8Array(0)): ExtensionInput {
  return { type: 35, data: ticket }
}

/** RFC 8446 4.2.11, a client's offer; binders are as long as their hash. */
export function preSharedKeys(
  identities: readonly { readonly identity: Uint8Array; readonly obfuscatedTicketAge: number }[],
  binders: readonly Uint8Array[],
): ExtensionInput {
  return build(41, (out) =>
    out
      .vector(2, (list) => {
        for (const { identity, obfuscatedTicketAge } of identities) {
          list.vector(2, (one) => one.raw(identity)).u32(obfuscatedTicketAge)
        }
      })
      .vector(2, (list) => {
        for (const binder of binders) list.vector(1, (one) => one.raw(binder))
      }),
  )
}

/** RFC 8446 4.2.11, a server's choice. */
export function selectedPreSharedKey(index: number): ExtensionInput {
  return build(41, (out) => out.u16(index))
}

/** RFC 8446 4.2.10; the size stands in a NewSessionTicket only. */
export function earlyData(maxEarlyDataSize?: number): ExtensionInput {
  return maxEarlyDataSize === undefined ? empty(42) : build(42, (out) => out.u32(maxEarlyDataSize))
}

/** RFC 8446 4.2.1, a client's offer. */
export function supportedVersions(versions: readonly number[]): ExtensionInput {
  return build(43, (out) => out.vector(1, (list) => u16s(list, versions)))
}

/** RFC 8446 4.2.1, a server's choice. */
export function selectedVersion(version: number): ExtensionInput {
  return build(43, (out) => out.u16(version))
}

export function cookie(value: Uint8Array): ExtensionInput {
  return build(44, (out) => out.vector(2, (inner) => inner.raw(value)))
}

export function pskKeyExchangeModes(modes: readonly number[] = [1]): ExtensionInput {
  return build(45, (out) => out.vector(1, (list) => u8s(list, modes)))
}

/** @param names DER of each DistinguishedName */
export function certificateAuthorities(names: readonly Uint8Array[]): ExtensionInput {
  return build(47, (out) => distinguishedNames(out, names))
}

/** RFC 8446 4.2.5: OID and DER of the values asked for, both as they go on the wire. */
export function oidFilters(
  filters: readonly { readonly oid: Uint8Array; readonly values: Uint8Array }[],
): ExtensionInput {
  return build(48, (out) =>
    out.vector(2, (list) => {
      for (const { oid, values } of filters) {
        list.vector(1, (one) => one.raw(oid)).vector(2, (one) => one.raw(values))
      }
    }),
  )
}

/** RFC 8446 4.2.8, a client's shares. */
export function keyShares(entries: readonly KeyShareEntry[]): ExtensionInput {
  return build(51, (out) =>
    out.vector(2, (list) => {
      for (const entry of entries) keyShareEntry(list, entry)
    }),
  )
}

/** RFC 8446 4.2.8, a server's share. */
export function serverKeyShare(entry: KeyShareEntry): ExtensionInput {
  return build(51, (out) => keyShareEntry(out, entry))
}

/** RFC 8446 4.2.8, the group a HelloRetryRequest asks for. */
export function retryKeyShare(group: number): ExtensionInput {
  return build(51, (out) => out.u16(group))
}

/** RFC 9849 5, an outer hello's. */
export function outerEncryptedClientHello(enc: Uint8Array, payload: Uint8Array): ExtensionInput {
  return build(65037, (out) =>
    out
      .u8(0)
      .u16(1)
      .u16(1)
      .u8(0)
      .vector(2, (inner) => inner.raw(enc))
      .vector(2, (inner) => inner.raw(payload)),
  )
}

/** RFC 5746 3.2; empty in a first handshake, the verify_data in a renegotiation. */
export function renegotiationInfo(renegotiatedConnection: Uint8Array = new Uint8Array(0)): ExtensionInput {
  return build(65281, (out) => out.vector(1, (inner) => inner.raw(renegotiatedConnection)))
}

/** RFC 8701 3: an extension that means nothing. */
export function grease(type = 0x0a0a, data: Uint8Array = new Uint8Array(0)): ExtensionInput {
  return { type, data }
}

/** An extensions block with its length. */
export function writeExtensions(out: ByteWriter, extensions: readonly ExtensionInput[]): void {
  out.vector(2, (list) => {
    for (const { type, data } of extensions) list.u16(type).vector(2, (inner) => inner.raw(data))
  })
}

/** A list of DistinguishedNames with its length, as CertificateRequest has it too. */
export function distinguishedNames(out: ByteWriter, names: readonly Uint8Array[]): void {
  out.vector(2, (list) => {
    for (const name of names) list.vector(2, (one) => one.raw(name))
  })
}

function keyShareEntry(out: ByteWriter, { group, keyExchange }: KeyShareEntry): void {
  out.u16(group).vector(2, (inner) => inner.raw(keyExchange))
}

function empty(type: number): ExtensionInput {
  return { type, data: new Uint8Array(0) }
}

function build(type: number, write: (out: ByteWriter) => void): ExtensionInput {
  const out = new ByteWriter()
  write(out)
  return { type, data: out.bytes() }
}

function u8s(out: ByteWriter, values: readonly number[]): void {
  for (const value of values) out.u8(value)
}

function u16s(out: ByteWriter, values: readonly number[]): void {
  for (const value of values) out.u16(value)
}
