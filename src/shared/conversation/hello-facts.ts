import { once } from '../bytes/memo.ts'
import { extensionData } from '../tls/message/extension.ts'
import type { ClientHello, EncryptedExtensions, ServerHello } from '../tls/message/handshake.ts'

/*
 * What a hello says beside its random bytes and keys. A program's hellos differ in nothing else, so this is worked
 * out once for all that are alike.
 */

/** What the client offered, highest meaning included: supported_versions, else its legacy_version. */
export function offeredVersions(hello: ClientHello): readonly number[] {
  return clientHelloSays(hello.model ?? hello).versions
}

/** The host name asked for (RFC 6066 3). */
export function sniOf(hello: ClientHello | null): string | null {
  return hello === null ? null : clientHelloSays(hello.model ?? hello).sni
}

/** The application protocols offered (RFC 7301). */
export function offeredProtocols(hello: ClientHello): readonly string[] {
  return clientHelloSays(hello.model ?? hello).protocols
}

/** supported_versions where the server sent it, else legacy_version (RFC 8446 4.2.1). */
export function negotiatedVersion(hello: ServerHello): number | null {
  return serverHelloSays(hello.model ?? hello).version
}

/** The application protocol chosen; TLS 1.3 says it behind the hello. */
export function chosenProtocol(hello: ServerHello): string | null {
  return serverHelloSays(hello.model ?? hello).protocol
}

/** The same of TLS 1.3, where secrets let one look. */
export function chosenProtocolBehind(extensions: EncryptedExtensions): string | null {
  return protocolsOf(extensions)[0] ?? null
}

const clientHelloSays = once((hello: ClientHello) => ({
  versions: versionsOf(hello),
  sni: extensionData(hello.extensions, 'server_name')?.hostNames[0]?.value ?? null,
  protocols: protocolsOf(hello),
}))

const serverHelloSays = once((hello: ServerHello) => ({
  version:
    extensionData(hello.extensions, 'supported_versions')?.versions[0]?.value ??
    hello.legacyVersion?.value ??
    null,
  protocol: protocolsOf(hello)[0] ?? null,
}))

function versionsOf(hello: ClientHello): readonly number[] {
  const listed = extensionData(hello.extensions, 'supported_versions')
  if (listed !== null && listed.versions.length > 0) return listed.versions.map((version) => version.value)
  return hello.legacyVersion === undefined ? [] : [hello.legacyVersion.value]
}

function protocolsOf({ extensions }: ClientHello | ServerHello | EncryptedExtensions): readonly string[] {
  const alpn = extensionData(extensions, 'application_layer_protocol_negotiation')
  return alpn === null ? [] : alpn.protocols.map(({ value }) => value)
}
