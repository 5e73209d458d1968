import { versionName } from '../../../src/shared/tls/registry/index.ts'
import type { Judged } from './judge.ts'
import { nameOf, type View } from './views.ts'

/** The comparison as text. */

/** One line for each combination: who said what. */
export function table(all: readonly Judged[]): string {
  return all.map((judged) => `${mark(judged)} ${line(judged)}`).join('\n')
}

export function line({ combination, ours, server, stock, differences }: Judged): string {
  const witnesses = [`probe: ${words(ours)}`, `log: ${words(server)}`, `s_client: ${words(stock)}`]
  const differing = differences.length === 0 ? '' : ` | ${differences.join('; ')}`
  return `${nameOf(combination)} | ${witnesses.join(' | ')}${differing}`
}

function mark({ differences, stock }: Judged): string {
  if (differences.length > 0) return '≠'
  return stock === null ? '≈' : '='
}

function words(view: View | null): string {
  if (view === null) return 'not judged'
  return view.accepted ? 'accepted' : `refused, ${view.reason} (${view.because.slice(0, 110).trim()})`
}

/** The same in few lines: for each listener and version the clients, by what became of them. */
export function summary(all: readonly Judged[]): string {
  const rows = new Map<string, Judged[]>()
  for (const judged of all) {
    const { listener, version } = judged.combination
    const key = `${listener.name} | ${versionName(version)}`
    rows.set(key, [...(rows.get(key) ?? []), judged])
  }
  return [...rows].map(([key, row]) => `${key} | ${fates(row)}`).join('\n')
}

function fates(row: readonly Judged[]): string {
  const agreed = row.filter(({ differences }) => differences.length === 0)
  const words = (some: readonly Judged[]): string => some.map(fate).join(', ')
  const parts = [
    `agreed: ${words(agreed)}`,
    `differing: ${words(row.filter((judged) => !agreed.includes(judged)))}`,
    `not seen by s_client: ${row
      .filter(({ stock }) => stock === null)
      .map(({ combination }) => combination.client)
      .join(', ')}`,
  ]
  return parts.filter((part) => !part.endsWith(': ')).join(' | ')
}

function fate({ combination: { client }, ours }: Judged): string {
  return `${client} ${ours.accepted ? '✓' : `✗ ${ours.reason}`}`
}
