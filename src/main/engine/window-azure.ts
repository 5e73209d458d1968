import { observe } from '../../shared/azure/checks/index.ts'
import { verdictOf } from '../../shared/azure/health/wire-verdict.ts'
import { knownFor } from '../../shared/azure/known-values.ts'
import { mergeModels } from '../../shared/azure/merge.ts'
import { judgeDocuments } from '../../shared/azure/opinion.ts'
import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { type AzureCaptureDocument, azureDocument } from '../../shared/contract/azure.ts'
import type { Topology } from '../../shared/diagnosis/leg.ts'
import type { AzureFiles, AzureRead } from '../../shared/ipc/azure-channels.ts'
import { addBreak, toldWays, topologyFrom } from '../azure/held-against.ts'
import { readAzureFiles } from '../azure/read-files.ts'
import { withLeg } from '../incident/session/handshake-shelf.ts'
import { isBroken } from './judge.ts'
import type { OpenCaptures } from './open-captures.ts'
import { topologyOfPlaces } from './window-options.ts'

/** The window's saved `az` output: read and judged each time anew, held against what is open. Nothing is kept. */
export class WindowAzure {
  readonly #captures: (analysis: string) => OpenCaptures | null

  /** @param captures what is open under that id; `null` where it is no longer */
  constructor(captures: (analysis: string) => OpenCaptures | null) {
    this.#captures = captures
  }

  readonly answers = {
    'azure:read': async ({ files: paths, analysis, places }: AzureFiles): Promise<AzureRead> => {
      const files = await readAzureFiles(paths)
      const topology = topologyFrom(mergeModels(files.map(({ parts }) => parts)), topologyOfPlaces(places))
      const wire = await wireOf(analysis === null ? null : this.#captures(analysis), topology)
      const opinion = judgeDocuments(
        files,
        {
          nowMillis: Date.now(),
          host: null,
          topology,
          wire: wire.handshakes.map(observe),
        },
        wire.handshakes.map(verdictOf),
      )
      return {
        document: azureDocument(files, opinion, wire.captures),
        // Nobody opens more.
        names: opinion.findings.slice(0, 100).map((finding) => knownFor(opinion.model, finding)),
      }
    },
  }
}

/** As many as anybody could look at. */
const MOST_HELD = 2_000

/** @param topology tells the leg of handshakes that were read before anybody said who is who */
async function wireOf(
  captures: OpenCaptures | null,
  topology: Topology,
): Promise<{
  readonly handshakes: readonly HandshakeDocument[]
  readonly captures: readonly AzureCaptureDocument[]
}> {
  const handshakes: HandshakeDocument[] = []
  const told: AzureCaptureDocument[] = []
  for (let at = 0; captures !== null; at++) {
    const source = captures.source(at)
    if (source === null) break
    const own = (await captures.handshakesOf(at)).map((one) => withLeg(one, topology))
    const held = own.slice(0, MOST_HELD - handshakes.length)
    handshakes.push(...held)
    const breaks: AzureCaptureDocument['breaks'] = []
    for (const one of own) addBreak(breaks, one)
    const ids = new Set(own.map(({ id }) => id))
    told.push({
      path: source.input.path,
      handshakes: own.length,
      broken: own.filter(isBroken).length,
      heldAgainst: held.length,
      legUnknown: own.filter(({ leg }) => leg === 'unknown').length,
      breaks,
      paths: toldWays(captures.ways.filter(({ front }) => ids.has(front))),
    })
  }
  return { handshakes, captures: told }
}
