import type { Field, FieldNode } from '../../bytes/field.ts'

/**
 * One extension as sent. `data` is its typed reading, or `null` where the type is unknown or the content
 * could not be read; the raw content stays reachable through `content`.
 */
export interface Extension {
  /** IANA ExtensionType. */
  readonly type: number
  /** IANA's name; `GREASE (0x…)` or `extension 0x…` for others. */
  readonly name: string
  readonly node: FieldNode
  /** extension_data without its length prefix. */
  readonly content: Field<Uint8Array>
  readonly data: ExtensionData | null
}

export type ExtensionData =
  | {
      kind: 'server_name' /** host_name entries, ASCII; empty in a ServerHello. */
      hostNames: Field<string>[]
    }
  | {
      kind: 'supported_versions' /** offered (ClientHello) or the one selected (ServerHello). */
      versions: Field<number>[]
    }
  | { kind: 'supported_groups'; groups: Field<number>[] }
  | { kind: 'ec_point_formats'; formats: Field<number>[] }
  | { kind: 'signature_algorithms'; schemes: Field<number>[] }
  | { kind: 'signature_algorithms_cert'; schemes: Field<number>[] }
  | { kind: 'application_layer_protocol_negotiation'; protocols: Field<string>[] }
  | {
      kind: 'key_share' /** groups for which a share is sent; the one asked for in a HelloRetryRequest. */
      groups: Field<number>[]
    }
  | { kind: 'post_handshake_auth' }
  | {
      kind: 'certificate_authorities' /** DER; texts are RFC 4514. */
      names: Field<Uint8Array>[]
      length: number
    }
  | {
      kind: 'pre_shared_key' /** identities (ClientHello) or the selected index (ServerHello). */
      identities: number
      selected: Field<number> | null
    }
  | { kind: 'psk_key_exchange_modes'; modes: Field<number>[] }
  | { kind: 'early_data'; maxEarlyDataSize: Field<number> | null }
  | { kind: 'session_ticket'; length: number }
  | { kind: 'extended_master_secret' }
  | { kind: 'encrypt_then_mac' }
  | { kind: 'renegotiation_info'; renegotiatedConnection: Field<Uint8Array> }
  | { kind: 'record_size_limit'; limit: Field<number> }
  | { kind: 'max_fragment_length'; code: Field<number> }
  | { kind: 'status_request'; statusType: Field<number> | null }
  | { kind: 'signed_certificate_timestamp'; length: number }
  | { kind: 'cookie'; cookie: Field<Uint8Array> }
  | { kind: 'compress_certificate'; algorithms: Field<number>[] }
  | { kind: 'padding'; length: number }
  | { kind: 'encrypted_client_hello' /** 0 outer, 1 inner. */; clientHelloType: Field<number> | null }
  | { kind: 'client_certificate_type'; types: Field<number>[] }
  | { kind: 'server_certificate_type'; types: Field<number>[] }
  | { kind: 'heartbeat'; mode: Field<number> }
  | { kind: 'delegated_credential'; schemes: Field<number>[] }
  | { kind: 'oid_filters' /** how many. */; filters: number }
  | { kind: 'grease' }

/** The readable extension of one kind, or `null`. The first one counts where there are several. */
export function extensionData<K extends ExtensionData['kind']>(
  extensions: readonly Extension[],
  kind: K,
): Extract<ExtensionData, { kind: K }> | null {
  for (const extension of extensions) {
    if (extension.data?.kind === kind) return extension.data as Extract<ExtensionData, { kind: K }>
  }
  return null
}

/** Whether an extension of that IANA type was sent, readable or not. */
export function hasExtension(extensions: readonly Extension[], type: number): boolean {
  return extensions.some((extension) => extension.type === type)
}
