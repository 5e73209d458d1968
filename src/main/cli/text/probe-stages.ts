import { printable } from '../../../shared/bytes/text.ts'
import type { ProbeStage } from '../../../shared/conversation/probed.ts'
import { duration } from '../../../shared/diagnosis/words.ts'
import { lineWidth, paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

const MARK = { done: '✓', failed: '✗', skipped: '–' } as const
const COLOUR = { done: 'green', failed: 'red', skipped: 'dim' } as const
const NAME: Readonly<Record<ProbeStage, string>> = {
  dns: 'DNS',
  tcp: 'TCP',
  proxy: 'proxy',
  tls: 'TLS',
  http: 'HTTP',
  'late-client-auth': 'late auth',
}
/** Behind mark, name and time. */
const SUMMARY_AT = 24

export interface StageLine {
  readonly stage: ProbeStage
  readonly durationMicros: number
  readonly result: keyof typeof MARK
  readonly summary: string
}

/** `✓ TCP         2 ms  connected to 10.1.2.4:443`, as many lines as the sentence needs. */
export function stageLines({ stage, durationMicros, result, summary }: StageLine): string[] {
  const [first = '', ...rest] = wrap(printable(summary), SUMMARY_AT, lineWidth())
  const time = result === 'skipped' ? '' : duration(durationMicros)
  const mark = paint(COLOUR[result], MARK[result])
  return [`  ${mark} ${stageName(stage).padEnd(9)} ${time.padStart(8)}  ${first.trimStart()}`, ...rest]
}

export function stageName(stage: ProbeStage): string {
  return NAME[stage]
}
