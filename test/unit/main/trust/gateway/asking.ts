import { expect } from 'vitest'
import { readLibrary } from '../../../../../src/main/runbook/article-files.ts'
import { judgeAsGateway } from '../../../../../src/main/trust/gateway/judge.ts'
import type { GatewayJudgement, GatewayQuestion } from '../../../../../src/main/trust/gateway/judgement.ts'
import { isFindingId } from '../../../../../src/shared/diagnosis/taxonomy.ts'
import { HOST, type Issued, NOW } from '../test-ca.ts'

/** The gateway's verdict, for v2 and the usual host; every judgement is held against what all of them must say. */
export async function judge(
  sent: readonly Issued[],
  uploaded: readonly Issued[] = [],
  more: Partial<GatewayQuestion> = {},
): Promise<GatewayJudgement> {
  const judgement = await judgeAsGateway({
    sku: 'v2',
    sent: sent.map(({ der }) => der),
    uploaded: uploaded.map(({ der }) => der),
    host: HOST,
    atMillis: NOW,
    ...more,
  })
  await expectWellFormed(judgement)
  return judgement
}

/** Findings of the taxonomy, articles of the runbook, a row and a sentence for every check. */
async function expectWellFormed(judgement: GatewayJudgement): Promise<void> {
  articles ??= readLibrary().then((library) => new Set(library.articles.map(({ id }) => id)))
  const known = await articles
  expect(judgement.articles.filter((id) => !known.has(id))).toEqual([])
  expect(judgement.findings.every(isFindingId)).toBe(true)
  expect(judgement.checks.every(({ row, text }) => /^\d/.test(row) && text !== '')).toBe(true)
  const saysNothing = judgement.outlook === 'healthy' || judgement.findings.length === 0
  expect(judgement.message === null).toBe(saysNothing)
}

let articles: Promise<Set<string>> | undefined

export const rowOf = ({ message }: GatewayJudgement) => message?.row ?? null

export const failed = ({ checks }: GatewayJudgement) =>
  checks.filter(({ result }) => result === 'failed').map(({ name }) => name)
