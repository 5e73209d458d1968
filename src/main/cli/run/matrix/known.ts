import type { EngineOptions } from '../../../engine/options.ts'
import { noExtras, type ProbeExtras } from '../../../engine/probe/index.ts'
import type { MatrixQuestion } from '../../../probe/matrix/index.ts'
import { probeRequest } from '../../../probe/request/index.ts'
import { engineOptions } from '../../analyze-options.ts'
import { type HelloArguments, namedOptions, type TargetArguments } from '../../probe-options.ts'

/** What every cell is judged by. */
export interface Known {
  readonly engine: EngineOptions
  readonly extras: ProbeExtras
}

/** Reads the certificate files named. @throws GivenFileError naming the file */
export async function knownOf(
  target: string,
  given: TargetArguments & HelloArguments,
  { profile }: MatrixQuestion,
): Promise<Known> {
  const { differences, host } = probeRequest(namedOptions(target, given), null)
  const engine = await engineOptions(given)
  const extras: ProbeExtras = {
    ...noExtras(),
    ...(given.at === undefined ? {} : { credentialClock: { nowMillis: given.at, clock: 'given' } }),
    profile,
    differences,
    trustedRoots: engine.trustedRoots,
    host,
    expectMtls: engine.expectMtls,
  }
  return { engine, extras }
}
