import { Hops } from '../../../shared/diagnosis/across/gateway-hint.ts'
import { LegsSeen } from '../../../shared/diagnosis/across/paths/legs-seen.ts'
import { readCertificateOnce } from '../../../shared/x509/certificate.ts'
import type { Across } from '../paths-across.ts'
import { GrowingTotals, type SourceTotals } from '../source-totals.ts'
import type { PlainSighting, PlainTotals } from './messages.ts'

/** What the tapes of one source came to that one thread after the other judged: `SourceTotals` that grow. */
export class ThreadTotals extends GrowingTotals {
  readonly sightings: PlainSighting[] = []
  readonly legs = new LegsSeen()
  readonly hops = new Hops()

  add(totals: PlainTotals): void {
    this.others += totals.others
    this.broken ||= totals.broken
    this.limits.addAll(totals.limits)
    this.malformed.addAll(totals.malformed.count, totals.malformed.places)
    this.decryption.addAll(totals.decrypted, totals.decryption)
    this.notJudged.addAll(totals.notJudged)
    for (const sighting of totals.sightings) this.sightings.push(sighting)
    for (const sighting of totals.legs) this.legs.see(sighting)
    for (const hop of totals.hops) this.hops.see(hop)
  }
}

/** What other threads counted and saw of a source is added to what this one did. */
export function addTotals(own: SourceTotals, others: readonly ThreadTotals[], across: Across): SourceTotals {
  const { limits, malformed, decryption, notJudged } = own
  let total = own.others
  let broken = own.broken
  for (const totals of others) {
    total += totals.others
    broken ||= totals.broken
    limits.addAll(totals.limits.entries())
    malformed.addAll(totals.malformed.count, totals.malformed.places)
    decryption.addAll(totals.decryption.decrypted, totals.decryption.entries())
    notJudged.addAll(totals.notJudged)
    for (const sighting of totals.sightings) see(across, sighting)
    for (const sighting of totals.legs.sightings) across.legs.see(sighting)
    for (const hop of totals.hops.all) across.hops.see(hop)
  }
  return { others: total, broken, limits, malformed, decryption, notJudged }
}

function see(across: Across, sighting: PlainSighting): void {
  const chain = sighting.chain.map((der) => ({
    span: { start: 0, end: der.length },
    der,
    reading: readCertificateOnce(der),
  }))
  across.chains.see({ ...sighting, chain })
}
