import { dissectHandshake } from '../../../shared/tls/message/dissect.ts'
import type { SessionPeer } from '../../../shared/tls/record-opener.ts'
import { cipherSuiteFacts, VERSION } from '../../../shared/tls/registry/index.ts'
import type { ServerParameters } from '../../decrypt/hello-parameters.ts'
import { clientParameters, serverParameters } from '../../decrypt/hello-parameters.ts'
import { tls12ProtectionOf } from '../../decrypt/tls12-cipher.ts'
import { masterSecret, verifyData, writeKeys } from '../../decrypt/tls12-keys.ts'
import { type Protection, protection12 } from '../../probe/tls-client/protection.ts'
import { ScriptEnded } from './record-stream.ts'

/** What one handshake of a script agreed on: keys that count from zero, and what its Finished messages have to say. */
export interface Keys12 {
  readonly client: Protection
  readonly server: Protection
  /** @param transcript every message before the Finished */
  verifyData(peer: SessionPeer, transcript: readonly Uint8Array[]): Uint8Array
}

/** @param transcript every message up to ClientKeyExchange, with the hellos first. @throws ScriptEnded without hellos */
export function deriveKeys12(premaster: Uint8Array, transcript: readonly Uint8Array[]): Keys12 {
  const context = { version: VERSION.tls12, cipherSuite: null }
  let client: ReturnType<typeof clientParameters> = null
  let server: ServerParameters | null = null
  for (const raw of transcript.slice(0, 2)) {
    const { body } = dissectHandshake(raw, context)
    if (body.type === 'ClientHello') client = clientParameters(body)
    if (body.type === 'ServerHello') server = serverParameters(body)
  }
  const suite = server === null ? null : cipherSuiteFacts(server.suite)
  if (client === null || server === null || suite === null) throw new ScriptEnded('no two hellos')
  const { version, encryptThenMac, truncatedHmac } = server
  const protection = tls12ProtectionOf({ version, suite, encryptThenMac, truncatedHmac })
  if (protection === null) throw new ScriptEnded('a cipher suite that this host does not have')
  const master = masterSecret(premaster, client, server, suite, transcript)
  const [of, at] = [client, server]
  const direction = (peer: SessionPeer): Protection =>
    protection12(protection.cipher(writeKeys(peer, master, of, at, suite, protection)), version)
  return {
    client: direction('client'),
    server: direction('server'),
    verifyData: (peer, messages) => verifyData(peer, master, version, suite, messages),
  }
}
