import { latin1 } from '../bytes/text.ts'
import type { GatewayPage } from './events.ts'

/** The sentences of nginx's own pages 496, 495 and 497, which Application Gateway sends too (facts 2.10, 5.3.10). */
const SENTENCES: readonly (readonly [page: GatewayPage, sentence: string])[] = [
  ['no-certificate', 'no required ssl certificate was sent'],
  ['certificate-error', 'the ssl certificate error'],
  ['plain-http', 'the plain http request was sent to https port'],
]

/** Which page a body, or as much of it as was kept, is; `null` for any other. */
export function gatewayPage(body: Uint8Array): GatewayPage | null {
  const text = latin1(body).toLowerCase()
  return SENTENCES.find(([, sentence]) => text.includes(sentence))?.[0] ?? null
}

/** Only a refusal's page is looked at. */
export function mayBePage(status: number): boolean {
  return status === 400 || status === 495 || status === 496 || status === 497
}
