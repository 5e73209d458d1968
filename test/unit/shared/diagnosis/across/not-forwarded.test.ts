import { describe, expect, it } from 'vitest'
import {
  clientCertificateNotForwarded,
  type Judged,
} from '../../../../../src/shared/diagnosis/across/not-forwarded.ts'
import {
  clientPki,
  FULL_ANSWER,
  hiddenHandshake,
} from '../../../../support/conversation/client-authentication.ts'
import { comparedOf } from '../../../../support/conversation/compared.ts'
import {
  exchanged,
  GATEWAY,
  openedClientFlight,
  openedServerFlight,
} from '../../../../support/conversation/decrypted.ts'

const pki = clientPki()
const chain = [pki.leaf, pki.issuing]
const other = clientPki({ cn: 'another client', keyName: 'other' })

interface How {
  readonly status?: string
  readonly sent?: readonly Uint8Array[] | null
  readonly path?: string
  readonly headers?: string
}

/** A call over TLS 1.3 that could be read. */
function call({ status = '200 OK', sent = chain, path = '/orders', headers = '' }: How): Judged {
  const flight = openedServerFlight(sent === null ? undefined : { names: [pki.rootName] })
  return comparedOf(exchanged(openedClientFlight(flight, sent), status, { path, headers }))
}

describe('a client certificate that ends at the gateway', () => {
  it('is proven by the same call, served directly and forbidden through the gateway', () => {
    const { finding, why } = clientCertificateNotForwarded(call({}), call({ status: '403 Forbidden' }))
    expect(why).toBeNull()
    expect(finding).toMatchObject({
      id: 'client-certificate-not-forwarded',
      severity: 'error',
      confidence: 0.97,
      leg: 'client-gateway',
      fixes: ['forward-client-certificate'],
    })
    expect(finding?.summary).toContain('through the gateway the call gets HTTP 403 Forbidden')
    expect(finding?.evidence.map((evidence) => ('field' in evidence ? evidence.field : ''))).toEqual([
      'direct: Certificate',
      'direct: status-code',
      'gateway: status-code',
      'gateway: request-target',
    ])
  })

  it('has three ways out, each with its risk', () => {
    const { finding } = clientCertificateNotForwarded(
      call({}),
      call({ status: '401 Unauthorized', sent: null }),
    )
    expect(finding?.explanation).toContain(
      'Every other listener that reaches API Management must strip that header',
    )
    expect(finding?.explanation).toContain('the gateway then verifies nothing')
    expect(finding?.explanation).toContain('layer-4 TCP listener')
    expect(finding?.explanation).toContain('did not take a client certificate')
  })

  it('says that the client kept its certificate from the gateway, where it did', () => {
    const { finding } = clientCertificateNotForwarded(call({}), call({ status: '403 Forbidden', sent: [] }))
    expect(finding?.confidence).toBe(0.7)
    expect(finding?.summary).toBe(
      'Straight to API Management the client’s certificate works; the gateway asked for it and was sent none, so there is none to pass on, and the call gets HTTP 403 Forbidden.',
    )
    expect(finding?.explanation).toContain('that comes first')
  })

  it('is less sure where another path was asked for, or the direct answer could not be read', () => {
    const forbidden = { status: '403 Forbidden' }
    expect(
      clientCertificateNotForwarded(call({ path: '/status' }), call(forbidden)).finding?.confidence,
    ).toBe(0.88)
    const hidden = comparedOf(
      hiddenHandshake(FULL_ANSWER).data('client', 90).data('server', 400).data('server', 900).fin('client'),
    )
    expect(clientCertificateNotForwarded(hidden, call(forbidden)).finding?.confidence).toBe(0.7)
  })

  it('says that the firewall is the likelier one where the gateway signed the refusal', () => {
    const signed = call({ status: '403 Forbidden', headers: GATEWAY })
    const { finding } = clientCertificateNotForwarded(call({}), signed)
    expect(finding?.confidence).toBe(0.45)
    expect(finding?.explanation).toContain('web application firewall')
  })

  it('notes where the two calls came from two clients', () => {
    const elsewhere = call({ status: '403 Forbidden', sent: [other.leaf] })
    expect(clientCertificateNotForwarded(call({}), elsewhere).finding?.explanation).toContain(
      'another certificate',
    )
  })

  it.each<[string, How, How, string]>([
    ['the direct one sent none', { sent: [] }, { status: '403 Forbidden' }, 'sent no client certificate'],
    [
      'the direct one was forbidden too',
      { status: '403 Forbidden' },
      { status: '403 Forbidden' },
      'did not work',
    ],
    ['the gateway served it', {}, {}, 'was served'],
    ['the gateway has no backend', {}, { status: '502 Bad Gateway' }, 'not 401 or 403'],
  ])('is silent, and says why, where %s', (_what, direct, gateway, reason) => {
    const { finding, why } = clientCertificateNotForwarded(call(direct), call(gateway))
    expect(finding).toBeNull()
    expect(why).toContain(reason)
  })

  it('is silent where the answer through the gateway cannot be read', () => {
    const hidden = comparedOf(hiddenHandshake([]).data('client', 90).data('server', 400).fin('server'))
    expect(clientCertificateNotForwarded(call({}), hidden).why).toContain('a key log would show it')
  })
})
