import { bareName } from '../../../diagnosis/place-list.ts'
import type { UploadedCertificate } from '../../model.ts'
import type { CheckInput } from '../check.ts'
import type { WireObservation } from '../context.ts'
import type { Backend } from './backend.ts'
import { shownOn } from './chain-names.ts'
import { rootsOf } from './links.ts'
import { readUploaded, type UploadedReading } from './uploaded.ts'

/** The roots attached to a setting; `complete` where each of them could be read. */
export interface AttachedRoots {
  readonly roots: readonly UploadedReading<UploadedCertificate>[]
  readonly complete: boolean
}

export function attachedRoots({ model }: CheckInput, { setting }: Backend): AttachedRoots {
  const objects = rootsOf(model, setting)
  const roots = readUploaded(objects)
  const read = new Set(roots.map(({ object }) => object))
  return {
    roots,
    complete: objects.length === setting.trustedRootCertificates.length && read.size === objects.length,
  }
}

/** A chain that API Management showed, and how much it says of the gateway's leg. */
export interface ShownChain {
  readonly observation: WireObservation
  /** It was the gateway that it was shown to. Else another client asked straight, for the same name. */
  readonly onLeg: boolean
}

export function shownChain({ context }: CheckInput, { names }: Backend): ShownChain | null {
  const hosts = [names.live.host, names.probe.host].flatMap((host) => (host === null ? [] : [bareName(host)]))
  const fits = ({ serverName }: WireObservation) =>
    serverName !== null && hosts.includes(bareName(serverName))
  const [own] = shownOn(context.wire, 'gateway-apim').filter((one) => one.serverName === null || fits(one))
  if (own !== undefined) return { observation: own, onLeg: true }
  const direct = shownOn(context.wire, 'direct').find(fits)
  return direct === undefined ? null : { observation: direct, onLeg: false }
}
