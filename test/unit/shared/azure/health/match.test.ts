import { describe, expect, it } from 'vitest'
import { matchHealthLog } from '../../../../../src/shared/azure/health/match.ts'
import { HEALTH_MESSAGES, type HealthMessage } from '../../../../../src/shared/azure/health/messages.ts'

const known = (log: string, sku: 'v1' | 'v2' | null = null) => {
  const match = matchHealthLog(log, sku)
  return match.kind === 'known'
    ? match
    : { ...match, message: null, row: null, by: null, verifyCode: null, status: null }
}
const ALL = Object.entries(HEALTH_MESSAGES as Record<string, HealthMessage>).flatMap(([key, message]) =>
  [{ row: message.row, text: message.text }, ...message.older].map((one) => ({
    key,
    id: message.id,
    ...one,
  })),
)

describe('a health message', () => {
  it.each(ALL)('of row $row ($key) is known in its own words', ({ id, text }) => {
    expect(known(text).message?.id).toBe(id)
    expect(known(text).by).toBe('wording')
  })

  it.each(ALL)('of row $row ($key) is known in other dress', ({ id, text }) => {
    const dressed = `  **${text.toUpperCase().replaceAll('DOES NOT', 'DOESN\u2019T').replaceAll(' ', '\u00a0 ')}**  `
    expect(known(dressed).message?.id).toBe(id)
  })

  it('is told apart from its sibling by what it says more', () => {
    expect(known('The Intermediate certificate is not signed by a well-known CA.').row).toBe('3.14')
    expect(known('The backend certificate is not signed by a well-known authority.').row).toBe('3.13')
    expect(
      known('The Common Name of the leaf certificate (apim.contoso.internal) does not match the host.').row,
    ).toBe('3.7')
  })

  it('that both generations share in words is read as the own generation\u2019s', () => {
    const text =
      'The Common Name (CN) of the backend certificate does not match the host header of the probe.'
    expect([known(text, 'v1').row, known(text, 'v2').row]).toEqual(['3.8b', '3.8b'])
    expect(matchHealthLog(text, 'v1')).toMatchObject({ key: 'v1-cn-mismatch' })
    expect(matchHealthLog(text, 'v2')).toMatchObject({ key: 'cn-mismatch' })
  })

  it('gives the verify code and the statuses it names', () => {
    expect(
      known('The validity of the backend certificate could not be verified … error code {20}').verifyCode,
    ).toBe(20)
    const wrong =
      "Status code of the backend's HTTP response did not match the probe setting. Expected:200-399 Received:404."
    expect(known(wrong).status).toEqual({ expected: '200-399', received: '404' })
    expect(
      known('Received invalid status code: 502 in the backend server\u2019s HTTP response.').status,
    ).toEqual({
      expected: null,
      received: '502',
    })
  })

  it.each(['Something else went wrong.', 'certificate', 'Der Server antwortet nicht.', 'No servers.'])(
    'that nobody has told of is not guessed at: %s',
    (log) => expect(matchHealthLog(log, null).kind).toBe('unknown'),
  )

  it('of success, and none at all, is no fault', () => {
    expect(matchHealthLog('Success. Received 200 status code', null).kind).toBe('success')
    expect(matchHealthLog(null, null).kind).toBe('none')
    expect(matchHealthLog(' ** ', null).kind).toBe('none')
  })
})
