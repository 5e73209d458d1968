import type {
  BrokeHere,
  LegSighting,
  RequestSighting,
} from '../../../../../../src/shared/diagnosis/across/paths/shape.ts'

/** Sightings from the few values that a test cares about. Times are milliseconds. */

interface Given extends Partial<Omit<LegSighting, 'requests' | 'spells' | 'client'>> {
  readonly port?: number
  readonly from?: number
  readonly to?: number
  readonly requests?: readonly Partial<RequestSighting>[]
  /** From, to. */
  readonly spells?: readonly (readonly [number, number])[]
}

export function front(handshake: string, given: Given = {}): LegSighting {
  return sighting(handshake, 'client-gateway', '10.0.0.4', '10.0.1.4', given)
}

export function back(handshake: string, given: Given = {}): LegSighting {
  return sighting(handshake, 'gateway-apim', '10.0.1.5', '10.0.2.5', given)
}

function sighting(
  handshake: string,
  leg: LegSighting['leg'],
  client: string,
  server: string,
  { port = 50_000, from = 0, to = 100, requests = [], spells = [], ...given }: Given,
): LegSighting {
  return {
    handshake,
    source: 0,
    leg,
    client: { address: client, port },
    server: { address: server, port: 443 },
    startedMicros: from * 1000,
    endedMicros: to * 1000,
    outcome: given.broke == null ? 'completed' : 'broken',
    broke: null,
    clientAnswer: 'finished-only',
    refusal: null,
    ...given,
    requests: requests.map(request),
    spells: spells.map(([start, end]) => ({ fromMicros: start * 1000, toMicros: end * 1000 })),
  }
}

function request(given: Partial<RequestSighting>): RequestSighting {
  const { fromMicros = 10, toMicros = 90, ...others } = given
  return {
    status: 200,
    statusText: '200 OK',
    frame: 9,
    method: 'GET',
    path: '/orders',
    forwardedFor: null,
    ids: [],
    ...others,
    fromMicros: fromMicros * 1000,
    toMicros: toMicros * 1000,
  }
}

/** A break at `stage`, after so many milliseconds. */
export function broke(stage: BrokeHere['stage'], at = 50, kind = stage as string): BrokeHere {
  return {
    stage,
    sentence: `It broke at ${stage}`,
    kind,
    atMicros: at * 1000,
    frame: 12,
    cause: stage === 'server-certificate' ? 'server-certificate-expired' : null,
    evidence: [
      { kind: 'wire', message: 3, frame: 11, field: 'notAfter', bytes: [1, 2], value: '2020-01-01' },
    ],
  }
}

/** A front that was answered 502. */
export function badGateway(handshake: string, given: Given = {}): LegSighting {
  const answered = { status: 502, statusText: '502 Bad Gateway' }
  return front(handshake, {
    requests: [{ ...answered, ...given.requests?.[0] }],
    broke: broke('application', 90),
    refusal: { kind: 'bad-gateway', request: 0, signed: true },
    ...withoutRequests(given),
  })
}

function withoutRequests({ requests: _, ...given }: Given): Given {
  return given
}
