import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CaptureWarning } from '../../../../src/main/capture-file/events.ts'
import { microsOf } from '../../../../src/main/capture-file/format-reader.ts'
import { readCapture } from '../../../../src/main/capture-file/read-capture.ts'
import { PacketDecoder } from '../../../../src/shared/packet/decoder.ts'
import { sharedPath, tellWhyAbsent } from '../../../support/shared-folder.ts'

/** Reads and decodes a capture of the shared folder, counting. */
async function walk(path: string) {
  const counts = { packets: 0, tcp: 0, udp: 0, other: 0 }
  const warnings: CaptureWarning[] = []
  const decoder = new PacketDecoder({
    tcp: () => counts.tcp++,
    udp: () => counts.udp++,
    other: () => counts.other++,
  })
  const summary = await readCapture(path, {
    packet: (packet) => {
      const { linkType, bytes, start, end, originalLength, frame } = packet
      decoder.decode(linkType, bytes, start, end, originalLength, frame, microsOf(packet))
    },
    warning: (warning) => warnings.push(warning),
  })
  expect(counts.tcp + counts.udp + counts.other).toBe(summary.packets)
  return { summary, counts, warnings }
}

function tableOf(path: string): Record<string, string>[] {
  const [head = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const names = head.split('\t')
  return rows.map((row) => {
    const cells = row.split('\t')
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))
  })
}

describe('real captures', () => {
  const absent = tellWhyAbsent('corpus', 'MANIFEST.tsv')

  it.skipIf(absent !== null)(
    'are read with as many packets as the manifest counts',
    async () => {
      const corpus = sharedPath('corpus') ?? ''
      const rows = tableOf(join(corpus, 'MANIFEST.tsv'))
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) {
        const { summary, counts, warnings } = await walk(join(corpus, row.path ?? ''))
        const damaged = warnings.some((warning) => warning.code.startsWith('damaged'))
        // The manifest stops at the first damage; the reader goes on behind it.
        if (damaged) expect(summary.packets, row.path).toBeGreaterThanOrEqual(Number(row.packets))
        else if (row.packets) expect(summary.packets, row.path).toBe(Number(row.packets))
        if (Number(row.tls_streams) > 0) expect(counts.tcp, row.path).toBeGreaterThan(0)
      }
    },
    120_000,
  )

  it.skipIf(absent !== null)(
    'that are damaged, or of a link type nobody decodes, give a clear warning',
    async () => {
      const folder = sharedPath('corpus', 'robustness') ?? ''
      const rows = tableOf(join(folder, 'README.tsv'))
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) {
        const { warnings } = await walk(join(folder, row.path ?? ''))
        const codes = warnings.map((warning) => warning.code)
        if (row.kind === 'damaged') {
          expect(['truncated-file', 'damaged-packet'], row.path).toContain(codes[0])
          expect(warnings[0]?.offset, row.path).toBeGreaterThan(0)
        } else {
          expect(codes, row.path).toContain('unsupported-link-type')
        }
      }
    },
  )
})

describe('labelled scenarios', () => {
  const absent = tellWhyAbsent('scenarios')

  it.skipIf(absent !== null)('are read without a warning, and hold TCP', async () => {
    const folder = sharedPath('scenarios') ?? ''
    const names = readdirSync(folder).filter((name) => name.endsWith('.pcap'))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      const { counts, warnings } = await walk(join(folder, name))
      expect(warnings, name).toEqual([])
      expect(counts.tcp, name).toBeGreaterThan(0)
    }
  })
})
