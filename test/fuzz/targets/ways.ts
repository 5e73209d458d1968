import { analyseToDocument } from '../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../src/main/engine/options.ts'
import { utf8, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { analysisSchema } from '../../../src/shared/contract/analysis.ts'
import type { PathDocument } from '../../../src/shared/contract/paths.ts'
import { isAmong, placeList } from '../../../src/shared/diagnosis/place-list.ts'
import { forwardedFor, ID_HEADERS, idOf } from '../../../src/shared/http/request-trace.ts'
import { parseAddress } from '../../../src/shared/packet/address.ts'
import { pcapngElements } from '../grammar/capture.ts'
import { textElements } from '../grammar/text.ts'
import { CAPTURES } from '../seeds/sealed-captures.ts'
import { must, type Target } from '../target.ts'

/** Where a gateway may be said to be: everywhere, nowhere, and where the captures have machines. */
const GATEWAYS = [
  '0.0.0.0/0',
  '0.0.0.0/1',
  '10.0.0.0/9',
  '10.20.1.10',
  '127.0.0.1',
  '::/0',
  'apim.contoso.internal',
]

/** Whatever a capture holds, joined into ways through a gateway that stands anywhere. */
const ways: Target = {
  name: 'ways',
  seeds: () => CAPTURES,
  grammar: pcapngElements,
  takesCaptures: true,
  run: async (bytes, random) => {
    const document = await analyseToDocument([{ path: 'input.pcapng', input: bytes }], {
      ...NO_OPTIONS,
      topology: { gateway: random.pick(GATEWAYS) ?? null, apim: random.pick([null, '0.0.0.0/0']) ?? null },
      upstreamPorts: [{ client: null, upstream: 443 }],
    })
    const { paths = [], handshakes } = document
    must(analysisSchema.safeParse(document).success, () => 'the document is not as its schema says')
    const legs = new Map(handshakes.map(({ id, leg }) => [id, leg]))
    const fronts = new Set(paths.map(({ front }) => front))
    must(fronts.size === paths.length, () => 'a front has two ways')
    for (const path of paths) holds(path, legs)
  },
}

function holds(path: PathDocument, legs: ReadonlyMap<string, string>): void {
  const { front, back, candidates, state, joinedBy, sentence } = path
  must(legs.get(front) === 'client-gateway', () => `${front} is no front`)
  const behind = [...back, ...candidates]
  must(new Set(behind).size === behind.length, () => `${front} has one behind it twice`)
  for (const id of behind) must(legs.get(id) === 'gateway-apim', () => `${id} is not behind a gateway`)
  must((state === 'joined') === back.length > 0, () => `${state} with ${back.length} behind`)
  must((state === 'joined') === (joinedBy !== null), () => `${state} by ${joinedBy}`)
  must(sentence.endsWith('.'), () => `no sentence: ${sentence}`)
}

/** Where a machine is, as users write it, and what proxies write into headers. */
const places: Target = {
  name: 'places',
  seeds: () =>
    [
      '10.0.1.0/24, agw.contoso.com fd00::/8',
      '203.0.113.7, [fd00::4]:50123',
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ].map(utf8Bytes),
  grammar: textElements,
  run: (bytes) => {
    const text = utf8(bytes)
    const list = placeList(text)
    for (const { address, bits } of list.networks) {
      must(bits >= 0 && bits <= address.length * 8, () => `a network of ${bits} bits`)
    }
    isAmong(list, text)
    const sender = forwardedFor(text)
    must(sender === null || parseAddress(sender.address) !== null, () => `${sender?.address} is no address`)
    for (const name of ID_HEADERS) {
      for (const id of idOf(name, text)) must(id.length <= 160 && !/\s.*\s/.test(id), () => `an id: ${id}`)
    }
  },
}

export const WAY_TARGETS: readonly Target[] = [ways, places]
