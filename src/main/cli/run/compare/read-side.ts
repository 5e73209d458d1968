import { existsSync } from 'node:fs'
import type { HandshakeDocument } from '../../../../shared/contract/analysis.ts'
import { analyse, type JudgedConversation } from '../../../engine/analysis.ts'
import type { EngineOptions } from '../../../engine/options.ts'
import { CommandError } from '../../exit-status.ts'
import { complain, ProgressLine } from '../../terminal.ts'

/** Handshakes of one file that are held at once; of a larger one the handshake has to be named. */
const HELD = 1_000
/** Warnings that are passed on. */
const WARNINGS = 10

export interface Found {
  readonly document: HandshakeDocument
  readonly judged: JudgedConversation
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
  /** Whether the file could be read to its end. */
  readonly whole: boolean
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

/** @throws CommandError where the file cannot be read, or has no such handshake */
export async function readSide(
  { path, handshake }: SideName,
  options: EngineOptions,
  signal: AbortSignal,
): Promise<ReadSide> {
  const found: Found[] = []
  const warnings: string[] = []
  let count = 0
  let unreadable: string | null = null
  const progress = new ProgressLine()
  await analyse(
    [{ path, input: path }],
    options,
    {
      handshake: (document, judged) => {
        count++
        if (handshake === null ? found.length < HELD : document.id === handshake)
          found.push({ document, judged })
      },
      source: (document) => {
        for (const { message } of document.warnings) if (warnings.length < WARNINGS) warnings.push(message)
      },
      failed: (_path, message) => {
        unreadable = message
      },
      progress: (source, name, bytesRead, totalBytes, packets) =>
        progress.reading(source, name, { bytesRead, totalBytes, packets }, Date.now()),
    },
    signal,
  ).finally(() => progress.clear())
  const fault: string | null = unreadable
  if (fault !== null && found.length === 0) throw new CommandError(fault)
  // What stands before the fault can still be compared.
  if (fault !== null) complain(fault)
  if (found.length === 0) throw new CommandError(nothingIn(path, handshake, count))
  found.sort((one, other) => one.document.tcpStream - other.document.tcpStream)
  return { path, handshake, found, count, whole: fault === null, warnings }
}

function nothingIn(path: string, handshake: string | null, count: number): string {
  if (handshake === null || count === 0)
    return `${path}: no TLS handshake in it, so there is nothing to compare`
  const many = count === 1 ? 'one handshake' : `${count} handshakes`
  return `${path}: no handshake ${handshake} among its ${many} (tlscope analyze lists them)`
}
