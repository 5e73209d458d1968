import { type Channel, channels, type Outcome, type Response } from '../../shared/ipc/contract.ts'
import { appOrigin } from './asset-path.ts'

/** Where a call came from, reduced to what the guard judges. */
export interface Sender {
  /** The window's own top frame, not a frame inside it or another window's. */
  readonly isMainFrame: boolean
  readonly origin: string
}

export type Handlers = {
  readonly [C in Channel]: (payload: unknown) => Promise<Outcome<unknown>>
}

export function isChannel(name: string): name is Channel {
  return Object.hasOwn(channels, name)
}

/**
 * Lets a call through to its handler only if it comes from the window's own document, over a channel of the
 * contract, with a payload of that channel's schema; and an answer back only if it fits the schema too. Every
 * failure is an Outcome, because Electron strips thrown errors of their fields.
 */
export async function guardedCall<C extends Channel>(
  channel: C,
  sender: Sender,
  payload: unknown,
  handlers: Handlers,
): Promise<Outcome<Response<C>>> {
  if (!sender.isMainFrame || sender.origin !== appOrigin)
    return failure('forbidden', 'This page may not call the application.')
  const request = channels[channel].request.safeParse(payload)
  if (!request.success)
    return failure(
      'bad-request',
      `The window sent a malformed request over ${channel}: ${where(request.error)}.`,
    )
  let outcome: Outcome<unknown>
  try {
    outcome = await handlers[channel](request.data)
  } catch (error) {
    return failure('unexpected', error instanceof Error ? error.message : String(error))
  }
  if (!outcome.ok) return outcome
  const response = channels[channel].response.safeParse(outcome.value)
  if (!response.success)
    return failure(
      'bad-answer',
      `The answer over ${channel} does not fit the contract: ${where(response.error)}.`,
    )
  return { ok: true, value: response.data as Response<C> }
}

export function failure(code: string, message: string, hint: string | null = null): Outcome<never> {
  return { ok: false, error: { code, message, hint } }
}

function where(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}): string {
  const first = error.issues[0]
  if (first === undefined) return 'no reason given'
  const path = first.path.map(String).join('.')
  return path === '' ? first.message : `${path}: ${first.message}`
}
