import { expect, it } from 'vitest'
import {
  type AcceptanceRowDocument,
  groupsOf,
} from '../../../../../src/renderer/panes/probe/details/acceptance-groups.ts'

const row = (
  kind: AcceptanceRowDocument['kind'],
  asks: string,
  match: AcceptanceRowDocument['match'],
): AcceptanceRowDocument => ({ kind, asks, has: 'x', match, note: null, bytes: null })

it('puts what fits before what does not, kind by kind, and loses nothing', () => {
  const groups = groupsOf([
    row('ca-name', 'CN=a', 'no-match'),
    row('ca-name', 'CN=b', 'exact'),
    row('signature-scheme', 'ed25519', 'no-match'),
    row('ca-name', 'CN=c', 'equal-after-normalisation'),
  ])
  expect(groups.map(({ kind, fitting, others }) => [kind, fitting.length, others.length])).toEqual([
    ['ca-name', 2, 1],
    ['signature-scheme', 0, 1],
  ])
  expect(groups[0]?.fitting.map(({ asks }) => asks)).toEqual(['CN=b', 'CN=c'])
})
