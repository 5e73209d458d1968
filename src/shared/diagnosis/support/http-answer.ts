import type { Facts } from '../../conversation/facts.ts'
import { type HttpRefusal, responseText } from '../../conversation/http-facts.ts'
import { rowEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'
import type { RuleInput } from '../rule.ts'
import { quoted } from '../words.ts'

/** The HTTP answer that broke this conversation; `null` where none did. */
export function brokenByHttp({ facts, verdict }: RuleInput): HttpRefusal | null {
  const { refusal } = facts.http
  const isIt = verdict.break?.how === 'http-status' && verdict.break.row === refusal?.response.index
  return isIt ? refusal : null
}

/** `403 Forbidden` with the machine that signed it, and the request it answers. */
export function answerText(refusal: HttpRefusal): string {
  const { server } = refusal.response.http
  return `HTTP ${quoted(responseText(refusal.response))}${server === null ? '' : ` (Server: ${quoted(server)})`}`
}

/** `GET /orders of apim.contoso.internal`; `the request` where it was not seen. */
export function requestText({ request }: HttpRefusal): string {
  if (request === null) return 'the request'
  const { method, path, host } = request.http
  return `${quoted(`${method} ${path}`)}${host === null ? '' : ` of ${quoted(host)}`}`
}

/** Status and Server header of the answer, and the line of the request. */
export function httpEvidence(facts: Facts, refusal: HttpRefusal): Evidence[] {
  const { request, response } = refusal
  const { server } = response.http
  return [
    rowEvidence(facts, response.index, 'status-code', responseText(response)),
    ...(server === null ? [] : [rowEvidence(facts, response.index, 'server', quoted(server))]),
    ...(request === null
      ? []
      : [rowEvidence(facts, request.index, 'request-target', `${request.http.method} ${request.http.path}`)]),
  ]
}

/** Application Gateway signs its own pages so (facts 2.10); nginx's family is what it is built on. */
export function isSignedByGateway({ response }: HttpRefusal): boolean {
  return /application-gateway/i.test(response.http.server ?? '')
}
