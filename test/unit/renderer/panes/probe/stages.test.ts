import { describe, expect, it } from 'vitest'
import { settingsOf, stepsOf } from '../../../../../src/renderer/panes/probe/stages.ts'
import { type Analysis, newAnalysis } from '../../../../../src/renderer/state/analysis.ts'
import type { StageReportDocument } from '../../../../../src/shared/contract/probe.ts'
import type { ProbeOptions } from '../../../../../src/shared/ipc/probe-options.ts'

const report = (
  stage: StageReportDocument['stage'],
  result: StageReportDocument['result'] = 'done',
): StageReportDocument => ({
  stage,
  startedAt: '2026-01-01T00:00:00.000000Z',
  durationMicros: 1500,
  result,
  summary: `${stage} was ${result}.`,
})

function probing(options: Partial<ProbeOptions>, changes: Partial<Analysis> = {}): Analysis {
  return { ...newAnalysis('p1', { kind: 'probe', options: { target: 'a.example', ...options } }), ...changes }
}

const marks = (analysis: Analysis): string[] =>
  stepsOf(analysis, null).map(({ stage, mark }) => `${stage} ${mark}`)

describe('the stages of a probe', () => {
  it('are one running and the rest to come', () => {
    expect(marks(probing({}, { stages: [report('dns')] }))).toEqual([
      'dns done',
      'tcp running',
      'tls waiting',
      'http waiting',
      'late-client-auth waiting',
    ])
  })

  it('end where one failed', () => {
    const over = probing({}, { status: 'done', stages: [report('dns', 'skipped'), report('tcp', 'failed')] })
    expect(marks(over)).toEqual([
      'dns skipped',
      'tcp failed',
      'tls not-reached',
      'http not-reached',
      'late-client-auth not-reached',
    ])
  })

  it('did not fail where the user ended them', () => {
    const over = probing({}, { status: 'cancelled', stages: [report('dns'), report('tcp', 'failed')] })
    expect(marks(over).slice(0, 3)).toEqual(['dns done', 'tcp stopped', 'tls not-reached'])
  })

  it('have the proxy among them where one stands in between', () => {
    expect(marks(probing({ proxy: 'proxy:3128' }))[2]).toBe('proxy waiting')
  })
})

describe('the settings of a probe in words', () => {
  it('are only those that are not the usual', () => {
    expect(settingsOf(probing({}))).toEqual([])
    expect(
      settingsOf(
        probing({
          credential: { pfx: 'C:\\certs\\client.pfx' },
          sendChain: 'leaf',
          tls: '1.3-1.3',
          sni: null,
          alpn: '',
          http: null,
        }),
      ),
    ).toEqual(['client.pfx (leaf only)', 'TLS 1.3', 'no SNI', 'no ALPN', 'no HTTP'])
  })
})
