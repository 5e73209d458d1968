import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { freePort, runTool, ServerFolder, startServer } from '../support/program.ts'
import type { Wardrobe } from '../support/wardrobe.ts'
import { type Family, type LoggingListener, listenerOf, stopAll, USUAL, type Wanted } from './family.ts'
import { firstOf, type Lines } from './reading.ts'

/** NSS's `selfserv`, one for each listener; its certificates live in a database. It has no Ed25519. */
export const nss: Family = {
  name: 'NSS',
  needs: {
    selfserv: 'libnss3-tools',
    certutil: 'libnss3-tools',
    pk12util: 'libnss3-tools',
    openssl: 'openssl',
  },
  start: async (wardrobe, programs) => {
    const wanted = USUAL.filter(({ key }) => key !== 'Ed25519')
    const all = await Promise.all(wanted.map((each) => one(wardrobe, programs, each)))
    return { listeners: all.map(({ listener }) => listener), stop: () => stopAll(...all) }
  },
}

const ASKS = { required: ['-r', '-r'], optional: ['-r'], nothing: [] } as const
const NICKNAME = 'server'

async function one(wardrobe: Wardrobe, programs: Readonly<Record<string, string>>, wanted: Wanted) {
  const folder = new ServerFolder('nss')
  const database = await makeDatabase(wardrobe, programs, folder, wanted)
  const port = await freePort()
  const args = [
    ...['-d', database, '-p', String(port), '-v', '-V', wanted.old ? 'tls1.0:tls1.1' : 'tls1.2:tls1.3'],
    ...(wanted.key === 'RSA' ? ['-n', NICKNAME] : ['-e', NICKNAME]),
    ...ASKS[wanted.asks],
  ]
  const running = await startServer(programs.selfserv ?? '', args, folder, [port])
  const listener: LoggingListener = {
    ...listenerOf('NSS selfserv', wanted, port),
    log: running.log,
    read: (piece) => firstOf(LINES, piece),
  }
  return { ...running, listener }
}

async function makeDatabase(
  wardrobe: Wardrobe,
  programs: Readonly<Record<string, string>>,
  folder: ServerFolder,
  { key }: Wanted,
): Promise<string> {
  const { certutil = '', pk12util = '', openssl = '' } = programs
  const database = `sql:${folder.path}`
  await runTool(certutil, ['-N', '-d', database, '--empty-password'], folder.path)
  const roots = readFileSync(wardrobe.clientRoots, 'latin1').split(/(?=-----BEGIN)/)
  for (const [at, pem] of roots.entries()) {
    const file = folder.write(`root-${at}.pem`, pem)
    // `T`: trusted to issue certificates of clients.
    const given = ['-A', '-d', database, '-n', `root ${at}`, '-t', 'CT,,', '-a', '-i', file]
    await runTool(certutil, given, folder.path).catch((error: unknown) => {
      if (new X509Certificate(pem).publicKey.asymmetricKeyType !== 'ed25519') throw error
    })
  }
  const { chain, key: keyFile } = wardrobe.server(key)
  const bundle = folder.at('server.p12')
  const made = [
    '-in',
    chain,
    '-inkey',
    keyFile,
    '-name',
    NICKNAME,
    '-out',
    bundle,
    '-passout',
    'pass:made here',
  ]
  await runTool(openssl, ['pkcs12', '-export', ...made], folder.path)
  await runTool(pk12util, ['-i', bundle, '-d', database, '-W', 'made here', '-K', ''], folder.path)
  return database
}

const LINES: Lines = [
  [/Unable to find the certificate or key necessary for authentication/, 'no certificate'],
  // It has one word for both ends of the validity.
  [/Peer's Certificate has expired/, 'expired'],
  [/Certificate issuer is (?:not recognized|invalid)/, 'issuer'],
  [/Certificate type not approved for application/, 'purpose'],
  [/SSL_ERROR_BAD_CERTIFICATE|-12188|Bad .*signature.*|digital signature.*/i, 'proof'],
  [/Cannot communicate securely with peer: .*protocol version.*|unsupported.*version.*/i, 'version'],
  [/HDX PR_Read returned error .*|SSL3: Certificate Invalid.*/, 'unsaid'],
  [/SSL version 3\.\d using .*/, 'accepted'],
]
