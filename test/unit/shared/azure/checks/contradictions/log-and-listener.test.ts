import { describe, expect, it } from 'vitest'
import { CONTRADICTION } from '../../../../../../src/shared/azure/checks/contradictions/contradiction.ts'
import { aListener, aLogEntry, aProfile, contradicted, found, only } from '../samples.ts'

const row = (parts: Parameters<typeof aLogEntry>[0]) =>
  aLogEntry({ gateway: 'AGW-CONTOSO', listener: 'listener-api', time: '2026-11-22T01:43:16Z', ...parts })
const judged = row({ sslClientVerify: 'SUCCESS', httpStatus: 200, errorInfo: null })
const unasked = row({ sslClientVerify: 'NONE', httpStatus: 200, errorInfo: null })
const open = { listeners: [aListener()] }

describe('the access log of a listener', () => {
  it('contradicts a listener without a profile where a client certificate was judged', () => {
    const finding = only(found({ ...open, accessLog: [judged, judged] }), CONTRADICTION)
    expect(finding).toMatchObject({
      leg: 'client-gateway',
      confidence: 0.88,
      summary:
        'Listener "listener-api" of agw-contoso has no SSL profile, and by the access log a client certificate was judged there: sslClientVerify SUCCESS, HTTP 200 (and in 1 row more).',
      evidence: [
        { kind: 'file', file: 'contoso.json', pointer: '/httpListeners/0' },
        { kind: 'file', file: 'log.json' },
        { kind: 'file', file: 'log.json' },
      ],
    })
    const failed = row({ sslClientVerify: 'FAILED:unsupported certificate purpose' })
    expect(contradicted({ ...open, accessLog: [failed] })).toHaveLength(1)
  })

  it('contradicts a strict listener that served somebody without a certificate', () => {
    expect(contradicted({ accessLog: [unasked] })).toEqual([
      expect.stringContaining('is Strict), and by the access log a client certificate was not sent there'),
    ])
  })

  it('contradicts nothing that goes together, nor another listener, nor what the documents do not tell', () => {
    expect(contradicted({ accessLog: [judged, row({ sslClientVerify: 'NONE', httpStatus: 400 })] })).toEqual(
      [],
    )
    expect(contradicted({ ...open, accessLog: [unasked] })).toEqual([])
    expect(contradicted({ ...open, accessLog: [row({ ...judged, listener: 'other' })] })).toEqual([])
    expect(contradicted({ ...open, accessLog: [row({ ...judged, gateway: 'agw-other' })] })).toEqual([])
    expect(contradicted({ ...open, accessLog: [row({ ...judged, listener: null })] })).toEqual([])
    expect(contradicted({ listeners: [aListener({ partial: true })], accessLog: [judged] })).toEqual([])
    for (const verifyClientAuthMode of [null, 'Passthrough'])
      expect(
        contradicted({ sslProfiles: [aProfile({ verifyClientAuthMode })], accessLog: [unasked] }),
      ).toEqual([])
  })
})
