import { ServerFolder, startServer } from '../support/program.ts'
import type { View } from '../support/views.ts'
import type { Wardrobe } from '../support/wardrobe.ts'
import {
  type Family,
  type LoggingListener,
  listenerOf,
  REVOKING,
  stopAll,
  USUAL,
  type Wanted,
} from './family.ts'
import { firstOf, type Lines, OPENSSL_ERRORS, verifyError } from './reading.ts'

/** `openssl s_server`, one for each listener; it tells every step it takes. */
export const openssl: Family = {
  name: 'OpenSSL',
  needs: { openssl: 'openssl' },
  start: async (wardrobe, { openssl: program = '' }, listeners = [...USUAL, REVOKING]) => {
    const all = await Promise.all(listeners.map((wanted) => one(wardrobe, program, wanted)))
    return { listeners: all.map(({ listener }) => listener), stop: () => stopAll(...all) }
  },
}

async function one(wardrobe: Wardrobe, program: string, wanted: Wanted) {
  const { asks, key, old, revoking } = wanted
  const folder = new ServerFolder('openssl')
  const { leaf, issuers, key: keyFile } = wardrobe.server(key)
  const verify = asks === 'required' ? ['-Verify', '3'] : asks === 'optional' ? ['-verify', '3'] : []
  const args = [
    ...['s_server', '-accept', '127.0.0.1:0', '-www', '-state', '-cert', leaf, '-key', keyFile],
    ...(issuers === null ? [] : ['-cert_chain', issuers]),
    ...(verify.length === 0 ? [] : [...verify, '-verify_return_error', '-CAfile', wardrobe.clientRoots]),
    ...(revoking ? ['-crl_check', '-CRL', wardrobe.revocations] : []),
    ...(old ? ['-no_tls1_2', '-no_tls1_3', '-cipher', 'ALL:@SECLEVEL=0'] : ['-no_tls1', '-no_tls1_1']),
  ]
  const running = await startServer(program, args, folder, /ACCEPT .*:\d+/)
  const port = Number(/ACCEPT .*:(\d+)/.exec(running.log())?.[1])
  const listener: LoggingListener = {
    ...listenerOf('openssl s_server', wanted, port),
    log: running.log,
    read,
  }
  return { ...running, listener }
}

const LINES: Lines = [
  ...OPENSSL_ERRORS,
  [/SSL3 alert write:fatal:.*/, 'unsaid'],
  [/SSL_accept:(?:TLSv1.3 write server session ticket|SSLv3\/TLS write finished)/, 'accepted'],
]

function read(piece: string): View | null {
  return verifyError(/verify error:num=(\d+):.*/, piece) ?? firstOf(LINES, piece)
}
