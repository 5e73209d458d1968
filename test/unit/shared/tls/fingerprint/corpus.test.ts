import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../../../../src/shared/bytes/text.ts'
import { ja3 } from '../../../../../src/shared/tls/fingerprint/index.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import { sharedPath, tellWhyAbsent } from '../../../../support/shared-folder.ts'

/** A ClientHello as the corpus' oracle (tshark) saw it. */
interface OracleHello {
  hs_type?: number
  random?: string | null
  ja3?: string | null
  ciphers?: string[] | null
  extensions?: number[] | null
}

/** In a ClientHello, the random stands behind header and version. */
const RANDOM_AT = 6

describe.skipIf(tellWhyAbsent('corpus', 'oracle') !== null)('ClientHellos of real captures', () => {
  it('have the suites, extensions and JA3 that tshark gives them', () => {
    const compared = { whole: 0, elsewhere: 0 }
    for (const { capture, hellos } of oracle(sharedPath('corpus') ?? '')) {
      const bytes = readFileSync(capture)
      for (const hello of hellos) {
        const seen = `${hello.ciphers?.map(Number)} ${hello.extensions ?? []}`
        // A hello that is sent again after a HelloRetryRequest keeps its random.
        const found = find(bytes, hello.random ?? '').filter((one) => one.seen === seen)
        for (const one of found) expect(one.ja3).toBe(hello.ja3)
        if (found.length > 0) compared.whole++
        else compared.elsewhere++
      }
    }
    // Hellos that are spread over packets, or in compressed captures, are left to the tests of the engine.
    expect(compared.whole).toBeGreaterThan(400)
    expect(compared.whole).toBeGreaterThan(9 * compared.elsewhere)
  })
})

function* oracle(corpus: string): Generator<{ capture: string; hellos: OracleHello[] }> {
  for (const name of readdirSync(join(corpus, 'oracle'), { recursive: true, encoding: 'utf8' })) {
    const capture = join(corpus, name.replace(/\.jsonl$/, ''))
    if (!name.endsWith('.jsonl') || !existsSync(capture)) continue
    const lines = readFileSync(join(corpus, 'oracle', name), 'utf8')
      .split('\n')
      .filter(Boolean)
    const messages = lines.map((line) => JSON.parse(line) as OracleHello)
    yield { capture, hellos: messages.filter((one) => one.hs_type === 1 && one.random && one.ja3) }
  }
}

/** The hellos with that random that stand in one piece in the capture's own bytes. */
function find(capture: Buffer, random: string) {
  const found = []
  const wanted = fromHex(random) ?? ''
  for (let at = capture.indexOf(wanted); at >= RANDOM_AT; at = capture.indexOf(wanted, at + 1)) {
    const start = at - RANDOM_AT
    const raw = Uint8Array.from(capture.subarray(start, start + 4 + capture.readUIntBE(start + 1, 3)))
    const { body, problems } = dissectHandshake(raw, { version: null, cipherSuite: null })
    if (body.type !== 'ClientHello' || problems.length > 0) continue
    found.push({
      seen: `${body.cipherSuites.map((suite) => suite.value)} ${body.extensions.map((one) => one.type)}`,
      ja3: ja3(body)?.hash,
    })
  }
  return found
}
