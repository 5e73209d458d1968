import type { Topology } from '../../shared/diagnosis/leg.ts'
import type { AnalyzeOptions, SecretFiles } from '../../shared/ipc/contract.ts'
import type { Places } from '../../shared/ipc/places.ts'
import { type EngineOptions, NO_OPTIONS } from './options.ts'
import { NO_SECRETS, readSecretFiles, type SecretInputs } from './secrets.ts'

/** What the window's user told, read and checked. @throws GivenFileError naming a file of secrets */
export async function optionsOfWindow(options: AnalyzeOptions): Promise<EngineOptions> {
  const at = options.at === undefined ? Number.NaN : Date.parse(options.at)
  return {
    ...NO_OPTIONS,
    topology: topologyOfPlaces(options),
    upstreamPorts: options.upstreamPorts ?? [],
    host: options.host ?? null,
    port: options.port ?? null,
    expectMtls: options.expectMtls ?? false,
    atMillis: Number.isNaN(at) ? null : at,
    secrets: options.secrets === undefined ? NO_SECRETS : await readSecrets(options.secrets),
  }
}

export function topologyOfPlaces({ gateway, apim }: Places): Topology {
  return { gateway: gateway ?? null, apim: apim ?? null }
}

async function readSecrets({ keyLogs, rsaKeys }: SecretFiles): Promise<SecretInputs> {
  const paths = (follow: boolean) => keyLogs.filter((log) => log.follow === follow).map(({ path }) => path)
  const whole = await readSecretFiles(paths(false), false, rsaKeys)
  const followed = await readSecretFiles(paths(true), true, [])
  return { keyLogs: [...whole.keyLogs, ...followed.keyLogs], rsaKeys: whole.rsaKeys }
}
