import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { probedEnd, probeEvidence } from '../support/probed-end.ts'
import { list, quoted } from '../words.ts'

/** The name has no address where the probe ran (facts 3.2, 4.6.4). No connection shows it: only a probe finds it. */
export const dnsUnresolvable: Rule = {
  id: 'dns-unresolvable',
  pass: 'cause',
  about: ['probe'],
  judge({ facts, verdict }) {
    const unresolved = probedEnd(facts, 'unresolved')
    const names = facts.probe?.names ?? null
    if (unresolved === null || names === null || verdict.break?.stage !== 'dns') return null
    const name = quoted(names.name)
    const silent = verdict.break.how === 'timeout'
    const asked = names.servers.length === 0 ? 'the system’s resolver' : list(names.servers, 3)
    return {
      confidence: CONFIDENCE.proven,
      summary: silent
        ? `No resolver answered for ${name}: whether it has an address is not known.`
        : `${name} has no address on this machine.`,
      explanation: `${silent ? `Asked ${asked}, and no answer came` : `Asked ${asked}`}: the system says ${unresolved.code}. ${hostsText(names.hostsEntries.length)} In internal mode API Management has no public record: its names must stand in a private DNS zone that is linked to the network of whoever asks. Every program on this machine fails in the same way; the gateway resolves for itself and may see something else.`,
      evidence: [
        probeEvidence('dns', `${name}: ${unresolved.code}`),
        ...(names.aliases.length === 0 ? [] : [probeEvidence('dns.cname', list(names.aliases.map(quoted)))]),
      ],
      disproof: `An address for ${name} from the same machine and resolver: getent ahosts, or Resolve-DnsName.`,
      because: silent ? 'no resolver answered' : `no resolver of this machine knows ${name}`,
    }
  },
}

function hostsText(entries: number): string {
  return entries === 0
    ? 'The hosts file does not name it.'
    : 'The hosts file names it, but with nothing that could be used.'
}
