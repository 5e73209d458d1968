import type { Facts } from '../../../conversation/facts.ts'
import { responseText } from '../../../conversation/http-facts.ts'
import type { Leg } from '../../../conversation/vocabulary.ts'
import type { Diagnosis } from '../../diagnose.ts'
import { endDetail } from '../../sentence.ts'
import { isSignedByGateway } from '../../support/http-answer.ts'
import type { BrokeHere, LegSighting, RequestSighting, Spell } from './shape.ts'

/** Requests, or stretches of data, remembered of one connection. */
const REQUESTS = 64
/** Pieces of evidence remembered of a break. */
const EVIDENCE = 3

/**
 * What is remembered of a connection so that it can be joined, or held against one that goes straight to API Management;
 * `null` where its leg is not known, or it goes straight and shows nothing.
 */
export function legSighting(
  handshake: string,
  facts: Facts,
  diagnosis: Diagnosis,
  leg: Leg,
): LegSighting | null {
  const { conversation } = facts
  const { client, server, source, startedMicros, endedMicros } = conversation
  if (leg === 'unknown' || client === null || server === null) return null
  // Straight, only a call that works with a certificate proves anything.
  if (leg === 'direct' && facts.clientAnswer !== 'certificate') return null
  const requests = requestsOf(facts)
  if (leg === 'direct' && requests.length === 0) return null
  return {
    handshake,
    source,
    leg,
    client,
    server,
    startedMicros,
    endedMicros: Math.max(startedMicros, endedMicros),
    outcome: diagnosis.verdict.outcome,
    broke: brokeHere(facts, diagnosis),
    clientAnswer: facts.clientAnswer,
    requests,
    spells: requests.length > 0 ? [] : spellsOf(facts),
    refusal: refusalOf(facts),
  }
}

function brokeHere(facts: Facts, { verdict, summary, findings }: Diagnosis): BrokeHere | null {
  const broke = verdict.break
  if (broke === null) return null
  const { messages, endedMicros } = facts.conversation
  const row = broke.row === null ? undefined : messages[broke.row]
  const cause = findings.find(({ severity }) => severity === 'error') ?? null
  return {
    stage: broke.stage,
    sentence: (summary ?? broke.stage).replace(/\.$/, ''),
    kind: [broke.stage, broke.by, broke.how, endDetail(facts, broke), cause?.id].join(' '),
    atMicros: row?.atMicros ?? endedMicros,
    frame: row?.frames.at(-1) ?? null,
    cause: cause?.id ?? null,
    evidence: cause?.evidence.slice(0, EVIDENCE) ?? [],
  }
}

function requestsOf({ http, conversation }: Facts): RequestSighting[] {
  if (http.requests.length === 0) return []
  const answers = new Map(http.responses.map((response) => [response.http.stream, response]))
  return http.requests.slice(0, REQUESTS).map(({ message, http: request }) => {
    const answer = answers.get(request.stream)
    return {
      fromMicros: message.atMicros,
      toMicros: Math.max(message.atMicros, answer?.message.atMicros ?? conversation.endedMicros),
      status: answer?.http.status ?? null,
      statusText: answer === undefined ? null : responseText(answer),
      frame: answer?.message.frames[0] ?? null,
      method: request.method,
      path: request.path,
      forwardedFor: request.forwardedFor,
      ids: request.ids,
    }
  })
}

/**
 * From each stretch of the client's data to the first byte of what answers it. HTTP/2 mixes its requests, so there a
 * stretch is not a request; the joining takes no stretch for more than it is.
 */
function spellsOf({ conversation, exchange }: Facts): Spell[] {
  const { client, server } = exchange.applicationData
  if (client.firstRow === null) return []
  const spells: Spell[] = []
  let asked: number | null = null
  for (let row = client.firstRow; row < conversation.messages.length; row++) {
    const message = conversation.messages[row]
    if (message?.type !== 'ApplicationData') continue
    if (message.from === 'client') {
      // What comes behind the last of the client's data is its goodbye.
      if (row <= (client.lastRow ?? row)) asked ??= message.atMicros
    } else if (asked !== null && row >= (server.firstRow ?? Number.POSITIVE_INFINITY)) {
      spells.push({ fromMicros: asked, toMicros: Math.max(asked, message.atMicros) })
      asked = null
      if (spells.length >= REQUESTS) return spells
    }
  }
  if (asked !== null) spells.push({ fromMicros: asked, toMicros: Math.max(asked, conversation.endedMicros) })
  return spells
}

function refusalOf({ http }: Facts): LegSighting['refusal'] {
  const { refusal } = http
  if (refusal === null) return null
  const at = refusal.request === null ? -1 : http.requests.indexOf(refusal.request)
  return {
    kind: refusal.kind,
    request: at < 0 || at >= REQUESTS ? null : at,
    signed: isSignedByGateway(refusal),
  }
}
