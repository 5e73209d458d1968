import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, constants, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import tls, { type TLSSocket } from 'node:tls'
import { makeCaptures } from '../../../bench/make/captures.ts'
import { synthesiseCapture } from '../../../src/main/capture-file/synthesise.ts'
import { runScenario } from '../../../src/main/lab/index.ts'
import { listTwoLegs, recordTwoLegs } from '../../../src/main/lab/two-legs.ts'
import { recordHandshake } from '../../support/decrypt/loopback.ts'
import { outputFolder } from './app.ts'

/** Captures that these tests make themselves, with the secrets that open them. */

export interface Recorded {
  readonly capture: string
  readonly keyLog: string
  /** The lines of the key log. */
  readonly secrets: string
}

/** A scenario of the embedded lab, played, and what its client logged of the session's secrets. */
export async function recordLabScenario(id: string): Promise<Recorded> {
  const lines: string[] = []
  const { connect } = tls
  const logging = (...given: Parameters<typeof connect>): TLSSocket => {
    const socket = connect(...given)
    socket.on('keylog', (line: Buffer) => lines.push(line.toString('latin1')))
    return socket
  }
  try {
    Object.assign(tls, { connect: logging })
    syncBuiltinESMExports()
    const { pcapng } = await runScenario(id)
    return keep(id, pcapng, lines.join(''))
  } finally {
    Object.assign(tls, { connect })
    syncBuiltinESMExports()
  }
}

/** A request on its way through the lab's gateway, both legs in one capture, with the secrets of its scripted sessions. */
export async function recordBothLegs(id: string): Promise<string> {
  const scenario = listTwoLegs().find((one) => one.id === id)
  if (scenario === undefined) throw new Error(`the lab has no scenario ${id}`)
  return keep(id, await recordTwoLegs(scenario), '').capture
}

/** TLS 1.2 with keys exchanged by RSA, and the server's private key that opens it. */
export async function recordRsaKeyExchange(): Promise<{ capture: string; rsaKey: string }> {
  const both = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384' } as const
  const { record, serverKey } = await recordHandshake({ client: both, server: both })
  const { capture } = keep('rsa-key-exchange', synthesiseCapture([record]), '')
  const rsaKey = `${capture}.pem`
  writeFileSync(rsaKey, serverKey, { mode: 0o644 })
  return { capture, rsaKey }
}

/** A named pipe: a file whose end nobody knows, read for as long as it is written. */
export function makePipe(name: string): string {
  const path = join(openFolder(), name)
  execFileSync('mkfifo', ['-m', '644', path])
  pipes.push(path)
  return path
}

const pipes: string[] = []

/** Lets go of whoever still waits for a reader of a pipe: this process could not end before. */
export function releasePipes(): void {
  for (const path of pipes.splice(0)) closeSync(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK))
}

/**
 * A capture whose connections are a minute apart, so that most are decided while it is still being written, cut in
 * two between packets.
 */
export function spacedCapture(): { readonly first: Uint8Array; readonly rest: Uint8Array } {
  const sizes = { bulkBytes: 0, bulkHandshakes: 0, noisePackets: 0, noiseHandshakes: 0, smallFiles: 12 }
  const { small } = makeCaptures(join(openFolder(), 'spaced'), sizes, () => {})
  const [head = new Uint8Array(), ...others] = small.map((path) => readFileSync(path))
  const packets = others.map((file) => file.subarray(PCAP_HEADER))
  return { first: Buffer.concat([head, ...packets.slice(0, 8)]), rest: Buffer.concat(packets.slice(8)) }
}

const PCAP_HEADER = 24

function keep(name: string, capture: Uint8Array, secrets: string): Recorded {
  const folder = openFolder()
  const files = { capture: join(folder, `${name}.pcapng`), keyLog: join(folder, `${name}.keys`) }
  writeFileSync(files.capture, capture, { mode: 0o644 })
  writeFileSync(files.keyLog, secrets, { mode: 0o644 })
  return { ...files, secrets }
}

/** A folder of its own, so that names do not clash; the unprivileged user can read what is in it. */
function openFolder(): string {
  const folder = mkdtempSync(join(outputFolder(), 'r-'))
  chmodSync(folder, 0o755)
  return folder
}
