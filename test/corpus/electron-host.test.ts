import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AnalysisDocument } from '../../src/shared/contract/analysis.ts'
import { tlscope } from '../cli/support/run.ts'
import { findElectron } from '../support/electron-runtime.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'

/**
 * The engine of the app runs in Electron, whose BoringSSL lacks ChaCha20-Poly1305 and CCM. It has to decrypt
 * what Node's OpenSSL does; only Camellia and ARIA are beyond it, which it says.
 */

const CLI = join(import.meta.dirname, '../../out/main/cli.js')
const CAPTURES = 'Voev__snet/tests/pcap/data/decrypt_by_keylog'

/** One of each family: capture and key log. */
const FAMILIES = [
  ['TLS1_3_TLS_CHACHA20_POLY1305_SHA256.pcap', 'TLS1_3_TLS_CHACHA20_POLY1305_SHA256.txt'],
  ['tls1.3_ccm8.pcap', 'log.txt'],
  ['tls_DHE-RSA-CHACHA20-POLY1305.pcap', 'keylog_DHE-RSA-CHACHA20-POLY1305.txt'],
  ['TLS1_2_AES256-CCM_auth.pcap', 'TLS1_2_AES256-CCM_auth.txt'],
  ['TLS1_2_AES256-GCM-SHA384_auth.pcap', 'TLS1_2_AES256-GCM-SHA384_auth.txt'],
  ['TLS1_2_ECDHE-RSA-AES256-SHA384_auth.pcap', 'TLS1_2_ECDHE-RSA-AES256-SHA384_auth.txt'],
  ['TLS1_1_ECDHE-RSA-NULL-SHA.pcap', 'TLS1_1_ECDHE-RSA-NULL-SHA.txt'],
  ['TLS1_ECDHE-RSA-AES128-SHA.pcap', 'TLS1_ECDHE-RSA-AES128-SHA.txt'],
  ['ssl3_0.pcap', 'ssl3_0.keylog'],
] as const

const electron = findElectron()
const folder = tellWhyAbsent('corpus', CAPTURES) === null ? sharedPath('corpus', CAPTURES) : null

describe.skipIf(electron === null || folder === null)('decryption inside Electron', () => {
  it.each(FAMILIES)('of %s is what it is under Node', async (capture, keyLog) => {
    const { node, inside } = await bothOf(capture, keyLog)
    expect(node.handshakes.map(({ decryption }) => decryption?.state)).toContain('decrypted')
    expect(inside).toEqual(node)
  })

  it('says which ciphers are beyond it', async () => {
    const { inside } = await bothOf('tls_CAMELLIA128-SHA256.pcap', 'keylog_CAMELLIA128-SHA256.txt')
    expect(inside.sources[0]?.warnings.map(({ code }) => code)).toEqual(['decryption-unsupported'])
    expect(inside.handshakes[0]?.decryption).toEqual({
      state: 'unsupported',
      detail:
        'the crypto library of this program cannot decrypt TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256; the command line may',
    })
  })
})

async function bothOf(
  capture: string,
  keyLog: string,
): Promise<{ node: AnalysisDocument; inside: AnalysisDocument }> {
  const at = folder ?? ''
  const args = ['analyze', join(at, capture), '--keylog', join(at, keyLog), '--json']
  const { stdout } = await tlscope(args)
  const run = spawnSync(electron ?? '', [CLI, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 60_000,
  })
  return { node: JSON.parse(stdout) as AnalysisDocument, inside: JSON.parse(run.stdout) as AnalysisDocument }
}
