/**
 * One small function per extension, by IANA ExtensionType. A parser reads extension_data to its end and says
 * what it means; whatever it leaves over or runs short of becomes a Problem of the surrounding vector.
 */
import type { Field } from '../../bytes/field.ts'
import type { FieldCursor } from '../../bytes/field-cursor.ts'
import { printable } from '../../bytes/text.ts'
import * as registry from '../registry/index.ts'
import {
  CERTIFICATE_TYPES,
  COMPRESSION_ALGORITHMS,
  NAMED_GROUPS,
  POINT_FORMATS,
  PSK_MODES,
  SIGNATURE_SCHEMES,
  VERSIONS,
} from './code-lists.ts'
import { readDistinguishedNames } from './distinguished-names.ts'
import type { ExtensionData } from './extension.ts'
import { codeList, count, hex16, shortHex, textsOf } from './reading.ts'

/** The message an extension stands in, which decides its form. */
export type ExtensionHome =
  | 'ClientHello'
  | 'ServerHello'
  | 'HelloRetryRequest'
  | 'EncryptedExtensions'
  | 'Certificate'
  | 'CertificateRequest'
  | 'NewSessionTicket'

export type ExtensionParser = (cursor: FieldCursor, home: ExtensionHome) => ExtensionData | null

export const EXTENSION_PARSERS = {
  0: serverName,
  1: (cursor) => ({ kind: 'max_fragment_length', code: cursor.u8('code', registry.maxFragmentLengthText) }),
  5: statusRequest,
  10: (cursor) => ({ kind: 'supported_groups', groups: codeList(cursor, NAMED_GROUPS) }),
  11: (cursor) => ({ kind: 'ec_point_formats', formats: codeList(cursor, POINT_FORMATS) }),
  13: (cursor) => ({ kind: 'signature_algorithms', schemes: codeList(cursor, SIGNATURE_SCHEMES) }),
  15: (cursor) => ({ kind: 'heartbeat', mode: cursor.u8('mode', registry.heartbeatModeText) }),
  16: applicationLayerProtocolNegotiation,
  18: signedCertificateTimestamp,
  19: (cursor, home) => ({ kind: 'client_certificate_type', types: certificateTypes(cursor, home) }),
  20: (cursor, home) => ({ kind: 'server_certificate_type', types: certificateTypes(cursor, home) }),
  21: padding,
  22: () => ({ kind: 'encrypt_then_mac' }),
  23: () => ({ kind: 'extended_master_secret' }),
  27: (cursor) => ({ kind: 'compress_certificate', algorithms: codeList(cursor, COMPRESSION_ALGORITHMS) }),
  28: (cursor) => ({ kind: 'record_size_limit', limit: cursor.u16('record_size_limit') }),
  34: delegatedCredential,
  35: sessionTicket,
  41: preSharedKey,
  42: earlyData,
  43: supportedVersions,
  44: (cursor) => ({ kind: 'cookie', cookie: cursor.opaqueVector('cookie', 2, shortHex) }),
  45: (cursor) => ({ kind: 'psk_key_exchange_modes', modes: codeList(cursor, PSK_MODES) }),
  47: certificateAuthorities,
  48: oidFilters,
  49: () => ({ kind: 'post_handshake_auth' }),
  50: (cursor) => ({ kind: 'signature_algorithms_cert', schemes: codeList(cursor, SIGNATURE_SCHEMES) }),
  51: keyShare,
  65037: encryptedClientHello,
  65281: renegotiationInfo,
} satisfies Readonly<Record<number, ExtensionParser>>

/** RFC 6066 3. A server answers with no content. */
function serverName(cursor: FieldCursor): ExtensionData {
  const hostNames: Field<string>[] = []
  if (cursor.remaining === 0) return { kind: 'server_name', hostNames }
  cursor.vector(
    'server_name_list',
    2,
    (list) => {
      while (list.remaining > 0) {
        const nameType = list.u8('name_type', (type) => (type === 0 ? 'host_name (0)' : String(type)))
        if (nameType.value === 0) hostNames.push(list.stringVector('host_name', 2))
        else list.opaqueVector('name', 2, shortHex)
      }
    },
    () => textsOf(hostNames),
  )
  return { kind: 'server_name', hostNames }
}

/** RFC 6066 8; RFC 8446 4.4.2.1: in a Certificate it carries the response itself. */
function statusRequest(cursor: FieldCursor, home: ExtensionHome): ExtensionData {
  if (cursor.remaining === 0) return { kind: 'status_request', statusType: null }
  const statusType = cursor.u8('status_type', registry.certificateStatusTypeText)
  if (home === 'Certificate') cursor.opaqueVector('response', 3, shortHex)
  else if (statusType.value === 1) {
    cursor.opaqueVector('responder_id_list', 2, shortHex)
    cursor.opaqueVector('request_extensions', 2, shortHex)
  } else if (cursor.remaining > 0) cursor.rest('request', shortHex)
  return { kind: 'status_request', statusType }
}

/** RFC 7301 3.1. Names are bytes; the value is one character a byte. */
function applicationLayerProtocolNegotiation(cursor: FieldCursor): ExtensionData {
  const protocols: Field<string>[] = []
  cursor.vector(
    'protocol_name_list',
    2,
    (list) => {
      while (list.remaining > 0) protocols.push(list.stringVector('protocol_name', 1, alpnText))
    },
    () => textsOf(protocols),
  )
  return { kind: 'application_layer_protocol_negotiation', protocols }
}

function alpnText(name: string): string {
  if (!registry.isGreaseAlpn(name)) return printable(name)
  return `GREASE (0x${[...name].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')})`
}

/** RFC 6962 3.3. A client asks with no content. */
function signedCertificateTimestamp(cursor: FieldCursor): ExtensionData {
  const length = cursor.remaining
  if (length > 0) {
    cursor.vector(
      'sct_list',
      2,
      (list) => {
        while (list.remaining > 0) list.opaqueVector('serialized_sct', 2, shortHex)
      },
      (group) => count(group.children.filter((child) => child.name === 'serialized_sct').length, 'timestamp'),
    )
  }
  return { kind: 'signed_certificate_timestamp', length }
}

/** RFC 7250 3: a list from the client, one choice from the server. */
function certificateTypes(cursor: FieldCursor, home: ExtensionHome): Field<number>[] {
  if (home === 'ClientHello') return codeList(cursor, CERTIFICATE_TYPES)
  return [cursor.u8('certificate_type', registry.certificateTypeText)]
}

/** RFC 7685. */
function padding(cursor: FieldCursor): ExtensionData {
  const length = cursor.remaining
  if (length > 0) cursor.rest('padding', (bytes) => `${bytes.length} bytes`)
  return { kind: 'padding', length }
}

/** RFC 9345 4.1.1: schemes in a hello or request; the credential itself in a Certificate. */
function delegatedCredential(cursor: FieldCursor, home: ExtensionHome): ExtensionData {
  if (home === 'Certificate') {
    cursor.rest('delegated_credential', shortHex)
    return { kind: 'delegated_credential', schemes: [] }
  }
  return { kind: 'delegated_credential', schemes: codeList(cursor, SIGNATURE_SCHEMES) }
}

/** RFC 5077 3.2: the ticket stands without a length of its own. */
function sessionTicket(cursor: FieldCursor): ExtensionData {
  const length = cursor.remaining
  if (length > 0) cursor.varies(cursor.rest('ticket', shortHex))
  return { kind: 'session_ticket', length }
}

/** RFC 8446 4.2.11. */
function preSharedKey(cursor: FieldCursor, home: ExtensionHome): ExtensionData {
  if (home !== 'ClientHello') {
    return { kind: 'pre_shared_key', identities: 0, selected: cursor.u16('selected_identity') }
  }
  let identities = 0
  cursor.vector(
    'identities',
    2,
    (list) => {
      while (list.remaining > 0) {
        list.varies(list.opaqueVector('identity', 2, shortHex))
        list.varies(list.u32('obfuscated_ticket_age'))
        identities++
      }
    },
    () => count(identities, 'identity', 'identities'),
  )
  cursor.vector(
    'binders',
    2,
    (list) => {
      while (list.remaining > 0) list.varies(list.opaqueVector('binder', 1, shortHex))
    },
    (group) => count(group.children.filter((child) => child.name === 'binder').length, 'binder'),
  )
  return { kind: 'pre_shared_key', identities, selected: null }
}

/** RFC 8446 4.2.10. */
function earlyData(cursor: FieldCursor, home: ExtensionHome): ExtensionData {
  const maxEarlyDataSize = home === 'NewSessionTicket' ? cursor.u32('max_early_data_size') : null
  return { kind: 'early_data', maxEarlyDataSize }
}

/** RFC 8446 4.2.1. */
function supportedVersions(cursor: FieldCursor, home: ExtensionHome): ExtensionData {
  if (home === 'ClientHello') return { kind: 'supported_versions', versions: codeList(cursor, VERSIONS) }
  return { kind: 'supported_versions', versions: [cursor.u16('selected_version', registry.versionText)] }
}

/** RFC 8446 4.2.4. */
function certificateAuthorities(cursor: FieldCursor): ExtensionData {
  const names: Field<Uint8Array>[] = []
  const length = readDistinguishedNames(cursor, 'authorities', names)
  return { kind: 'certificate_authorities', names, length }
}

/** RFC 8446 4.2.5. */
function oidFilters(cursor: FieldCursor): ExtensionData {
  let filters = 0
  cursor.vector(
    'filters',
    2,
    (list) => {
      while (list.remaining > 0) {
        list.opaqueVector('certificate_extension_oid', 1, shortHex)
        list.opaqueVector('certificate_extension_values', 2, shortHex)
        filters++
      }
    },
    () => count(filters, 'filter'),
  )
  return { kind: 'oid_filters', filters }
}

/** RFC 8446 4.2.8. */
function keyShare(cursor: FieldCursor, home: ExtensionHome): ExtensionData {
  const groups: Field<number>[] = []
  const entry = (list: FieldCursor): void => {
    groups.push(list.u16('group', registry.groupText))
    list.varies(list.opaqueVector('key_exchange', 2, shortHex))
  }
  if (home === 'HelloRetryRequest') groups.push(cursor.u16('selected_group', registry.groupText))
  else if (home === 'ServerHello') entry(cursor)
  else {
    cursor.vector(
      'client_shares',
      2,
      (list) => {
        while (list.remaining > 0) entry(list)
      },
      () => textsOf(groups),
    )
  }
  return { kind: 'key_share', groups }
}

/** RFC 9849 5 and 7. */
function encryptedClientHello(cursor: FieldCursor, home: ExtensionHome): ExtensionData {
  if (home === 'EncryptedExtensions') {
    cursor.opaqueVector('retry_configs', 2, shortHex)
    return { kind: 'encrypted_client_hello', clientHelloType: null }
  }
  if (home !== 'ClientHello') {
    cursor.opaque('confirmation', 8)
    return { kind: 'encrypted_client_hello', clientHelloType: null }
  }
  const clientHelloType = cursor.u8('type', registry.echClientHelloTypeText)
  if (clientHelloType.value === 0) {
    cursor.u16('kdf_id', hex16)
    cursor.u16('aead_id', hex16)
    cursor.varies(cursor.u8('config_id'))
    cursor.varies(cursor.opaqueVector('enc', 2, shortHex))
    cursor.varies(cursor.opaqueVector('payload', 2, shortHex))
  }
  return { kind: 'encrypted_client_hello', clientHelloType }
}

/** RFC 5746 3.2. */
function renegotiationInfo(cursor: FieldCursor): ExtensionData {
  const renegotiatedConnection = cursor.opaqueVector('renegotiated_connection', 1, shortHex)
  return { kind: 'renegotiation_info', renegotiatedConnection }
}
