import type { Worker } from 'node:worker_threads'

/**
 * Ends threads that are started meanwhile, by `worker.terminate()`: each as soon as it has answered once.
 * @param most that are ended; the others are left alone
 */
export async function endingThreads<Result>(most: number, run: () => Promise<Result>): Promise<Result> {
  let ended = 0
  const started = (worker: Worker): void => {
    worker.on('message', (message: { readonly kind: string }) => {
      if (message.kind === 'ready' || ended >= most) return
      ended++
      void worker.terminate()
    })
  }
  process.on('worker', started)
  try {
    const result = await run()
    if (ended < most) throw new Error(`only ${ended} threads could be ended`)
    return result
  } finally {
    process.off('worker', started)
  }
}
