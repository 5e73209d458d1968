import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { HOST } from './ask.ts'
import type { Combination, Reason, View } from './views.ts'
import type { Wardrobe } from './wardrobe.ts'

/** `openssl s_client`, asked the same. */

const VERSION_OPTIONS: Readonly<Record<number, string>> = {
  769: '-tls1',
  770: '-tls1_1',
  771: '-tls1_2',
  772: '-tls1_3',
}
/** So long it gets to hear a late alert before its request goes out: at once, it would often miss it. */
const HEAD_START_MILLIS = 60
const PATIENCE_MILLIS = 10_000

export interface StockView extends View {
  /** AlertDescription. */
  readonly alert: number | null
  readonly status: number | null
}

/**
 * @param how `patient`: asks a moment after the handshake, and listens until the server closes. `piped`: as in
 *   `printf … | openssl s_client`, where the input ends behind the request
 * @returns what it printed
 */
export async function stockTalk(
  program: string,
  port: number,
  args: readonly string[],
  request: string,
  how: 'patient' | 'piped',
): Promise<string> {
  const child = spawn(program, ['s_client', '-connect', `127.0.0.1:${port}`, ...args], {
    env: { ...process.env, OPENSSL_CONF: '/dev/null' },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      printed += bytes.toString('latin1')
    })
  }
  child.stdin.on('error', () => {})
  const over = once(child, 'close')
  const impatient = setTimeout(() => child.kill(), PATIENCE_MILLIS)
  if (how === 'piped') child.stdin.end(request)
  else {
    await Promise.race([sleep(HEAD_START_MILLIS), over])
    child.stdin.write(request)
  }
  await over
  clearTimeout(impatient)
  return printed
}

/** @returns null where it saw nothing to judge by: an alert that got lost, or a client it cannot be */
export async function stockView(
  program: string,
  { listener, version, client, late }: Combination,
  wardrobe: Wardrobe,
): Promise<StockView | null> {
  // It will not sign with a key that is not the certificate's.
  if (client === 'another key') return null
  const request = `GET ${listener.path} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`
  const own = client === 'none' ? null : wardrobe.client(client)
  const args = [
    ...['-servername', HOST, '-cipher', 'ALL:@SECLEVEL=0', VERSION_OPTIONS[version] ?? ''],
    ...(late ? ['-enable_pha'] : []),
    ...(own === null ? [] : ['-cert', own.leaf, '-key', own.key]),
    ...(own?.issuers && own.sendChain === 'full' ? ['-cert_chain', own.issuers] : []),
  ]
  return viewOf(await stockTalk(program, listener.port, ['-quiet', ...args], request, 'patient'))
}

const REASONS: Readonly<Record<number, Reason>> = {
  43: 'purpose',
  44: 'unsaid',
  45: 'expired',
  48: 'issuer',
  51: 'proof',
  70: 'version',
  116: 'no certificate',
}

function viewOf(printed: string): StockView | null {
  const status = Number(/HTTP\/1\.[01] (\d{3})/.exec(printed)?.[1] ?? 0)
  if (status >= 200 && status < 300) {
    return { accepted: true, reason: null, because: `HTTP ${status}`, alert: null, status }
  }
  if (status > 0) {
    const reason = /No required SSL certificate/.test(printed) ? 'no certificate' : 'unsaid'
    return { accepted: false, reason, because: `HTTP ${status}`, alert: null, status }
  }
  const alert = Number(/SSL alert number (\d+)/.exec(printed)?.[1] ?? 0)
  if (/:unsupported protocol:/.test(printed)) {
    return { accepted: false, reason: 'version', because: 'unsupported protocol', alert: null, status: null }
  }
  if (alert === 0) return null
  const reason = REASONS[alert] ?? 'unsaid'
  return { accepted: false, reason, because: `alert ${alert}`, alert, status: null }
}
