import { bareName } from '../../../diagnosis/place-list.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { fileEvidence, type NoteCheck } from '../check.ts'
import { backends } from '../support/backend.ts'
import { isTls } from '../support/links.ts'
import { wireEvidence } from '../wire.ts'

/**
 * On the gateway's own leg a hello carried a server name that no backend setting gives, or none although every setting
 * gives one (facts 1.2): it went by another setting, or came from another machine.
 */
export const otherServerNames: NoteCheck = (input) => {
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
      kind: 'contradiction',
      leg: 'gateway-apim',
      summary: `In ${odd.handshake}, on the gateway’s leg, the hello carried ${is}; the settings give ${names}.`,
      explanation:
        'It went by a backend setting that these documents do not show, the setting was changed since the capture, or the machine that sent it is not this gateway.',
      evidence: [
        ...tls.map(({ setting }) => fileEvidence(setting)),
        wireEvidence(
          odd,
          odd.frames.clientHello,
          'server_name',
          odd.serverName === null ? 'none' : quoted(odd.serverName),
        ),
      ],
      fixes: ['sni-and-hostname'],
    },
  ]
}
