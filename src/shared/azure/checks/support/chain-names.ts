import { bareName } from '../../../diagnosis/place-list.ts'
import { parseAddress } from '../../../packet/address.ts'
import { matchDnsName } from '../../../x509/host-match.ts'
import { asciiHost } from '../../../x509/idna.ts'
import type { WireCertificate, WireObservation } from '../context.ts'

/** What certificates that packets showed say, from their summaries alone. */

/** The host names a certificate is for: the SAN's or, where it names no host, the common name's (facts 1.3.6). */
export function hostsOf({ san, subject }: WireCertificate): string[] {
  const hosts = san.flatMap((entry) => /^(?:DNS|IP):(.+)$/.exec(entry)?.[1] ?? [])
  if (hosts.length > 0) return hosts
  const common = /(?:^|[,+])CN=((?:\\.|[^\\,+])+)/.exec(subject)?.[1]
  return common === undefined ? [] : [common]
}

export function isFor(certificate: WireCertificate, host: string): boolean {
  const wanted = bareName(host)
  if (parseAddress(wanted) !== null) return hostsOf(certificate).some((name) => bareName(name) === wanted)
  return hostsOf(certificate).some((name) => matchDnsName(name, asciiHost(wanted)) !== null)
}

/** The server certificates that were met on one leg; the latest handshake counts first. */
export function shownOn(wire: readonly WireObservation[], leg: WireObservation['leg']): WireObservation[] {
  return wire.filter((one) => one.leg === leg && one.serverChain.length > 0).reverse()
}
