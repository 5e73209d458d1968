import { join } from 'node:path'
import { ServerFolder, startServer } from '../support/program.ts'
import { type Family, type LoggingListener, listenerOf, USUAL } from './family.ts'
import { firstOf, type Lines } from './reading.ts'

const KEY_FACTORIES = { RSA: 'RSA', 'P-256': 'EC', 'P-384': 'EC', Ed25519: 'EdDSA' } as const

/** Java's own TLS server (JSSE), by a program of one file. The JDK forbids TLS 1.0 and 1.1 since 2021. */
export const java: Family = {
  name: 'Java',
  needs: { java: 'openjdk-17-jdk-headless', javac: 'openjdk-17-jdk-headless' },
  start: async (wardrobe, { java: program = '' }) => {
    const folder = new ServerFolder('java')
    const wanted = USUAL.filter(({ old }) => !old)
    const listeners = wanted.map(({ asks, key }, at) => {
      const { chain, key: keyFile } = wardrobe.server(key)
      return [`${at}`, asks, chain, keyFile, KEY_FACTORIES[key]].join(',')
    })
    const source = join(import.meta.dirname, 'Server.java')
    const args = ['-XX:TieredStopAtLevel=1', source, wardrobe.clientRoots, ...listeners]
    const running = await startServer(program, args, folder, /all listening/)
    return {
      listeners: wanted.map(
        (each, at): LoggingListener => ({
          ...listenerOf('Java', each, Number(new RegExp(`listening ${at} (\\d+)`).exec(running.log())?.[1])),
          log: running.log,
          read: (piece) => firstOf(LINES, piece),
        }),
      ),
      stop: running.stop,
    }
  },
}

const LINES: Lines = [
  [/Empty client certificate chain/, 'no certificate'],
  [/CertificateExpiredException.*/, 'expired'],
  [/CertificateNotYetValidException.*/, 'not yet valid'],
  [/Extended key usage does not permit.*/, 'purpose'],
  [/unable to find valid certification path.*/, 'issuer'],
  [/does not conform to algorithm constraints.*|Algorithm constraints check failed.*/, 'weak'],
  [/Cannot verify CertificateVerify.*|Invalid CertificateVerify.*/, 'proof'],
  [
    /Client requested protocol .* is not enabled.*|not supported.*version.*|preferences.*protocol.*/,
    'version',
  ],
  [/answered 200 .*/, 'accepted'],
  [/refused: .*/, 'unsaid'],
]
