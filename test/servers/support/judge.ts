import type { HandshakeDocument } from '../../../src/shared/contract/analysis.ts'
import { alertName } from '../../../src/shared/tls/registry/index.ts'
import { FAULTS } from './ask.ts'
import type { StockView } from './stock-client.ts'
import type { Combination, Reason, View } from './views.ts'

/** Holds what the probe says against the server's log, the stock client, and what is known of the client's make. */

export interface Judged {
  readonly combination: Combination
  readonly ours: View
  readonly server: View | null
  readonly stock: StockView | null
  /** Empty where all agree. */
  readonly differences: readonly string[]
}

export function judge(
  combination: Combination,
  handshake: HandshakeDocument,
  ours: View,
  server: View | null,
  stock: StockView | null,
): Judged {
  const differences = [
    ...(server === null ? ['the server logged nothing decisive'] : differencesOf('the server', ours, server)),
    ...(stock === null ? [] : stockDifferences(ours, stock, handshake)),
    ...madeDifferences(combination, handshake, ours),
    ...shapeDifferences(combination, handshake, ours),
  ]
  return { combination, ours, server, stock, differences }
}

function differencesOf(who: string, ours: View, theirs: View): string[] {
  if (ours.accepted !== theirs.accepted) {
    return [`${who} says ${theirs.accepted ? 'accepted' : 'refused'}: ${theirs.because}`]
  }
  // Of a certificate that was held back a server sees no more than that there is none.
  const seen = ours.reason === 'no common signature' ? 'no certificate' : ours.reason
  return theirs.reason === 'unsaid' || seen === theirs.reason
    ? []
    : [`${who} says ${theirs.reason}: ${theirs.because}`]
}

/** An alert tells less than a log: where its reason is another one than ours, the log decides. */
function stockDifferences(ours: View, stock: StockView, { break: broke }: HandshakeDocument): string[] {
  const said = `s_client saw ${stock.because}`
  if (ours.accepted !== stock.accepted) return [said]
  if (stock.alert !== null && broke?.detail?.includes(alertName(stock.alert)) !== true) return [said]
  if (stock.status !== null && !stock.accepted && broke?.detail?.includes(`${stock.status}`) !== true)
    return [said]
  return []
}

/** A refusal names the client's own fault, nothing vaguer and nothing else. */
function madeDifferences({ client }: Combination, handshake: HandshakeDocument, ours: View): string[] {
  const elsewhere: (Reason | null)[] = ['version', 'late request not possible', 'backend']
  if (ours.accepted || elsewhere.includes(ours.reason)) return []
  const heldBack = client !== 'none' && handshake.mutualTls.clientCertificate === 'empty'
  const fault = heldBack ? 'no common signature' : FAULTS[client]
  return fault === ours.reason ? [] : [`what is wrong with the client is ${fault ?? 'nothing'}`]
}

/** The parts of the verdict beside its reason. */
function shapeDifferences(
  { listener, client, version }: Combination,
  handshake: HandshakeDocument,
  ours: View,
): string[] {
  const { break: broke, mutualTls, findings } = handshake
  const differences: string[] = []
  const ids = findings.map(({ id }) => id)
  if (!ours.accepted && ours.reason !== 'version' && broke?.endedBy !== 'server') {
    differences.push(`ended by ${broke?.endedBy}`)
  }
  if (
    client === 'no intermediate' &&
    !ours.accepted &&
    ids.find((id) => id.startsWith('client-')) !== 'client-chain-incomplete'
  ) {
    differences.push(`a missing intermediate is called ${ids.join(', ')}`)
  }
  if (client === 'none' && ids.includes('client-certificate-filtered'))
    differences.push('nothing was held back')
  if (listener.http2 && handshake.alpn.chosen !== 'h2') differences.push(`ALPN ${handshake.alpn.chosen}`)
  if (broke?.summary.includes('no sound TLS')) differences.push(broke.summary)
  const late = mutualTls.requested === 'renegotiation' || mutualTls.requested === 'post-handshake'
  if (ours.reason === 'version') {
    // Below TLS 1.3 a server that cannot do what is offered chooses less, and the client has to refuse.
    const stage = broke?.endedBy === 'client' ? 'server-hello' : 'client-hello'
    if (broke?.stage !== stage) differences.push(`a refused version at stage ${broke?.stage}`)
  } else if (!ours.accepted && ours.reason !== 'backend' && ours.reason !== 'late request not possible') {
    // Who was asked for nothing is refused by somebody behind: his page was passed on, this TLS is sound.
    const passedOn = listener.asks === 'nothing'
    const stage = late ? 'late-client-auth' : passedOn ? 'application' : 'client-certificate'
    if (broke?.stage !== stage) differences.push(`broken at stage ${broke?.stage}, expected ${stage}`)
    const tooLate = version === 0x0304 && !late && !passedOn
    if (tooLate !== ids.includes('late-rejection')) differences.push(`late-rejection: ${!tooLate}`)
  }
  return differences
}
