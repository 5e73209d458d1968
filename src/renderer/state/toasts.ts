import { getState, setState, type Toast } from './store.ts'

const SHOWN_FOR = { done: 4_000, failed: 12_000 } as const
let next = 1

/** A short word in the corner, read out by screen readers. Failures stay longer and can be dismissed. */
export function toast(kind: Toast['kind'], text: string): void {
  const id = next
  next += 1
  // News that all went well replaces older such news; failures stay, each once.
  const others = getState().toasts.filter((other) => other.kind === 'failed' && other.text !== text)
  setState({ toasts: [...others.slice(-3), { id, kind, text }] })
  window.setTimeout(() => dismiss(id), SHOWN_FOR[kind])
}

export function dismiss(id: number): void {
  setState({ toasts: getState().toasts.filter((other) => other.id !== id) })
}
