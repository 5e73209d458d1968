import { printable } from '../../bytes/text.ts'
import type { ProbedNames } from '../../conversation/probed.ts'
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
    if (unresolved === null || verdict.break?.stage !== 'dns') return null
    const names = facts.probe?.names ?? null
    const name = quoted(unresolved.name)
    const silent = verdict.break.how === 'timeout'
    return {
      confidence: CONFIDENCE.proven,
      summary: silent
        ? `No resolver answered for ${name}: whether it has an address is not known.`
        : `${name} has no address that could be used on this machine.`,
      explanation: `${printable(unresolved.said)} ${asked(names)}In internal mode API Management has no public record: its names must stand in a private DNS zone that is linked to the network of whoever asks. Every program on this machine fails in the same way; the gateway resolves for itself and may see something else.`,
      evidence: [
        probeEvidence('dns', `${name}: ${unresolved.code}`),
        ...(names === null || names.aliases.length === 0
          ? []
          : [probeEvidence('dns.cname', list(names.aliases.map(quoted)))]),
      ],
      disproof: `An address for ${name} from the same machine and resolver: getent ahosts, or Resolve-DnsName.`,
    }
  },
}

function asked(names: ProbedNames | null): string {
  if (names === null) return ''
  const servers =
    names.servers.length === 0 ? '' : `The resolvers of this machine are ${list(names.servers, 3)}. `
  return names.hostsEntries.length === 0 ? `${servers}The hosts file does not name it. ` : servers
}
