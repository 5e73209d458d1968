import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyseToDocument } from '../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'
import { readSecretFiles } from '../../src/main/engine/secrets.ts'
import { analysisSchema } from '../../src/shared/contract/analysis.ts'
import { sharedPath, tellWhyAbsent } from '../support/shared-folder.ts'
import { compareWithOracle } from './oracle.ts'

const corpus = sharedPath('corpus')

interface Row {
  readonly path: string
  readonly oracle: string
  readonly keyLog: string
}

function manifest(folder: string): Row[] {
  const [head = '', ...lines] = readFileSync(join(folder, 'MANIFEST.tsv'), 'utf8').trimEnd().split('\n')
  const names = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    const cell = (name: string): string => cells[names.indexOf(name)] ?? ''
    return { path: cell('path'), oracle: cell('oracle'), keyLog: cell('keylog') }
  })
}

/** Where tshark is wrong, and the bytes of the capture that prove it. */
const PROVEN: readonly { readonly path: string; readonly bytes: string; readonly reason: string }[] = [
  {
    path: 'arkime__arkime/tests/pcap/arkime_synthetic.pcap',
    bytes: '002a0000002b0000002c0000',
    reason:
      'a made-up ServerHello with empty extensions 0 to 256: its supported_versions (43) has length 0, and tshark reads the next extension type 0x002c as the selected version',
  },
  {
    path: 'cisco__mercury/test/afl_data/encrypted_handshake_cert_false_positive.pcap',
    bytes: '17030305c002000000',
    reason:
      'ciphertext whose first byte is 2: announced length 0 (02 00 00 00), yet tshark reads version, random and suite from the bytes behind it',
  },
  {
    path: 'OISF__suricata-verify/tests/tls/tls13-draft14/tls13_draft14.pcap',
    bytes: '0200006f03042393b6518b8dd3d7ae957155977935932a6f5e600e5b7d9774daa7bc2f2cbcc3c02b0049',
    reason:
      'a ServerHello of draft 14, which has no session id: behind the 32 bytes of random stands the suite c0 2b, where tshark reads a session id first',
  },
  {
    path: 'OISF__suricata-verify/tests/bug-1450-04/tls_DER-incomplete-header.pcap',
    bytes: '1503030002022a',
    reason: 'a damaged record header in the file: tshark stops there, the alert 02 2a stands behind it',
  },
  {
    path: 'OISF__suricata-verify/tests/bug-1450-05/tls_DER-incomplete-content.pcap',
    bytes: '1503030002022a',
    reason: 'a damaged record header in the file: tshark stops there, the alert 02 2a stands behind it',
  },
]

describe.skipIf(tellWhyAbsent('corpus', 'MANIFEST.tsv') !== null)('the corpus of real captures', () => {
  const folder = corpus ?? ''
  const rows = corpus === null ? [] : manifest(folder)

  const withKeys = rows.filter(({ keyLog }) => keyLog !== '')
  const cases = [
    ...rows.map(({ path }) => ({ path, keyLog: '', how: 'closed' })),
    ...withKeys.map((row) => ({ ...row, how: 'decrypted' })),
  ]

  it.each(cases)('opens $path, $how, and says of it what the contract allows', async ({ path, keyLog }) => {
    const input = join(folder, path)
    const secrets = await readSecretFiles(keyLog === '' ? [] : [join(folder, keyLog)], false, [])
    const document = await analyseToDocument([{ path: 'capture', input }], { ...NO_OPTIONS, secrets })
    const checked = analysisSchema.safeParse(document)
    expect(checked.error?.issues ?? []).toEqual([])
    for (const handshake of document.handshakes) {
      expect(handshake.break === null, handshake.id).toBe(handshake.outcome !== 'broken')
      if (handshake.outcome === 'completed') {
        const errors = handshake.findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)
        expect(errors, handshake.id).toEqual([])
      }
    }
  })

  it('finds the handshake messages and alerts that tshark finds, decrypted ones too', async () => {
    let agreed = 0
    let decrypted = 0
    let notJudged = 0
    let exceptions = 0
    const differing: string[] = []
    for (const { path, oracle, keyLog } of rows) {
      if (oracle === '') continue
      const result = await compareWithOracle(
        join(folder, path),
        join(folder, oracle),
        keyLog === '' ? null : join(folder, keyLog),
      )
      decrypted += result.decrypted
      agreed += result.agreed
      notJudged += result.notJudged
      const proven = PROVEN.some((exception) => exception.path === path)
      if (proven) exceptions += result.differences.length
      else differing.push(...result.differences.map((difference) => `${path}: ${difference}`))
    }
    console.log(
      `oracle: ${agreed} messages agree (${decrypted} of them decrypted), ${differing.length} differ, ${exceptions} proven exceptions, ${notJudged} not judged`,
    )
    expect(agreed).toBeGreaterThan(1000)
    expect(decrypted).toBeGreaterThan(600)
    expect(exceptions).toBe(PROVEN.length)
    expect(differing).toEqual([])
  })

  it.each(PROVEN)('proves tshark wrong about $path by bytes that are there', ({ path, bytes }) => {
    expect(readFileSync(join(folder, path)).includes(Buffer.from(bytes, 'hex'))).toBe(true)
  })
})
