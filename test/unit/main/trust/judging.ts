import { type ChainQuestion, type ChainReport, judgeChain } from '../../../../src/main/trust/chain.ts'
import { type Issued, NOW } from './test-ca.ts'

/** The chain builder as most tests ask it: no platform roots, a server, the tests' own clock. */
export function judge(
  sent: readonly Pick<Issued, 'der'>[],
  roots: readonly Pick<Issued, 'der'>[],
  more: Partial<ChainQuestion> = {},
): Promise<ChainReport> {
  const ders = (list: readonly Pick<Issued, 'der'>[]) => list.map(({ der }) => der)
  return judgeChain({
    sent: ders(sent),
    roots: ders(roots),
    platform: 'none',
    purpose: 'server',
    atMillis: NOW,
    ...more,
  })
}

/** What is wrong with the best path. */
export const kinds = (report: ChainReport) => report.paths[0]?.faults.map(({ kind }) => kind)
/** How each path ends. */
export const ends = (report: ChainReport) => report.paths.map(({ end }) => end.kind)
