import { describe, expect, it } from 'vitest'
import { acceptanceLines } from '../../../../../src/main/cli/text/probe-acceptance.ts'
import { serverCertificateLines } from '../../../../../src/main/cli/text/probe-certificates.ts'
import { gatewayLines, profileLines } from '../../../../../src/main/cli/text/probe-gateway.ts'
import { stageLines } from '../../../../../src/main/cli/text/probe-stages.ts'
import type { CertificateDocument } from '../../../../../src/shared/contract/certificate.ts'
import type {
  AcceptanceDocument,
  GatewayJudgementDocument,
} from '../../../../../src/shared/contract/probe.ts'

const LONG = 'word '.repeat(60).trim()
const HOSTILE = 'CN=\u001b[2J\u0007evil\u202e'

function fits(lines: readonly string[]): void {
  for (const line of lines) {
    expect(line.length, line).toBeLessThanOrEqual(80)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
  }
}

describe('a stage', () => {
  it('is a mark, a name, a time and a sentence', () => {
    const line = { stage: 'tcp', durationMicros: 2100, result: 'done', summary: 'connected' } as const
    expect(stageLines(line)).toEqual(['  ✓ TCP           2 ms  connected'])
    expect(stageLines({ ...line, stage: 'late-client-auth', result: 'failed' })[0]).toMatch(
      /^ {2}✗ late auth/,
    )
    expect(stageLines({ ...line, result: 'skipped', summary: 'not asked for' })).toEqual([
      '  – TCP                 not asked for',
    ])
  })

  it('goes on below itself where its sentence is long', () => {
    const lines = stageLines({
      stage: 'dns',
      durationMicros: 1,
      result: 'done',
      summary: `${LONG} ${HOSTILE}`,
    })
    expect(lines.length).toBeGreaterThan(4)
    fits(lines)
  })
})

const ROW = {
  kind: 'ca-name',
  asks: 'CN=Client Root CA,O=Contoso',
  has: 'CN=Client Root CA,O=Contoso',
  match: 'exact',
  note: null,
  bytes: [10, 40],
} as const
const ACCEPTANCE: AcceptanceDocument = {
  requested: 'initial',
  answer: 'sent',
  status: 'accepted',
  verdict: 'The server accepts certificates of CN=Client Root CA.',
  list: 'complete',
  rows: [{ ...ROW, bytes: [10, 40] }],
  moreRows: 0,
}

describe('the table of what a server asks for', () => {
  it('has two columns, with the match in a word and a mark', () => {
    const text = acceptanceLines(ACCEPTANCE).join('\n')
    expect(text).toContain('Certificate request in the handshake, answered with the certificate')
    expect(text).toMatch(/The server asks for +This certificate has +match/)
    expect(text).toMatch(/✓ CN=Client Root CA,O=Contoso +CN=Client Root CA,O=Contoso +exact/)
    fits(acceptanceLines(ACCEPTANCE))
  })

  it('says where equal is not identical, and where the list was cut', () => {
    const lines = acceptanceLines({
      ...ACCEPTANCE,
      status: 'doubtful',
      list: 'truncated',
      rows: [{ ...ROW, bytes: null, match: 'equal-after-normalisation' }],
    })
    expect(lines.join('\n')).toContain('≈ ')
    expect(lines.join('\n')).toContain('* equal by RFC 5280 7.1 only')
    expect(lines.join('\n')).toContain('cut short')
  })

  it('shows a match among hundreds of names, and counts the rest', () => {
    const other = (at: number) => ({
      ...ROW,
      bytes: null,
      asks: `CN=Other ${at}`,
      match: 'no-match' as const,
    })
    const rows = [...Array.from({ length: 400 }, (_, at) => other(at)), { ...ROW, bytes: null }]
    const lines = acceptanceLines({ ...ACCEPTANCE, rows, moreRows: 7 })
    expect(lines.length).toBeLessThan(30)
    expect(lines.join('\n')).toContain('exact')
    expect(lines.join('\n')).toContain('and 395 more lines that do not match')
  })

  it('breaks up what is too long for a column, and prints nothing that moves the cursor', () => {
    const asks = `${'x'.repeat(90)} ${HOSTILE} ${LONG}`
    const lines = acceptanceLines({
      ...ACCEPTANCE,
      rows: [{ ...ROW, bytes: null, asks, note: `${LONG} ${HOSTILE}` }],
    })
    fits(lines)
  })
})

const CERTIFICATE: CertificateDocument = {
  subject: 'CN=apim.contoso.internal',
  issuer: 'CN=Root',
  san: [],
  serial: '01',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2026-06-01T00:00:00Z',
  signatureAlgorithm: 'ecdsa-with-SHA256',
  key: { type: 'EC', bits: 256, curve: 'P-256' },
  isCa: false,
  eku: [],
  sha1: '',
  sha256: '',
}

describe("the server's certificates", () => {
  const at = (time: string, trusted: 'yes' | 'no' = 'yes', one = CERTIFICATE) =>
    serverCertificateLines(
      [one],
      { trusted, sentence: 'A sentence.' },
      { atMillis: Date.parse(time), given: true },
    )

  it('stand one a line, with the verdict', () => {
    expect(at('2026-03-01T00:00:00Z')).toEqual([
      "The server's certificates, as sent, validity by the time given",
      '  0  CN=apim.contoso.internal  EC P-256  until 2026-06-01',
      '  ✓ A sentence.',
    ])
  })

  it('say when they are not valid', () => {
    expect(at('2026-07-01T00:00:00Z', 'no').join('\n')).toMatch(/EXPIRED 2026-06-01[\s\S]*✗ A sentence/)
    expect(at('2025-07-01T00:00:00Z').join('\n')).toContain('only from 2026-01-01')
  })

  it('are not all shown where there are thousands, nor in full where they are long', () => {
    const many = Array.from({ length: 3000 }, () => ({
      ...CERTIFICATE,
      subject: `${HOSTILE}${'y'.repeat(500)}`,
    }))
    const lines = serverCertificateLines(many, null, { atMillis: 0, given: false })
    expect(lines).toHaveLength(10)
    expect(lines.at(-1)).toContain('and 2992 more')
    fits(lines)
  })

  it('are nothing where none were seen', () => {
    expect(serverCertificateLines([], null, { atMillis: 0, given: false })).toEqual([])
  })
})

const JUDGEMENT: GatewayJudgementDocument = {
  sku: 'v2',
  outlook: 'unhealthy',
  sentence: 'Backend health would be Unhealthy.',
  host: 'apim.contoso.internal',
  message: {
    id: 'backend-health-root-mismatch',
    row: '3.9',
    text: `The root certificate does not match. ${LONG}`,
    confidence: 'documented',
  },
  alternatives: [],
  cause: 'The chain ends at another root.',
  confidence: 'documented',
  row: '1.3.1',
  fix: { setting: 'trustedRootCertificates of the backend setting', text: 'Attach the root.', articles: [] },
  articles: [],
  findings: [],
  checks: [
    { name: 'root', result: 'failed', text: 'Another root.', row: '1.3.1', confidence: 'documented' },
    { name: 'name', result: 'passed', text: 'It fits.', row: '1.3.1', confidence: 'documented' },
  ],
  otherSku: '',
  unverified: [{ row: '1.3.9', text: 'Whether the order matters.' }],
}

describe('what the gateway would say', () => {
  it('has the message as the portal shows it, the cause, the setting that cures it and what is unverified', () => {
    const lines = gatewayLines(JUDGEMENT)
    const text = lines.join(' ').replace(/\s+/g, ' ')
    expect(text).toContain('What Application Gateway v2 would say of it as apim.contoso.internal: UNHEALTHY')
    expect(text).toContain('Backend health (documented): “The root certificate does not match.')
    expect(text).toContain('Cause: The chain ends at another root.')
    expect(text).toContain('Fix, trustedRootCertificates of the backend setting: Attach the root.')
    expect(text).toContain('✗ root: Another root.')
    expect(text).toContain('✓ passed: name')
    expect(text).toContain('UNVERIFIED: Whether the order matters.')
    fits(lines)
  })
})

describe('a profile', () => {
  it('says what of it nobody could confirm', () => {
    const lines = profileLines({
      id: 'appgw-v2-backend',
      title: 'Application Gateway v2',
      differences: ['Left out: x.'],
      unverified: [{ what: ['hello.groups'], why: 'Nobody measured it', rows: ['1.1.2'] }],
      reaction: { refuses: 'yes', sentence: 'It would refuse this server.' },
    })
    expect(lines).toEqual([
      'Greeted as Application Gateway v2 (appgw-v2-backend)',
      '  It would refuse this server.',
      '  Left out: x.',
      '  UNVERIFIED: its hello (groups). Nobody measured it',
    ])
  })
})
