/** What differs in every handshake, and so says nothing about any of them. */

const NEW_EACH_TIME = 'new in every handshake'
const KEY = 'key material, new in every handshake'
const SIGNATURE = 'a signature, new in every handshake'
const TICKET = 'a session ticket or what belongs to it'
const ISSUED = 'another certificate has another one'
const FILLING = 'filling without meaning'
const STAPLED = 'a proof that is issued anew now and then'

/** By the RFCs' names of the fields. */
const REASONS: Readonly<Record<string, string>> = {
  random: NEW_EACH_TIME,
  challenge: NEW_EACH_TIME,
  legacy_session_id: NEW_EACH_TIME,
  legacy_session_id_echo: NEW_EACH_TIME,
  session_id: NEW_EACH_TIME,
  cookie: NEW_EACH_TIME,
  certificate_request_context: NEW_EACH_TIME,
  renegotiated_connection: NEW_EACH_TIME,
  verify_data: NEW_EACH_TIME,
  hash: NEW_EACH_TIME,
  key_exchange: KEY,
  public: KEY,
  dh_Ys: KEY,
  dh_Yc: KEY,
  ecdh_Yc: KEY,
  srp_s: KEY,
  srp_B: KEY,
  rsa_modulus: KEY,
  exchange_keys: KEY,
  encrypted_pre_master_secret: KEY,
  enc: KEY,
  config_id: KEY,
  payload: KEY,
  confirmation: KEY,
  signature: SIGNATURE,
  ticket: TICKET,
  identity: TICKET,
  binder: TICKET,
  obfuscated_ticket_age: TICKET,
  ticket_age_add: TICKET,
  ticket_nonce: TICKET,
  ticket_lifetime: TICKET,
  ticket_lifetime_hint: TICKET,
  padding: FILLING,
  response: STAPLED,
  serialized_sct: STAPLED,
  serialNumber: ISSUED,
  signatureValue: ISSUED,
  subjectPublicKey: ISSUED,
  subjectKeyIdentifier: ISSUED,
  authorityKeyIdentifier: ISSUED,
  signedCertificateTimestampList: ISSUED,
}

/** Why a field of that name may differ without meaning anything; `null` where a difference matters. */
export function reasonToDiffer(field: string): string | null {
  return Object.hasOwn(REASONS, field) ? (REASONS[field] ?? null) : null
}

/** Extensions whose presence says nothing: they fill a hello up (RFC 7685), or keep others tolerant (RFC 8701). */
const FILLERS: ReadonlySet<string> = new Set(['padding'])

export function isFiller(extension: string): boolean {
  return FILLERS.has(extension) || isMeaninglessItem(extension)
}

/** Extensions stand in any order (RFC 8446 4.2), and some clients shuffle them. */
export const ANY_ORDER: Readonly<Record<string, string>> = {
  extensions: 'extensions may stand in any order',
  certificate_authorities: 'the order of CA names says nothing',
  certificate_types: 'the order of certificate types says nothing',
  subjectAltName: 'the order of names says nothing',
}

/** GREASE (RFC 8701), as the registry prints it. */
export function isMeaninglessItem(text: string): boolean {
  return text.startsWith('GREASE')
}

export const GREASE = 'GREASE: values without meaning that keep the other side tolerant'
