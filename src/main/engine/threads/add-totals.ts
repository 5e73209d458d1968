import { readCertificateOnce } from '../../../shared/x509/certificate.ts'
import type { SourceTotals } from '../connection-sink.ts'
import type { Across } from '../paths-across.ts'
import type { PlainSighting, PlainTotals } from './messages.ts'

/** What other threads counted and saw of a source is added to what this one did. */
export function addTotals(own: SourceTotals, others: readonly PlainTotals[], across: Across): SourceTotals {
  const { limits, malformed, decryption } = own
  let total = own.others
  let broken = own.broken
  for (const totals of others) {
    total += totals.others
    broken ||= totals.broken
    limits.addAll(totals.limits)
    malformed.addAll(totals.malformed.count, totals.malformed.places)
    decryption.addAll(totals.decrypted, totals.decryption)
    for (const sighting of totals.sightings) see(across, sighting)
    for (const sighting of totals.legs) across.legs.see(sighting)
    for (const hop of totals.hops) across.hops.see(hop)
  }
  return { others: total, broken, limits, malformed, decryption }
}

function see(across: Across, sighting: PlainSighting): void {
  const chain = sighting.chain.map((der) => ({
    span: { start: 0, end: der.length },
    der,
    reading: readCertificateOnce(der),
  }))
  across.chains.see({ ...sighting, chain })
}
