import type { DnsQueries, Surroundings } from './surroundings.ts'

/** What DNS itself says of a name; `null` where it could not be asked, or did not answer. */
export interface DirectAnswer {
  /** CNAMEs on the way, in order. */
  readonly aliases: readonly string[] | null
  /** IPv4 before IPv6, as the servers ordered them. */
  readonly addresses: readonly string[] | null
}

/** Longer than any chain a resolver follows itself. */
const LONGEST_CHAIN = 16
const MOST_ADDRESSES = 256

/** Asks for A, AAAA and CNAMEs side by side. Never rejects. */
export async function askDns(
  { resolver }: Surroundings,
  name: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<DirectAnswer> {
  let queries: DnsQueries
  try {
    queries = resolver(timeoutMs)
  } catch {
    return { aliases: null, addresses: null }
  }
  const stop = (): void => queries.cancel()
  const timer = setTimeout(stop, timeoutMs)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    const [aliases, four, six] = await Promise.all([
      chain(queries, name),
      answerTo(queries.resolve4(name)),
      answerTo(queries.resolve6(name)),
    ])
    const addresses = four === null && six === null ? null : [...(four ?? []), ...(six ?? [])]
    return { aliases, addresses: addresses?.slice(0, MOST_ADDRESSES) ?? null }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

async function chain(queries: DnsQueries, name: string): Promise<readonly string[] | null> {
  const passed: string[] = []
  const seen = new Set([name.toLowerCase()])
  for (let at = name; passed.length < LONGEST_CHAIN; ) {
    const answer = await answerTo(queries.resolveCname(at))
    if (answer === null) return passed.length === 0 ? null : passed
    const [next] = answer
    if (next === undefined) return passed
    passed.push(next)
    // A loop is told as far as it takes to see it.
    if (seen.has(next.toLowerCase())) return passed
    seen.add(next.toLowerCase())
    at = next
  }
  return passed
}

/** Errors that are answers: there is no such name, or nothing of that kind under it. */
const NOTHING: ReadonlySet<string> = new Set(['ENODATA', 'ENOTFOUND'])

async function answerTo(question: Promise<readonly string[]>): Promise<readonly string[] | null> {
  try {
    return await question
  } catch (error) {
    return NOTHING.has((error as NodeJS.ErrnoException).code ?? '') ? [] : null
  }
}
