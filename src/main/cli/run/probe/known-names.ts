import { parseAddress } from '../../../../shared/packet/address.ts'
import {
  isSafeValue,
  type KnownValues,
  type PlaceholderName,
} from '../../../../shared/runbook/placeholders.ts'
import type { ProbeRequest } from '../../../probe/probe.ts'

export interface FileArguments {
  readonly cert?: string
  readonly key?: string
  readonly pfx?: string
  readonly clientCa?: string
  readonly http?: string | false
}

/** What the command line itself tells for the commands of an article. */
export function namesFromProbe(given: FileArguments, { host, port }: ProbeRequest): KnownValues {
  const { cert, key, pfx, clientCa, http } = given
  const told: readonly (readonly [PlaceholderName, string | false | undefined])[] = [
    ['server-name', parseAddress(host) === null && host],
    ['port', String(port)],
    ['path', http],
    ['client-cert', cert],
    // A certificate and its key may stand in one file.
    ['client-key', key ?? cert],
    ['client-pfx', pfx],
    ['client-ca-pem', clientCa],
  ]
  const names: Partial<Record<PlaceholderName, string>> = {}
  for (const [name, value] of told) {
    if (typeof value === 'string' && isSafeValue(name, value)) names[name] = value
  }
  return names
}
