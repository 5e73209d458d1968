/**
 * What people paste beside an answer: private keys in a PEM file, and the session keys that `openssl s_client` prints
 * unasked (`Master-Key`, `Resumption PSK`). They are taken out before the text is kept, shown or sent anywhere.
 */

export interface CleanText {
  readonly text: string
  /** What was taken out, each once, as it may be told: `private key`, `session key of openssl s_client`. */
  readonly removed: readonly string[]
}

/** A block that is never closed ends with the text: what stands in it may be a key. */
const KEY_BLOCK =
  /-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,60}PRIVATE KEY-----|$)/g
const SESSION_KEY =
  /^([ \t]*(?:Master-Key|Resumption PSK|Early Data Secret|Exporter Secret)[ \t]*:)[^\r\n]*/gm
/** NSS key log lines (SSLKEYLOGFILE). */
const KEY_LOG =
  /^(?:CLIENT_RANDOM|RSA|(?:CLIENT|SERVER)_(?:HANDSHAKE_TRAFFIC_SECRET|TRAFFIC_SECRET_\d+)|CLIENT_EARLY_TRAFFIC_SECRET|(?:EARLY_)?EXPORTER_SECRET) [0-9a-fA-F]+ [0-9a-fA-F]+[^\r\n]*/gm

export function withoutSecrets(text: string): CleanText {
  const removed = new Set<string>()
  const note = (what: string, replacement: (match: string, head: string) => string) => {
    return (match: string, head: string): string => {
      removed.add(what)
      return replacement(match, head)
    }
  }
  const clean = text
    .replace(
      KEY_BLOCK,
      note('private key', () => '(a private key stood here and was removed)'),
    )
    .replace(
      SESSION_KEY,
      note('session key', (_match, head) => `${head} (removed)`),
    )
    .replace(
      KEY_LOG,
      note('key log', () => '(a line of a key log stood here and was removed)'),
    )
  return { text: clean, removed: [...removed] }
}
