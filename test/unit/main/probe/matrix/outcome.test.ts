import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../../../src/main/probe/matrix/outcome.ts'
import type { ProbeRun } from '../../../../../src/main/probe/probe.ts'
import type { Ending, FaultKind } from '../../../../../src/main/probe/tls-client/index.ts'
import { MATRIX_WORDS } from '../../../../../src/shared/contract/matrix.ts'
import type { How } from '../../../../../src/shared/conversation/vocabulary.ts'
import { type Behaviour, FINE, fakeServer, NO_CERTIFICATE, NOT_SPOKEN, question } from './fake-server.ts'

async function outcome(behaviour: Behaviour, changes: Partial<ProbeRun> = {}) {
  const server = fakeServer(() => behaviour)
  const run = await server.run(question().base)
  const { handshakes } = await server.analyse(run, { name: [], credential: null, expectsName: true })
  return outcomeOf({ ...run, ...changes }, handshakes[0] ?? null)
}

const ownEnd = (kind: FaultKind, alert = 40): Ending => ({
  by: 'client',
  how: 'alert',
  alert,
  stage: 'server-hello',
  atMicros: 1,
  fault: { kind, subject: 'ServerHello', offset: null, expected: 'this', found: 'that' },
})

describe('one word for what a probe came to', () => {
  it('the server served: ok, with what HTTP said', async () => {
    expect(await outcome({ status: 200 })).toMatchObject({
      word: 'ok',
      stage: null,
      detail: 'HTTP 200',
      cause: null,
    })
    expect(await outcome(FINE)).toMatchObject({ word: 'ok', detail: null })
  })

  it.each([
    ['rst', 'reset'],
    ['fin', 'closed'],
    ['close-notify', 'closed'],
    ['timeout', 'silence'],
    ['none', 'unreachable'],
  ] as const)('it ended by %s: %s', async (how: How, word) => {
    expect(await outcome({ how, stage: 'finished' })).toMatchObject({ word, stage: 'finished' })
  })

  it.each([
    [400, '400', 'bad'],
    [401, '401', 'bad'],
    [403, '403', 'bad'],
    [404, '404', 'good'],
    [405, '4xx', 'good'],
    [502, '5xx', 'bad'],
  ] as const)('HTTP %i: %s, which counts as %s', async (status, word, counts) => {
    const told = await outcome({ how: 'http-status', stage: 'application', status })
    expect(told).toMatchObject({ word, detail: `HTTP ${status}` })
    expect(MATRIX_WORDS[told.word].counts).toBe(counts)
  })

  it('an alert is one, with its name and its cause', async () => {
    expect(await outcome(NO_CERTIFICATE)).toMatchObject({
      word: 'alert',
      stage: 'client-certificate',
      detail: 'certificate_required (116)',
      findings: ['client-certificate-required-not-sent'],
      cause: 'client-certificate-required-not-sent',
    })
  })

  it('a version that is not spoken is no fault like others, however the server says it', async () => {
    expect((await outcome(NOT_SPOKEN)).word).toBe('unsupported')
    // It chose another version than the only one that was offered.
    const chose: Behaviour = { how: 'alert', stage: 'server-hello' }
    expect((await outcome(chose, { ending: ownEnd('not-offered', 70) })).word).toBe('unsupported')
    expect((await outcome(chose, { ending: ownEnd('not-offered', 47) })).word).toBe('invalid')
  })

  it.each([
    ['not-tls', 'not-tls'],
    ['bad-signature', 'invalid'],
    ['malformed', 'invalid'],
    ['unsupported', 'incapable'],
    ['credential', 'incapable'],
  ] as const)('we ended it over what is %s: %s', async (kind, word) => {
    expect(
      (await outcome({ how: 'alert', stage: 'server-certificate' }, { ending: ownEnd(kind) })).word,
    ).toBe(word)
  })

  it.each([
    ['refused', 'refused'],
    ['silent', 'silence'],
    ['unreachable', 'unreachable'],
  ] as const)('no connection, %s: %s', async (result, word) => {
    const attempt = { address: '10.0.0.4', port: 443, startedMicros: 0, endedMicros: 1, result, fault: null }
    expect((await outcome({ how: 'rst', stage: 'tcp' }, { attempts: [attempt] })).word).toBe(word)
  })

  it('the way there is told from the server: no address, no way through the proxy', async () => {
    expect((await outcome({ how: 'none', stage: 'dns' })).word).toBe('no-address')
    const proxy = {
      stage: 'proxy',
      startedMicros: 0,
      endedMicros: 1,
      result: 'failed',
      summary: 'HTTP 407.',
    } as const
    expect((await outcome({ how: 'http-status', stage: 'tcp' }, { stages: [proxy] })).word).toBe('proxy')
  })

  it('what was ended by the user, or cannot be told, counts for nothing', async () => {
    expect(await outcome(FINE, { cancelled: true })).toMatchObject({ word: 'not-asked', findings: [] })
    const unknown = await outcome({ outcome: 'incomplete' })
    expect(MATRIX_WORDS[unknown.word].counts).toBe('neither')
    const run = await fakeServer(() => FINE).run(question().base)
    expect(outcomeOf(run, null)).toMatchObject({ word: 'unknown', sentence: 'Connected.' })
  })
})
