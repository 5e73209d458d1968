import { existsSync } from 'node:fs'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { Judged } from '../../../shared/diagnosis/across/not-forwarded.ts'
import { type AnalysisListener, analyse } from '../analysis.ts'
import { GivenFileError } from '../given-file-error.ts'
import type { EngineOptions } from '../options.ts'

/** Handshakes of one file that are held at once; of a larger one the handshake has to be named. */
const HELD = 1_000
/** Warnings that are passed on. */
const WARNINGS = 10

export interface Found {
  readonly document: HandshakeDocument
  readonly judged: Judged
}

/** One input: its path, and the handshake named behind `#`. */
export interface SideName {
  readonly path: string
  readonly handshake: string | null
}

/** All handshakes of one input that may be meant, in the order of their connections. */
export interface ReadSide extends SideName {
  readonly found: readonly Found[]
  /** How many there are, held or not. */
  readonly count: number
  /** Why the file could not be read to its end, or judged whole; `null` where it could. */
  readonly fault: string | null
  /** What was odd about it, one sentence each. */
  readonly warnings: readonly string[]
}

/** `capture.pcapng#h3`. A file that is called so is that file. */
export function sideName(text: string): SideName {
  const named = /^(.+)#(h\d+)$/.exec(text)
  const [, path, handshake] = named ?? []
  if (path === undefined || handshake === undefined || existsSync(text))
    return { path: text, handshake: null }
  return { path, handshake }
}

/** @throws GivenFileError where the file cannot be read, or has no such handshake */
export async function readSide(
  { path, handshake }: SideName,
  options: EngineOptions,
  signal: AbortSignal,
  progress: NonNullable<AnalysisListener['progress']> = () => {},
): Promise<ReadSide> {
  const found: Found[] = []
  const warnings: string[] = []
  let count = 0
  let last: string | null = null
  let unreadable: string | null = null
  await analyse(
    [{ path, input: path }],
    options,
    {
      handshake: (document, judged) => {
        count++
        last = document.id
        if (handshake === null ? found.length < HELD : document.id === handshake)
          found.push({ document, judged: { facts: judged.facts, verdict: judged.diagnosis.verdict } })
      },
      source: (document) => {
        for (const { message } of document.warnings) if (warnings.length < WARNINGS) warnings.push(message)
      },
      failed: (_path, message) => {
        unreadable = message
      },
      notJudged: (message) => {
        unreadable ??= message
      },
      progress,
    },
    signal,
  )
  const fault: string | null = unreadable
  // What stands before the fault can still be compared.
  if (fault !== null && found.length === 0) throw new GivenFileError(fault)
  if (found.length === 0)
    throw new GivenFileError(nothingIn(path, handshake, count, count === 1 ? last : null))
  found.sort((one, other) => one.document.tcpStream - other.document.tcpStream)
  return { path, handshake, found, count, fault, warnings }
}

/** `only`: the one handshake of a file that has no other. */
function nothingIn(path: string, handshake: string | null, count: number, only: string | null): string {
  // Whoever wants to compare and whoever wants certificates reads this.
  if (handshake === null || count === 0)
    return `${path}: no TLS handshake in it (tlscope analyze says what there is)`
  if (only !== null) return `${path}: no handshake ${handshake} in it; ${only} is the only one`
  return `${path}: no handshake ${handshake} among its ${count} handshakes (tlscope analyze lists them)`
}
