import { list } from '../../words.ts'
import type { BrokeHere, Join, JoinedBy, LegPath, LegSighting } from './shape.ts'

/** Which leg broke, and the whole way in a sentence or two. Of a leg that is not joined nothing is said. */
export function tellPath(join: Join): LegPath {
  const { brokenLeg, sentence } = told(join)
  return { join, brokenLeg, confidence: join.confidence, sentence }
}

type Told = Pick<LegPath, 'brokenLeg' | 'sentence'>

function told(join: Join): Told {
  switch (join.state) {
    case 'joined':
      return ofJoined(join)
    case 'ambiguous':
      return ofAmbiguous(join)
    case 'no-live':
      return ofNoLive(join)
    case 'front-only':
      return ofFront(join.front)
  }
}

function ofJoined({ front, back, by, proof }: Join): Told {
  const joined = `${front.handshake} and ${names(back)} are one way (${JOINED_WORDS[by ?? 'time']}${proof === null ? '' : `: ${proof}`}).`
  const broke = back.find((one) => one.broke !== null)
  if (broke?.broke != null) {
    return { brokenLeg: 'gateway-apim', sentence: `${backBroke(front, broke, broke.broke)} ${joined}` }
  }
  if (front.broke === null) {
    const open = [front, ...back].some(({ outcome }) => outcome === 'incomplete')
    return open
      ? { brokenLeg: 'unknown', sentence: `How it ended is not in the capture on both legs. ${joined}` }
      : { brokenLeg: 'none', sentence: `Both legs are fine. ${joined}` }
  }
  if (!isPassedOn(front)) {
    const said = `The listener leg broke at ${front.broke.stage}: ${front.broke.sentence}. The backend leg shows no break.`
    return { brokenLeg: 'client-gateway', sentence: `${said} ${joined}` }
  }
  const said = `The client was answered ${answerOf(front)}, though the backend leg (${names(back)}) shows no break: look at what API Management answered, and how late.`
  return { brokenLeg: 'unknown', sentence: `${said} ${joined}` }
}

/** The backend leg is what broke; what the client saw of it. */
function backBroke(front: LegSighting, back: LegSighting, broke: BrokeHere): string {
  if (broke.stage === 'application') {
    return `TLS is fine on both legs; on the backend leg (${back.handshake}, where the gateway is the client) HTTP said no: ${broke.sentence}; ${seenByClient(front)}.`
  }
  const listener =
    front.broke === null || isPassedOn(front)
      ? 'The listener leg is fine'
      : `The listener leg broke at ${front.broke.stage}`
  return `${listener}; the backend leg (${back.handshake}, where the gateway is the client) broke at ${broke.stage}: ${broke.sentence}; ${seenByClient(front)}.`
}

function seenByClient(front: LegSighting): string {
  const answer = answerOf(front)
  return answer === null
    ? 'what the client was answered could not be read'
    : `so the client saw HTTP ${answer}`
}

function ofAmbiguous({ front, candidates }: Join): Told {
  const which = `Which of ${names(candidates)} carried the request of ${front.handshake} cannot be told`
  const [first, ...more] = candidates
  const alike = first?.broke != null && more.every(({ broke }) => broke?.kind === first.broke?.kind)
  if (alike && first?.broke != null && (front.broke === null || isPassedOn(front))) {
    const each = candidates.length === 1 ? 'it' : 'each of them'
    const opening =
      candidates.length === 1
        ? `Whether ${names(candidates)} carried the request of ${front.handshake} cannot be told for sure`
        : which
    return {
      brokenLeg: 'gateway-apim',
      sentence: `${opening}, but ${each} broke at ${first.broke.stage}: ${first.broke.sentence}; ${seenByClient(front)}.`,
    }
  }
  const listener = front.broke !== null && !isPassedOn(front)
  return {
    brokenLeg: listener ? 'client-gateway' : 'unknown',
    sentence: `${listener ? `The listener leg broke at ${front.broke?.stage}: ${front.broke?.sentence}. ` : ''}${which}: secrets of both legs (--keylog) or the gateway’s access log (--upstream-port) would tell.`,
  }
}

function ofNoLive({ front, candidates }: Join): Told {
  const last = candidates.at(-1)
  const attempts = candidates.length === 1 ? 'its last attempt' : `its last ${candidates.length} attempts`
  return {
    brokenLeg: 'gateway-apim',
    sentence: `The gateway answered ${front.handshake} with HTTP ${answerOf(front)} without asking its backend: ${attempts} before (${names(candidates)}) broke, the last at ${last?.broke?.stage}: ${last?.broke?.sentence}. It seems to keep the backend for unhealthy (ERRORINFO_UPSTREAM_NO_LIVE in its access log would confirm it).`,
  }
}

function ofFront(front: LegSighting): Told {
  const { broke } = front
  if (isPassedOn(front)) {
    return {
      brokenLeg: 'unknown',
      sentence: `The client was answered HTTP ${answerOf(front)}; no connection behind the gateway could be joined with ${front.handshake}.`,
    }
  }
  return {
    brokenLeg: 'client-gateway',
    sentence: `The listener leg (${front.handshake}) broke at ${broke?.stage}: ${broke?.sentence}; nothing of it reached the backend leg.`,
  }
}

/**
 * Whether the answer that broke it may be another machine's, which the gateway only passed on (502, 504, 401, 403 and
 * a status path); the pages about the client's certificate are its own (facts 2.10).
 */
function isPassedOn({ refusal, broke }: LegSighting): boolean {
  if (broke?.stage !== 'application' || refusal === null) return false
  return refusal.kind === 'bad-gateway' || refusal.kind === 'forbidden' || refusal.kind === 'status-path'
}

/** What the client was told that is no good; else the last thing it was told. */
export function answerOf({ requests, refusal }: LegSighting): string | null {
  const asked = refusal?.request == null ? requests.at(-1) : requests[refusal.request]
  return asked?.statusText ?? null
}

function names(sightings: readonly LegSighting[]): string {
  return list(sightings.map(({ handshake }) => handshake))
}

const JOINED_WORDS: Readonly<Record<JoinedBy, string>> = {
  'upstream-port': 'by the gateway’s source port',
  'forwarded-for': 'by the header that the gateway writes',
  'correlation-id': 'by the id that both carry',
  request: 'by the request, at the same time',
  time: 'by time alone',
}
