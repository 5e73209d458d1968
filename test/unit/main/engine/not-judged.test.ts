import { afterEach, describe, expect, it, vi } from 'vitest'
import { type AnalysisListener, type AnalysisResult, analyse } from '../../../../src/main/engine/analysis.ts'
import { NotJudged } from '../../../../src/main/engine/not-judged.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import type { HandshakeDocument } from '../../../../src/shared/contract/analysis.ts'
import { asPcap, asSections, interleaved } from '../../../support/engine/interleaved.ts'
import { POISON, type Poison, THROWN } from '../../../support/engine/poison.ts'

vi.mock(import('../../../../src/main/engine/judge.ts'), async (original) => {
  const real = await original()
  const { poisoned } = await import('../../../support/engine/poison.ts')
  return { ...real, judgeConversation: poisoned(real.judgeConversation) }
})
afterEach(() => vi.unstubAllEnvs())

interface Run {
  readonly documents: readonly HandshakeDocument[]
  readonly result: AnalysisResult
}

async function judged(input: Uint8Array, listener: AnalysisListener = {}): Promise<Run> {
  const documents: HandshakeDocument[] = []
  const result = await analyse([{ path: 'a.pcap', input }], NO_OPTIONS, {
    handshake: (document) => documents.push(document),
    ...listener,
  })
  return { documents, result }
}

/** A poison, and what it is of. */
function poison(how: Poison): void {
  vi.stubEnv(POISON, JSON.stringify(how))
}

const { frames, keyLog } = await interleaved(4, () => 0.4)

describe('a connection that cannot be judged', () => {
  it.each([
    ['is never told', asPcap(frames)],
    ['is never told, its capture having secrets', asSections(frames, keyLog)],
  ])('%s, and costs no other one', async (_, capture) => {
    const undisturbed = await judged(capture)
    poison({ streams: [2, 5], how: 'throw' })
    const said: string[] = []
    const thrown: unknown[] = []
    const disturbed = await judged(capture, {
      notJudged: (message) => said.push(message),
      defect: (error) => thrown.push(error),
    })
    expect(undisturbed.result.notJudged).toBe(0)
    expect(disturbed.documents).toEqual(
      undisturbed.documents.filter(({ tcpStream }) => tcpStream !== 2 && tcpStream !== 5),
    )
    expect(disturbed.result.notJudged).toBe(2)
    expect(disturbed.result.failures).toBe(0)
    expect(disturbed.result.sources[0]?.warnings.slice(0, 2)).toEqual([
      {
        code: 'not-judged',
        offset: null,
        message: 'connection 2: could not be judged. This is a defect of tlscope, please report it',
      },
      {
        code: 'not-judged',
        offset: null,
        message: 'connection 5: could not be judged. This is a defect of tlscope, please report it',
      },
    ])
    expect(said).toEqual([
      'a.pcap: 2 connections (2, 5) could not be judged, by a defect of tlscope that is worth reporting; all others were judged',
    ])
    // Whoever looks for the defect is told more.
    expect(thrown).toEqual([new Error(THROWN), new Error(THROWN)])
    expect(JSON.stringify([disturbed, said])).not.toContain(THROWN)
  })

  it('is counted nowhere where it was judged and could not be told', async () => {
    const capture = asSections(frames, keyLog)
    const undisturbed = await judged(capture)
    const decrypted = undisturbed.documents.filter(({ decryption }) => decryption?.state === 'decrypted')
    const streams = decrypted.slice(0, 3).map(({ tcpStream }) => tcpStream)
    expect(streams).toHaveLength(3)
    poison({ streams, how: 'write' })
    const { documents, result } = await judged(capture)
    expect(documents).toHaveLength(undisturbed.documents.length - 3)
    expect(result.sources[0]?.decryptedHandshakes).toBe(
      (undisturbed.result.sources[0]?.decryptedHandshakes ?? 0) - 3,
    )
  })
})

describe('connections that could not be judged', () => {
  it('are named up to the twentieth, the lowest numbers first, and counted beyond', () => {
    const notJudged = new NotJudged()
    for (let stream = 30; stream > 0; stream--) notJudged.add(stream)
    const messages = notJudged.warnings().map(({ message }) => message)
    expect(messages).toHaveLength(21)
    expect(messages[0]).toMatch(/^connection 1: could not be judged/)
    expect(messages[19]).toMatch(/^connection 20: /)
    expect(messages[20]).toBe('10 more connections could not be judged either')
    expect(notJudged.sentence('a.pcap')).toMatch(/^a\.pcap: 30 connections \(1, 2, .*, 20 …\) could not/)
  })

  it('are told of by nothing where there are none', () => {
    expect(new NotJudged().warnings()).toEqual([])
    expect(new NotJudged().sentence('a.pcap')).toBeNull()
  })

  it('are told of in the singular where there is one', () => {
    const notJudged = new NotJudged()
    notJudged.add(7)
    expect(notJudged.sentence('a.pcap')).toBe(
      'a.pcap: connection 7 could not be judged, by a defect of tlscope that is worth reporting; all others were judged',
    )
  })
})
