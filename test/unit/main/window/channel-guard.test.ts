import { expect, it, vi } from 'vitest'
import { guardedCall, type Handlers, isChannel } from '../../../../src/main/window/channel-guard.ts'
import { channels } from '../../../../src/shared/ipc/contract.ts'

const home = { isMainFrame: true, origin: 'app://tlscope' }

function handlersWith(answer: () => Promise<unknown>): Handlers {
  return Object.fromEntries(Object.keys(channels).map((channel) => [channel, answer])) as unknown as Handlers
}

it('passes a well-formed call from the window to its handler', async () => {
  const answer = vi.fn(async () => ({ ok: true, value: null }))
  expect(await guardedCall('shell:copy', home, { text: 'az login' }, handlersWith(answer))).toEqual({
    ok: true,
    value: null,
  })
  expect(answer).toHaveBeenCalledExactlyOnceWith({ text: 'az login' })
})

it.each([
  ['a frame inside the window', { isMainFrame: false, origin: 'app://tlscope' }],
  ['another origin', { isMainFrame: true, origin: 'https://example.com' }],
  ['an origin that only begins alike', { isMainFrame: true, origin: 'app://tlscope.example' }],
  ['no origin', { isMainFrame: true, origin: '' }],
])('refuses a call from %s before its handler sees it', async (_who, sender) => {
  const answer = vi.fn(async () => ({ ok: true, value: null }))
  const outcome = await guardedCall('shell:copy', sender, { text: 'x' }, handlersWith(answer))
  expect(outcome).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  expect(answer).not.toHaveBeenCalled()
})

it.each([
  ['a missing field', {}],
  ['a field of another type', { text: 1 }],
  ['a field too many', { text: 'x', channel: 'shell:open-link' }],
  ['no payload', undefined],
])('refuses a payload with %s before its handler sees it', async (_what, payload) => {
  const answer = vi.fn(async () => ({ ok: true, value: null }))
  const outcome = await guardedCall('shell:copy', home, payload, handlersWith(answer))
  expect(outcome).toMatchObject({ ok: false, error: { code: 'bad-request' } })
  expect(answer).not.toHaveBeenCalled()
})

it('refuses an answer that does not fit the contract', async () => {
  const outcome = await guardedCall(
    'shell:copy',
    home,
    { text: 'x' },
    handlersWith(async () => ({ ok: true, value: 7 })),
  )
  expect(outcome).toMatchObject({ ok: false, error: { code: 'bad-answer' } })
})

it('turns a thrown error into data', async () => {
  const broken = async () => {
    throw new Error('disk full')
  }
  expect(await guardedCall('shell:copy', home, { text: 'x' }, handlersWith(broken))).toEqual({
    ok: false,
    error: { code: 'unexpected', message: 'disk full', hint: null },
  })
})

it('knows the channels of the contract and nothing inherited', () => {
  expect(isChannel('shell:copy')).toBe(true)
  expect(isChannel('toString')).toBe(false)
  expect(isChannel('__proto__')).toBe(false)
})
