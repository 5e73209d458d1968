import { describe, expect, it } from 'vitest'
import { type KeyLogEntry, KeyLogReader } from '../../../../src/main/decrypt/key-log.ts'
import { hex } from '../../../../src/shared/bytes/text.ts'

const RANDOM = 'a1'.repeat(32)
const SECRET = 'B2'.repeat(48)

function read(text: string, step = text.length || 1) {
  const entries: KeyLogEntry[] = []
  const malformed: number[] = []
  const reader = new KeyLogReader({
    entry: (entry) => entries.push(entry),
    malformed: (line) => malformed.push(line),
  })
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step))
  reader.end()
  return { entries, malformed }
}

describe('a key log', () => {
  it.each([
    'CLIENT_RANDOM',
    'PMS_CLIENT_RANDOM',
    'CLIENT_EARLY_TRAFFIC_SECRET',
    'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
    'SERVER_HANDSHAKE_TRAFFIC_SECRET',
    'CLIENT_TRAFFIC_SECRET_0',
    'SERVER_TRAFFIC_SECRET_12',
  ])('gives the secret of %s by the client random', (label) => {
    const { entries, malformed } = read(`${label} ${RANDOM.toUpperCase()} ${SECRET}\n`)
    expect(malformed).toEqual([])
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({ label, id: RANDOM })
    expect(hex(entries[0]?.secret ?? new Uint8Array(0))).toBe(SECRET.toLowerCase())
  })

  it('gives premaster secrets by the start of what was sent, and master secrets by session id', () => {
    const lines = [`RSA 0011223344556677 ${SECRET}`, `RSA Session-ID:aabb Master-Key:${SECRET}`]
    const { entries, malformed } = read(lines.join('\r\n'))
    expect(malformed).toEqual([])
    expect(entries.map(({ label, id }) => [label, id])).toEqual([
      ['RSA', '0011223344556677'],
      ['SESSION_ID', 'aabb'],
    ])
  })

  it('passes over comments, empty lines, exporter secrets and a byte order mark', () => {
    const text = `\u00ef\u00bb\u00bf# made by a test\n\n   \nEXPORTER_SECRET ${RANDOM} ${SECRET}\n`
    expect(read(text)).toEqual({ entries: [], malformed: [] })
  })

  it('counts lines that are no secrets, and reads those behind them', () => {
    const lines = [
      'CLIENT_RANDOM',
      `CLIENT_RANDOM ${RANDOM} ${SECRET.slice(1)}`,
      `CLIENT_RANDOM ${RANDOM.slice(2)} ${SECRET}`,
      `CLIENT_RANDOM ${RANDOM} xyz`,
      `CLIENT_RANDOM ${RANDOM} ${SECRET} more`,
      `UNHEARD_OF ${RANDOM} ${SECRET}`,
      `CLIENT_RANDOM ${RANDOM} ${'00'.repeat(4000)}`,
      `CLIENT_RANDOM ${RANDOM} ${SECRET}`,
    ]
    const { entries, malformed } = read(lines.join('\n'))
    expect(malformed).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(entries).toHaveLength(1)
  })

  it('is the same in pieces of any size', () => {
    const text = `# x\nCLIENT_RANDOM ${RANDOM} ${SECRET}\nnonsense\nCLIENT_TRAFFIC_SECRET_0 ${RANDOM} ${SECRET}`
    const whole = read(text)
    expect(whole.entries).toHaveLength(2)
    for (const step of [1, 2, 7, 64, 100]) expect(read(text, step)).toEqual(whole)
  })

  it('holds no more than a line of a file without line ends', () => {
    const { entries, malformed } = read('a'.repeat(1_000_000), 4096)
    expect(entries).toEqual([])
    expect(malformed).toEqual([1])
  })
})
