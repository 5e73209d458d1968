import type { ProbeDocument, StageReportDocument } from '../../../shared/contract/probe.ts'
import type { Analysis } from '../../state/analysis.ts'

/** The stages of a probe as the strip above the panes shows them. Pure. */

type Stage = StageReportDocument['stage']

export type StepMark = 'done' | 'failed' | 'stopped' | 'skipped' | 'running' | 'waiting' | 'not-reached'

export interface Step {
  readonly stage: Stage
  readonly name: string
  readonly mark: StepMark
  readonly durationMicros: number | null
  readonly summary: string | null
}

export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  dns: 'DNS',
  tcp: 'TCP',
  proxy: 'Proxy',
  tls: 'TLS',
  http: 'HTTP',
  'late-client-auth': 'Late client auth',
}

export const MARK_WORDS: Readonly<Record<StepMark, string>> = {
  done: 'done',
  failed: 'failed',
  stopped: 'cancelled',
  skipped: 'skipped',
  running: 'running',
  waiting: 'to come',
  'not-reached': 'not reached',
}

/** The document that a probe left, also one that was saved; `null` until it is over, and for any other capture. */
export function probeOf(analysis: Analysis, source = 0): ProbeDocument | null {
  return analysis.sources[source]?.probe ?? null
}

export function stepsOf(analysis: Analysis, probe: ProbeDocument | null): Step[] {
  const reports = probe?.stages ?? analysis.stages
  const cancelled = probe?.cancelled ?? analysis.status === 'cancelled'
  const order: Stage[] = ['dns', 'tcp', 'tls', 'http', 'late-client-auth']
  const { request } = analysis
  const proxied = probe?.proxy != null || (request.kind === 'probe' && request.options.proxy !== undefined)
  // A proxy is spoken to before TLS is; without one the stage is nobody's business.
  if (proxied) order.splice(2, 0, 'proxy')
  const running = analysis.status === 'running' && probe === null
  let next = running
  return order.map((stage): Step => {
    const report = reports.find((one) => one.stage === stage)
    if (report !== undefined) {
      const { durationMicros, result, summary } = report
      // What the user ended did not fail.
      const mark = result === 'failed' && cancelled ? 'stopped' : result
      return { stage, name: STAGE_NAMES[stage], mark, durationMicros, summary }
    }
    const mark = next ? 'running' : running ? 'waiting' : 'not-reached'
    next = false
    return { stage, name: STAGE_NAMES[stage], mark, durationMicros: null, summary: null }
  })
}

/** What was asked for beside the target, where it is not the usual: for a line under its name. */
export function settingsOf(analysis: Analysis): string[] {
  if (analysis.request.kind === 'cell') return [analysis.request.name]
  if (analysis.request.kind !== 'probe') return []
  const { connect, family, proxy, sni, alpn, profile, tls, credential, sendChain, http, method } =
    analysis.request.options
  const file = credential?.pfx ?? credential?.cert
  const leaf = sendChain === 'leaf' ? ' (leaf only)' : ''
  return [
    file === undefined ? null : `${file.split(/[\\/]/).at(-1)}${leaf}`,
    profile === undefined ? null : `as ${profile}`,
    tls === undefined ? null : versionsWords(tls),
    sni === null ? 'no SNI' : sni === undefined ? null : `SNI ${sni}`,
    alpn === undefined ? null : alpn === '' ? 'no ALPN' : `ALPN ${alpn}`,
    connect === undefined ? null : `to ${connect}`,
    proxy === undefined ? null : `by ${proxy}`,
    family === undefined ? null : `IPv${family}`,
    http === null ? 'no HTTP' : http === undefined ? null : `${method ?? 'GET'} ${http}`,
  ].filter((setting) => setting !== null)
}

function versionsWords(range: string): string {
  const [min, max = min] = range.split('-')
  return min === max ? `TLS ${min}` : `TLS ${min} to ${max}`
}
