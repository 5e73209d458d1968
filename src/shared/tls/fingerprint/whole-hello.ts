import type { Field } from '../../bytes/field.ts'
import type { ClientHello } from '../message/handshake.ts'

/**
 * Whether a ClientHello is one a fingerprint can be taken of. An SSL 2.0 hello has no compression methods;
 * one that was cut lacks them too, or ends amid its extensions: ask the dissection's problems for that.
 */
export function isWholeHello(hello: ClientHello): hello is ClientHello & { legacyVersion: Field<number> } {
  return hello.legacyVersion !== undefined && hello.compressionMethods.length > 0
}
