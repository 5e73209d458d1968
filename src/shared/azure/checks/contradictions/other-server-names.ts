import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { bareName } from '../../../diagnosis/place-list.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { fileEvidence } from '../check.ts'
import { backends } from '../support/backend.ts'
import { isTls } from '../support/links.ts'
import { wireEvidence } from '../wire.ts'
import { contradiction } from './contradiction.ts'

/**
 * On the gateway's own leg a hello carried a server name that no backend setting gives, or none although every setting
 * gives one (facts 1.2): it went by another setting, or came from another machine.
 */
export const otherServerNames = contradiction((input) => {
  const tls = backends(input).filter(({ setting }) => isTls(setting.protocol))
  // The client's Host may be any name, and where something is unknown any hello may be right.
  const sure = tls.every(
    ({ names, setting, probe }) => names.live.host !== null && (setting.probe === null || probe !== null),
  )
  if (tls.length === 0 || !sure || tls.some(({ setting }) => setting.partial)) return []
  const given = new Set(
    tls.flatMap(({ names }) =>
      [names.live.sni, names.probe.sni].map((name) => (name === null ? null : bareName(name))),
    ),
  )
  const odd = input.context.wire.find(
    ({ leg, serverName, frames }) =>
      leg === 'gateway-apim' &&
      frames.clientHello !== null &&
      !given.has(serverName === null ? null : bareName(serverName)),
  )
  if (odd === undefined) return []
  const is = odd.serverName === null ? 'no server name' : `the server name ${quoted(odd.serverName)}`
  const names = list([...given].map((name) => (name === null ? 'none' : quoted(name))))
  return [
    {
      leg: 'gateway-apim',
      confidence: CONFIDENCE.likely,
      basis: 'inferred',
      summary: `The backend settings give the server name ${names}, and in ${odd.handshake}, on the gateway’s leg, the hello carried ${is}.`,
      explanation:
        'The document is usually the stale side: the setting was changed since the one was read and the other captured. Otherwise the hello went by a setting that these documents do not show, or the machine that sent it is not this gateway.',
      evidence: [
        wireEvidence(
          odd,
          odd.frames.clientHello,
          'server_name',
          odd.serverName === null ? 'none' : quoted(odd.serverName),
        ),
        ...tls.map(({ setting }) => fileEvidence(setting)),
      ],
      disproof: `The address ${odd.clientAddress ?? 'that sent the hello'} being outside the gateway’s subnet: then the hello is not the gateway’s.`,
      also: ['sni-and-hostname'],
    },
  ]
})
