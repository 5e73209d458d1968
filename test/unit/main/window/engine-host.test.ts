import { beforeEach, expect, it } from 'vitest'
import { EngineHost, type EngineProcess } from '../../../../src/main/window/engine-host.ts'
import type { AnalysisEvent } from '../../../../src/shared/ipc/contract.ts'
import type { EngineRequest } from '../../../../src/shared/ipc/engine-protocol.ts'

class ScriptedProcess implements EngineProcess {
  readonly sent: EngineRequest[] = []
  killed = false
  readonly #listeners: Record<string, ((value: never) => void)[]> = {}
  postMessage(message: EngineRequest): void {
    this.sent.push(message)
  }
  kill(): void {
    this.killed = true
  }
  on(event: string, listener: (value: never) => void): void {
    const listeners = this.#listeners[event] ?? []
    listeners.push(listener)
    this.#listeners[event] = listeners
  }
  emit(event: 'spawn' | 'message' | 'exit', value?: unknown): void {
    for (const listener of this.#listeners[event] ?? []) listener(value as never)
  }
}

let started: ScriptedProcess[]
let events: AnalysisEvent[]
let deaths: string[]
let host: EngineHost

beforeEach(() => {
  started = []
  events = []
  deaths = []
  host = new EngineHost({
    start: () => {
      const process = new ScriptedProcess()
      started.push(process)
      return process
    },
    onEvent: (event) => events.push(event),
    onDeath: (message) => deaths.push(message),
  })
})

function engine(index: number): ScriptedProcess {
  const process = started[index]
  if (process === undefined) throw new Error(`engine ${index} was not started`)
  return process
}

it('starts the engine with the first request and sends it once the process is up', async () => {
  expect(started).toHaveLength(0)
  const answer = host.request('analysis:lab', {})
  expect(engine(0).sent).toEqual([])
  engine(0).emit('spawn')
  expect(engine(0).sent).toEqual([{ id: 1, channel: 'analysis:lab', payload: {} }])
  engine(0).emit('message', { kind: 'answer', id: 1, outcome: { ok: true, value: { analysis: 'a1' } } })
  expect(await answer).toEqual({ ok: true, value: { analysis: 'a1' } })
})

it('matches answers to requests whatever their order', async () => {
  const first = host.request('analysis:lab', {})
  const second = host.request('runbook:files', {})
  engine(0).emit('spawn')
  engine(0).emit('message', { kind: 'answer', id: 2, outcome: { ok: true, value: 'second' } })
  engine(0).emit('message', { kind: 'answer', id: 1, outcome: { ok: true, value: 'first' } })
  expect(await first).toEqual({ ok: true, value: 'first' })
  expect(await second).toEqual({ ok: true, value: 'second' })
})

it('answers what was under way and tells the window when the engine dies, then starts afresh', async () => {
  const lost = host.request('analysis:lab', {})
  engine(0).emit('spawn')
  engine(0).emit('exit', 139)
  expect(await lost).toMatchObject({ ok: false, error: { code: 'engine-died' } })
  expect(deaths).toEqual(['The engine process ended unexpectedly (exit 139).'])
  const next = host.request('analysis:lab', {})
  expect(started).toHaveLength(2)
  engine(1).emit('spawn')
  engine(1).emit('message', { kind: 'answer', id: 2, outcome: { ok: true, value: { analysis: 'a2' } } })
  expect(await next).toEqual({ ok: true, value: { analysis: 'a2' } })
})

it('does not report the end it asked for', async () => {
  const lost = host.request('analysis:lab', {})
  host.stop()
  expect(engine(0).killed).toBe(true)
  engine(0).emit('exit', 0)
  expect(await lost).toMatchObject({ ok: false, error: { code: 'engine-died' } })
  expect(deaths).toEqual([])
})

it('passes on events of the contract and nothing else', () => {
  void host.request('analysis:lab', {})
  engine(0).emit('spawn')
  const done: AnalysisEvent = { kind: 'done', analysis: 'a1', cancelled: false, findings: [] }
  engine(0).emit('message', { kind: 'event', event: done })
  engine(0).emit('message', { kind: 'event', event: { kind: 'done', analysis: 'a1', script: '<script>' } })
  engine(0).emit('message', 'noise')
  expect(events).toEqual([done])
})

it('does not leave a caller waiting for a malformed answer', async () => {
  const answer = host.request('analysis:lab', {})
  engine(0).emit('spawn')
  engine(0).emit('message', { kind: 'answer', id: 1, outcome: 'yes' })
  expect(await answer).toMatchObject({ ok: false, error: { code: 'bad-answer' } })
})
