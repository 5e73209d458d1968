import type { ProbedAddress, ProbedNames, ProbeEvidence } from '../../conversation/probed.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { probeEvidence } from '../support/probed-end.ts'
import { list, quoted } from '../words.ts'

/**
 * A name that should lead to a private address leads to a public one (facts 4.6.4, 4.6.5, 5.3.9): TLS may even work
 * there, with the right certificate. Expected private: the user says so, or the name itself does.
 */
export const dnsPublicAddress: Rule = {
  id: 'dns-public-address',
  pass: 'cause',
  about: ['probe'],
  judge({ facts }) {
    const { probe } = facts
    const names = probe?.names ?? null
    // Behind a proxy the name that was looked up here is the proxy's own.
    if (probe === null || names === null || probe.proxy !== null) return null
    const reason = expectedPrivate(probe, names)
    if (reason === null) return null
    const used = publicOf(names.addresses)
    const inDns = publicOf(names.dnsAddresses ?? [])
    if (used.length === 0 && inDns.length === 0) return null
    const name = quoted(names.name)
    const summary =
      used.length > 0
        ? `${name} leads to the public address ${list(used, 3)}, where a private one is expected.`
        : `Only this machine leads ${name} to a private address; DNS itself says ${list(inDns, 3)}, which is public.`
    return {
      confidence: probe.expectPrivate ? CONFIDENCE.proven : CONFIDENCE.likely,
      summary,
      explanation: `${reason} ${hostsText(names)}A service in internal mode answers on its private address; on its public one it serves the control plane alone, so that a connection there is dropped or reset, or a certificate answers that is not the private one's. Whoever asks needs the private DNS zone linked to its network.`,
      evidence: evidenceOf(names),
      disproof: `The private address of ${name} in the answer of the same resolver, or a service that is meant to be public.`,
      because: `${name} leads to a public address`,
    }
  },
}

function publicOf(addresses: readonly ProbedAddress[]): string[] {
  return addresses.filter(({ space }) => space === 'public').map(({ address }) => address)
}

/** Zones that no public server answers for (RFC 6762 and its appendix G, RFC 8375, ICANN's `internal`). */
const INTERNAL = /\.(internal|intranet|private|corp|home|lan|local|home\.arpa)\.?$/i
/** Azure's zones of private endpoints; their public CNAME leads here also where the private zone is not linked. */
const PRIVATE_LINK = /(^|\.)privatelink\./i

/** Why the address should be private, as a sentence; `null`: nothing says so. */
function expectedPrivate({ expectPrivate }: ProbeEvidence, { name, aliases }: ProbedNames): string | null {
  if (expectPrivate) return 'A private address is expected for this name.'
  const link = [name, ...aliases].find((one) => PRIVATE_LINK.test(one))
  if (link !== undefined)
    return `Its name passes through a zone of private endpoints (${quoted(link)}), which is not linked to this network, or holds no record of it.`
  return INTERNAL.test(name) ? 'The ending of this name is for internal use.' : null
}

/** What the hosts file says against DNS. */
function hostsText({ hostsEntries, dnsAddresses }: ProbedNames): string {
  const [first] = hostsEntries
  if (first === undefined) return ''
  const here = `The hosts file (${first.file}, line ${first.line}) sets ${list(hostsEntries.map(({ address }) => address))} on this machine`
  if (dnsAddresses === null) return `${here}. `
  const said =
    dnsAddresses.length === 0
      ? 'knows no address'
      : `says ${list(dnsAddresses.map(({ address }) => address))}`
  return `${here}; DNS itself ${said}, and that is what everybody else gets. `
}

function evidenceOf({ name, addresses, dnsAddresses, aliases, hostsEntries }: ProbedNames): Evidence[] {
  const told = (list: readonly ProbedAddress[]) =>
    list.map(({ address, space }) => `${address} (${space})`).join(', ') || 'none'
  return [
    probeEvidence('dns.addresses', `${quoted(name)}: ${told(addresses)}`),
    ...(dnsAddresses === null ? [] : [probeEvidence('dns.direct', told(dnsAddresses))]),
    ...(aliases.length === 0 ? [] : [probeEvidence('dns.cname', list(aliases.map(quoted)))]),
    ...hostsEntries
      .slice(0, 4)
      .map(({ file, line, address }) => probeEvidence('hosts', `${file} line ${line}: ${address}`)),
  ]
}
