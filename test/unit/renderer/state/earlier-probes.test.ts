import { beforeEach, describe, expect, it } from 'vitest'
import { newAnalysis } from '../../../../src/renderer/state/analysis.ts'
import { keepEarlier, loseEarlier, tellEarlier } from '../../../../src/renderer/state/earlier-probes.ts'
import { getProbe, setProbe } from '../../../../src/renderer/state/probe-store.ts'
import { rowOf } from '../../../../src/shared/ipc/handshake-row.ts'
import { handshake } from '../../../support/renderer/documents.ts'

const probe = (id: string) => newAnalysis(id, { kind: 'probe', options: { target: `${id}.example` } })
const ids = (): string[] => getProbe().earlier.map(({ id }) => id)

beforeEach(() => setProbe({ earlier: [] }))

describe('probes that can be shown again', () => {
  it('are the last dozen less the one on show, the latest first, each once', () => {
    for (let at = 0; at < 20; at++) keepEarlier(probe(`p${at}`))
    keepEarlier(probe('p12'))
    expect(ids()).toHaveLength(11)
    expect(ids().slice(0, 3)).toEqual(['p12', 'p19', 'p18'])
  })

  it('are no captures, and nothing that never began', () => {
    keepEarlier(newAnalysis('c', { kind: 'files', paths: ['/a.pcap'] }))
    keepEarlier(probe(''))
    keepEarlier(null)
    expect(ids()).toEqual([])
  })

  it('go on where they were left while they ran', () => {
    keepEarlier(probe('p1'))
    tellEarlier(
      [
        { kind: 'handshakes', analysis: 'p1', handshakes: [rowOf(handshake({ id: 'h1', tcpStream: 1 }))] },
        { kind: 'done', analysis: 'p1', cancelled: false, findings: [] },
      ],
      0,
    )
    const [told] = getProbe().earlier
    expect(told?.status).toBe('done')
    expect([...(told?.handshakes ?? [])]).toMatchObject([{ id: 'h1' }])
  })

  it('stay to be looked at when the engine process is gone', () => {
    keepEarlier(probe('p1'))
    keepEarlier({ ...probe('p2'), status: 'done' })
    loseEarlier()
    expect(getProbe().earlier.map(({ lost, status }) => [lost, status])).toEqual([
      [true, 'done'],
      [true, 'died'],
    ])
  })
})
