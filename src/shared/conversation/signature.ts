import type { LadderMessage } from './conversation.ts'

/**
 * One letter a message, upper case for the client: a handshake one can recognise at a glance and search for.
 * The letters are listed in docs/glossary.md.
 */
const LETTERS: Readonly<Record<string, string>> = {
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
const LONGEST = 120

export function signatureOf(messages: readonly LadderMessage[]): string {
  let signature = ''
  for (const message of messages) {
    if (signature.length >= LONGEST) return `${signature}…`
    if (message.type === 'Retransmission') continue
    const letter = message.type === 'Alert' ? '!' : (LETTERS[message.type] ?? '?')
    signature += message.from === 'client' ? letter.toUpperCase() : letter
  }
  return signature
}
