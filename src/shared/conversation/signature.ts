import { isIcmp, type LadderMessage } from './conversation.ts'

/**
 * One letter a message, upper case for the client: a handshake one can recognise at a glance and search for.
 * The letters are listed in docs/glossary.md.
 */
const OF_THE_SERVER: Readonly<Record<string, string>> = {
  Alert: '!',
  SYN: '(',
  'SYN-ACK': ')',
  RST: 'z',
  FIN: 'q',
  Hole: 'o',
  ClientHello: 'c',
  ServerHello: 's',
  HelloRetryRequest: 'j',
  EncryptedExtensions: 'y',
  Certificate: 'x',
  CompressedCertificate: 'x',
  CertificateStatus: 'w',
  CertificateRequest: 'r',
  ServerKeyExchange: 'k',
  ServerHelloDone: 'd',
  ClientKeyExchange: 'k',
  CertificateVerify: 'v',
  ChangeCipherSpec: 'h',
  Finished: 'f',
  NewSessionTicket: 't',
  HelloRequest: 'n',
  KeyUpdate: 'u',
  EndOfEarlyData: 'b',
  EncryptedHandshake: 'e',
  ApplicationData: 'a',
  Heartbeat: 'i',
  Request: 'g',
  Response: 'p',
}
const LETTERS = new Map(
  Object.entries(OF_THE_SERVER).map(([type, letter]) => [
    type,
    { server: letter, client: letter.toUpperCase() },
  ]),
)
const UNKNOWN = { server: '?', client: '?' }
const LONGEST = 120

export function signatureOf(messages: readonly LadderMessage[]): string {
  let signature = ''
  for (const message of messages) {
    if (signature.length >= LONGEST) return `${signature}…`
    if (message.type === 'Retransmission' || isIcmp(message.type)) continue
    const letters = LETTERS.get(message.type) ?? UNKNOWN
    signature += message.from === 'client' ? letters.client : letters.server
  }
  return signature
}
