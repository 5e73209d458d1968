import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Captures, makeCaptures, SMALL } from '../../bench/make/captures.ts'
import { analyseToDocument } from '../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../src/main/engine/options.ts'

const folder = mkdtempSync(join(tmpdir(), 'tlscope-bench-'))
let captures: Captures

beforeAll(() => {
  captures = makeCaptures(join(folder, 'one'), SMALL, () => {})
})

afterAll(() => rmSync(folder, { recursive: true }))

function analyse(path: string) {
  return analyseToDocument([{ path, input: path }], NO_OPTIONS)
}

describe('the captures of the benchmark', () => {
  it('are the same bytes every time', () => {
    const again = makeCaptures(join(folder, 'two'), SMALL, () => {})
    const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
    expect(digest(again.bulk)).toBe(digest(captures.bulk))
    expect(digest(again.noise)).toBe(digest(captures.noise))
    expect(again.small.map(digest)).toEqual(captures.small.map(digest))
  })

  it('are made only where they are absent', () => {
    const said: string[] = []
    makeCaptures(join(folder, 'one'), SMALL, (line) => said.push(line))
    expect(said).toEqual([])
  })

  it('hold the handshakes they promise, most completed, some broken, without a warning', async () => {
    const { handshakes, sources } = await analyse(captures.bulk)
    expect(handshakes).toHaveLength(SMALL.bulkHandshakes)
    expect(sources[0]?.warnings).toEqual([])
    const broken = handshakes.filter(({ outcome }) => outcome === 'broken')
    expect(broken.length).toBeGreaterThan(0)
    expect(broken.length).toBeLessThan(SMALL.bulkHandshakes / 4)
    expect(new Set(handshakes.map(({ version }) => version))).toContain('TLS 1.3')
    expect(handshakes.some(({ mutualTls }) => mutualTls.clientCertificate === 'sent')).toBe(true)
  })

  it('mix handshakes with traffic that is none', async () => {
    const { handshakes, sources } = await analyse(captures.noise)
    expect(handshakes).toHaveLength(SMALL.noiseHandshakes)
    expect(sources[0]?.packets).toBeGreaterThan(SMALL.noisePackets)
    expect(sources[0]?.otherStreams).toBeGreaterThan(0)
  })

  it('give every small file at least one handshake', async () => {
    for (const path of captures.small) expect((await analyse(path)).handshakes.length).toBeGreaterThan(0)
  })
})
