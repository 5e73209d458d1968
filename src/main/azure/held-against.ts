import { observe, type WireObservation } from '../../shared/azure/checks/index.ts'
import { verdictOf, type WireVerdict } from '../../shared/azure/health/wire-verdict.ts'
import type { AzureModel } from '../../shared/azure/model.ts'
import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import type { AzureCaptureDocument } from '../../shared/contract/azure.ts'
import type { PathDocument } from '../../shared/contract/paths.ts'
import { analyse } from '../engine/analysis.ts'
import { isBroken } from '../engine/judge.ts'
import type { EngineOptions } from '../engine/options.ts'

/** Handshakes that settings are held against; a larger capture has more of the same. */
const MOST_HELD = 2_000

/** What captures showed. */
export interface Wire {
  readonly observations: readonly WireObservation[]
  readonly verdicts: readonly WireVerdict[]
  readonly captures: readonly AzureCaptureDocument[]
  /** One sentence for each capture that could not be read, or not to its end. */
  readonly failures: readonly string[]
}

export const NO_WIRE: Wire = { observations: [], verdicts: [], captures: [], failures: [] }

export type WireProgress = (
  source: number,
  path: string,
  bytesRead: number,
  totalBytes: number | null,
  packets: number,
) => void

/** Reads captures in this process and keeps of each handshake what settings say something about. */
export async function readWire(
  paths: readonly string[],
  options: EngineOptions,
  signal?: AbortSignal,
  progress?: WireProgress,
): Promise<Wire> {
  const observations: WireObservation[] = []
  const verdicts: WireVerdict[] = []
  const captures: AzureCaptureDocument[] = []
  const failures: string[] = []
  for (const path of paths) {
    const breaks: AzureCaptureDocument['breaks'] = []
    let [handshakes, broken, heldAgainst, legUnknown] = [0, 0, 0, 0]
    const { paths: ways } = await analyse(
      [{ path, input: path }],
      options,
      {
        handshake: (document) => {
          handshakes++
          if (isBroken(document)) broken++
          if (document.leg === 'unknown') legUnknown++
          addBreak(breaks, document)
          if (observations.length >= MOST_HELD) return
          observations.push(observe(document))
          verdicts.push(verdictOf(document))
          heldAgainst++
        },
        failed: (_path, message) => failures.push(message),
        notJudged: (message) => failures.push(message),
        ...(progress === undefined ? {} : { progress }),
      },
      signal,
    )
    captures.push({ path, handshakes, broken, heldAgainst, legUnknown, breaks, paths: toldWays(ways) })
  }
  return { observations, verdicts, captures, failures }
}

/** Ways through the gateway that broke, as many as breaks are told. */
export function toldWays(ways: readonly PathDocument[]): PathDocument[] {
  return ways
    .filter(({ brokenLeg, state }) => brokenLeg !== 'none' && state !== 'front-only')
    .slice(0, MOST_BREAKS)
}

/** Breaks that are told of one capture; `tlscope analyze` tells all. */
const MOST_BREAKS = 10

export function addBreak(breaks: AzureCaptureDocument['breaks'], handshake: HandshakeDocument): void {
  if (handshake.break === null || breaks.length >= MOST_BREAKS) return
  breaks.push({ handshake: handshake.id, leg: handshake.leg, summary: handshake.break.summary })
}

/**
 * The user's words on where the machines are, completed by the addresses that the documents hold. Names are left out:
 * one name often stands before both machines.
 */
export function topologyFrom(
  { gateways, apims }: AzureModel,
  given: EngineOptions['topology'],
): EngineOptions['topology'] {
  const places = (addresses: readonly string[]): string | null => {
    const usable = addresses.filter((address) => /^[0-9a-f.:]+$/i.test(address))
    return usable.length === 0 ? null : usable.join(',')
  }
  return {
    gateway: given.gateway ?? places(gateways.flatMap(({ frontendAddresses }) => frontendAddresses)),
    apim: given.apim ?? places(apims.flatMap(({ privateIpAddresses }) => privateIpAddresses)),
  }
}
