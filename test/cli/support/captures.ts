import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runScenario } from '../../../src/main/lab/index.ts'

/** A folder for one test file, with captures of the lab in it. */
export interface Folder {
  readonly path: string
  file(name: string, bytes: Uint8Array | string): string
  remove(): void
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'tlscope-cli-'))
  return {
    path,
    file(name, bytes) {
      const whole = join(path, name)
      writeFileSync(whole, bytes)
      return whole
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A handshake in which the server refuses the client's certificate: its CA is unknown (TLS 1.2, alert 48). */
export async function brokenCapture(): Promise<Uint8Array> {
  return (await runScenario('client-ca-unknown')).pcapng
}

/** A mutual TLS 1.2 handshake that works. */
export async function workingCapture(): Promise<Uint8Array> {
  return (await runScenario('tls12-mutual-ok')).pcapng
}
