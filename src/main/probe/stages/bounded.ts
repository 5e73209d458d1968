/** How waiting for something came out. */
export type Outcome<Value> =
  | { readonly kind: 'came'; readonly value: Value }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }

/** Waits so long at most, and not at all once the signal has fired. What comes later is forgotten. Never rejects. */
export function bounded<Value>(
  work: Promise<Value>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Outcome<Value>> {
  return new Promise((resolve) => {
    const finish = (outcome: Outcome<Value>): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      resolve(outcome)
    }
    const abort = (): void => finish({ kind: 'aborted' })
    const timer = setTimeout(() => finish({ kind: 'timeout' }), timeoutMs)
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    work.then(
      (value) => finish({ kind: 'came', value }),
      (error: unknown) => finish({ kind: 'failed', code: codeOf(error) }),
    )
  })
}

/** The system's name of an error; of its text nothing is told. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'EUNKNOWN'
  return (error as NodeJS.ErrnoException).code ?? error.name
}
