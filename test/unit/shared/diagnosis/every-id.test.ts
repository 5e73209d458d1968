import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Evidence, Finding } from '../../../../src/shared/diagnosis/finding.ts'
import { RULES } from '../../../../src/shared/diagnosis/rules/index.ts'
import { FINDINGS, type FindingId } from '../../../../src/shared/diagnosis/taxonomy.ts'
import { sharedPath, tellWhyAbsent } from '../../../support/shared-folder.ts'
import { PROOFS } from './proofs/index.ts'
import { OURS, OWN_PROOF } from './proofs/ours.ts'
import { type Proof, type Told, WIRE_IDS } from './proofs/proof.ts'

const proofs: [FindingId, Proof][] = [...PROOFS]

interface Found {
  readonly told: ReturnType<Told>
  readonly finding: Finding
}

/** The finding in every conversation that is to show it. */
function foundIn(id: FindingId, { fires }: Proof): Found[] {
  return fires.map((tell, at) => {
    const told = tell()
    const finding = told.findings.find((one) => one.id === id)
    if (finding === undefined)
      expect.fail(`case ${at} does not find ${id}, but ${told.findings.map((one) => one.id).join(', ')}`)
    return { told, finding }
  })
}

describe('every id that a conversation can prove', () => {
  it('has one rule, in the order of the taxonomy, and is proven here', () => {
    expect(RULES.map(({ id }) => id).sort()).toEqual([...WIRE_IDS].sort())
    expect([...PROOFS.keys()]).toEqual(WIRE_IDS)
  })

  it.each(proofs)('%s is found where it should be', (id, proof) => {
    for (const { finding } of foundIn(id, proof)) {
      expect(finding.confidence).toBeGreaterThan(0)
      expect(finding.confidence).toBeLessThan(1)
      // A rule may name an article that this very situation calls for ahead of them.
      expect(finding.fixes.slice(-FINDINGS[id].articles.length || finding.fixes.length)).toEqual(
        FINDINGS[id].articles,
      )
      expect(finding.summary).toMatch(/[.”"]$/)
      expect(finding.explanation.length).toBeGreaterThan(20)
    }
  })

  it.each(proofs)('%s is silent where it should be', (id, { silent }) => {
    for (const tell of silent) expect(tell().findings.map((one) => one.id)).not.toContain(id)
  })

  it.each(proofs)('%s points at bytes that are there, in the packet that carries them', (id, proof) => {
    for (const { told, finding } of foundIn(id, proof)) {
      // What is missing has no bytes.
      if (id !== 'capture-incomplete') expect(finding.evidence.length).toBeGreaterThan(0)
      for (const evidence of finding.evidence) expectToStand(evidence, told)
    }
  })

  it.each(proofs)('%s weighs no more than the taxonomy lets it', (id, proof) => {
    for (const { told, finding } of foundIn(id, proof)) {
      const { severity, confidence } = finding
      if (severity === 'error' && told.verdict.outcome === 'completed')
        expect.fail(`${id} is an error on a handshake that completed`)
      if (severity === 'warning' && id === 'server-certificate-rejected-silently')
        expect(confidence).toBeLessThanOrEqual(0.5)
      if (severity === 'warning' && id.startsWith('gateway-400-')) expect(confidence).toBeLessThanOrEqual(0.6)
    }
  })

  it('says of each id in its own words what would disprove it', () => {
    const owners = new Map<string, FindingId>()
    for (const [id, proof] of proofs) {
      for (const { finding } of foundIn(id, proof)) {
        expect(finding.disproof.length, id).toBeGreaterThan(20)
        expect(finding.disproof, id).toMatch(/\.$/)
        expect(finding.disproof, id).not.toMatch(/nothing in this capture/i)
        const owner = owners.get(finding.disproof) ?? id
        expect([owner, finding.disproof]).toEqual([id, finding.disproof])
        owners.set(finding.disproof, id)
      }
    }
  })

  it.each(proofs)('%s has its articles', (id) => {
    const articles = FINDINGS[id].articles
    expect(articles.length > 0).toBe(id !== 'handshake-completed')
    for (const article of articles)
      expect(
        existsSync(new URL(`../../../../resources/runbook/${article}.md`, import.meta.url)),
        article,
      ).toBe(true)
  })
})

describe('the one id of our own', () => {
  const told = OWN_PROOF.fires.map((tell) => tell().filter(({ id }) => id === OURS))

  it('is found where it should be, and is silent a condition away', () => {
    expect(told.map(({ length }) => length)).toEqual(OWN_PROOF.fires.map(() => 1))
    for (const tell of OWN_PROOF.silent) expect(tell().map(({ id }) => id)).not.toContain(OURS)
  })

  it('names both sides and points at both, says what would disprove it, and has its article first', () => {
    for (const finding of told.flat()) {
      expect(finding.summary).toMatch(/, and .*\.$/)
      expect(finding.evidence.length).toBeGreaterThan(1)
      const places = finding.evidence.map((one) =>
        one.kind === 'file' ? `${one.file}#${one.pointer}` : `${one.field}@${one.frame}`,
      )
      expect(new Set(places).size).toBe(places.length)
      expect(finding.explanation.length).toBeGreaterThan(60)
      expect(finding.disproof).toMatch(/^.{20,}\.$/)
      expect(finding.fixes[0]).toBe(FINDINGS[OURS].articles[0])
    }
  })

  it('only warns, and never stands before what names a cause', () => {
    for (const tell of OWN_PROOF.fires) {
      const findings = tell()
      const at = findings.findIndex(({ id }) => id === OURS)
      expect(findings[at]).toMatchObject({ severity: 'warning', because: null })
      expect(findings.slice(at + 1).filter(({ severity }) => severity !== 'info')).toEqual([])
    }
  })
})

function expectToStand(evidence: Evidence, { facts }: ReturnType<Told>): void {
  if (evidence.kind !== 'wire') expect.fail('a conversation is proven by packets')
  const { message, frame, bytes } = evidence
  expect(evidence.field).not.toBe('')
  expect(evidence.value).not.toBe('')
  if (message === null) {
    // Only a probe knows what no packet shows.
    expect(facts.probe).not.toBeNull()
    return
  }
  const row = facts.conversation.messages[message]
  if (row === undefined) expect.fail(`no message ${message}`)
  expect(row.frames).toContain(frame)
  if (bytes === null) return
  expect(bytes[0]).toBeGreaterThanOrEqual(0)
  expect(bytes[1]).toBeGreaterThan(bytes[0])
  expect(bytes[1]).toBeLessThanOrEqual(row.raw?.length ?? row.length)
}

describe.skipIf(tellWhyAbsent('taxonomy.md') !== null)('the taxonomy of the shared folder', () => {
  const path = sharedPath('taxonomy.md')
  const text = path === null ? '' : readFileSync(path, 'utf8')
  const rows = new Map(
    [...text.matchAll(/^\| `([a-z0-9-]+)` \| ([EWI/]+) \|.*\| (.+?) \|$/gm)].map(
      ([, id = '', severities = '', articles = '']) => [id, { severities, articles }] as const,
    ),
  )

  it.each(proofs)('%s has the severities and articles of its row', (id, proof) => {
    const row = rows.get(id)
    if (row === undefined) expect.fail('no such row')
    const usual = { error: 'E', warning: 'W', info: 'I' }
    expect(row.severities[0]).toBe(usual[FINDINGS[id].severity])
    expect([...row.articles.matchAll(/`([a-z0-9-]+)`/g)].map(([, article]) => article)).toEqual(
      FINDINGS[id].articles,
    )
    for (const { finding } of foundIn(id, proof)) {
      // A fault that broke nothing here, or is only suspected, warns.
      const may = row.severities === 'E' ? 'EW' : row.severities
      expect(may).toContain(usual[finding.severity])
    }
  })
})

const factsPath = sharedPath('facts', 'azure.md')

describe.skipIf(tellWhyAbsent('facts') !== null)('the fact sheet', () => {
  it('has every row that a proof names', () => {
    const text = factsPath === null ? '' : readFileSync(factsPath, 'utf8')
    for (const [id, { facts }] of [...proofs, [OURS, OWN_PROOF] as const])
      for (const row of facts) expect(hasRow(text, row), `${row}, named by ${id}`).toBe(true)
  })
})

/** As a row of a table, a heading, or a numbered sentence of the last chapters. */
function hasRow(text: string, row: string): boolean {
  const number = row.replace(/\./g, '\\.')
  if (new RegExp(`^(\\| |#+ )${number}\\b`, 'm').test(text)) return true
  const [chapter, sentence] = row.split('.')
  return new RegExp(`^## ${chapter}\\.[^]*?^${sentence}\\. `, 'm').test(text)
}
