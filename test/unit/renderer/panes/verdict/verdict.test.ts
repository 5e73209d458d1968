import { describe, expect, it } from 'vitest'
import { pathOf, pathSentence } from '../../../../../src/renderer/panes/verdict/path.ts'
import {
  confidenceText,
  decryptionText,
  endingText,
  stageSteps,
  ticketText,
} from '../../../../../src/renderer/panes/verdict/verdict.ts'
import { handshakeSentence } from '../../../../../src/shared/contract/handshake-sentence.ts'
import { rowOf } from '../../../../../src/shared/ipc/handshake-row.ts'
import { broken, finding, handshake } from '../../../../support/renderer/documents.ts'

const evidence = { message: 0, frame: 9, field: 'description', bytes: null, value: 'unknown_ca (48)' }

describe('the verdict in words', () => {
  it('stands in the list as in the pane', () => {
    for (const document of [broken({}), handshake({ findings: [finding({})] }), handshake({})])
      expect(rowOf(document).summary).toBe(handshakeSentence(document))
  })

  it('says who ended it and how', () => {
    expect(endingText(broken({}))).toBe('Ended by the server, with a TLS alert: unknown_ca (48)')
    expect(endingText(handshake())).toBeNull()
    expect(endingText(broken({}, { stage: 'dns', endedBy: 'none', how: 'none', detail: 'ENOTFOUND' }))).toBe(
      'Ended before a packet was sent: ENOTFOUND',
    )
  })

  it('says how sure it is and on how much that rests', () => {
    expect(confidenceText(handshake({ findings: [finding({ evidence: [evidence] })] }))).toBe(
      'confidence high (93 %), 1 piece of evidence',
    )
    expect(confidenceText(handshake())).toBeNull()
    const completed = finding({ id: 'handshake-completed', severity: 'info', confidence: 0.97 })
    expect(confidenceText(handshake({ findings: [finding({ confidence: 0.7 }), completed] }))).toContain(
      '97 %',
    )
  })
})

describe('the stages', () => {
  const marks = (document: Parameters<typeof stageSteps>[0]): Record<string, string> =>
    Object.fromEntries(stageSteps(document).map(({ stage, mark }) => [stage, mark]))

  it('are done before the break and not reached after it', () => {
    expect(marks(broken({}))).toEqual({
      tcp: 'done',
      'client-hello': 'done',
      'server-hello': 'done',
      'server-certificate': 'done',
      'client-certificate': 'broke',
      finished: 'not-reached',
      application: 'not-reached',
    })
  })

  it('put a seldom one in its order when it is the one that broke', () => {
    expect(stageSteps(broken({}, { stage: 'certificate-request' })).map(({ stage }) => stage)).toContain(
      'certificate-request',
    )
    expect(stageSteps(broken({}, { stage: 'late-client-auth' })).at(-1)?.mark).toBe('broke')
    expect(stageSteps(broken({}, { stage: 'dns' }))[0]?.mark).toBe('broke')
  })

  it('leave the client certificate out where none was asked for', () => {
    const plain = handshake({ mutualTls: { requested: 'no', caNames: [], clientCertificate: 'none' } })
    expect(Object.keys(marks(plain))).not.toContain('client-certificate')
  })

  it('claim nothing for an incomplete capture', () => {
    expect(new Set(Object.values(marks(handshake({ outcome: 'incomplete' }))))).toEqual(new Set(['unknown']))
  })
})

describe('the path', () => {
  it('marks the broken leg and says nothing about the other', () => {
    expect(pathSentence(pathOf(broken({ leg: 'gateway-apim' })))).toBe(
      'Client to Gateway: not in this handshake; Gateway to APIM: broke here',
    )
    expect(pathSentence(pathOf(broken({ leg: 'client-gateway' })))).toBe(
      'Client to Gateway: broke here; Gateway to APIM: not in this handshake',
    )
  })

  it('has one leg where the client went straight to APIM, or nothing is known', () => {
    expect(pathSentence(pathOf(handshake({ leg: 'direct' })))).toBe('Client to APIM: completed')
    expect(pathSentence(pathOf(handshake()))).toBe('Client to Server: completed')
  })
})

describe('the ticket', () => {
  it('tells the whole story in plain lines', () => {
    const text = ticketText(
      broken({ findings: [finding({ evidence: [evidence] })] }, { frame: 9 }),
      'a.pcapng',
    )
    expect(text.split('\n')[0]).toBe('BROKEN: The server refused the client certificate.')
    expect(text).toContain('Connection: 10.0.0.4:50123 to 10.0.1.5:443 (leg not known)')
    expect(text).toContain('Capture: a.pcapng, TCP stream 0, packet 9')
    expect(text).toContain('   - packet 9: description = unknown_ca (48)')
    expect(text).toContain('Would be disproved by: The bundle holds the issuer.')
    expect(text).not.toContain('undefined')
    expect(text).not.toContain('Note:')
  })

  it('says why the first finding stands first, below that one', () => {
    const whyFirst =
      'Ahead of server-root-untrusted because the evidence for it is stronger (70 % against 45 %).'
    const two = { findings: [finding({}), finding({ summary: 'The second.' })] }
    const lines = ticketText(broken({ ...two, whyFirst }), null).split('\n')
    expect(lines.filter((line) => line.includes('Why first'))).toEqual([`   Why first: ${whyFirst}`])
    const second = lines.findIndex((line) => line.includes('The second.'))
    expect(lines.findIndex((line) => line.includes('Why first'))).toBeLessThan(second)
    expect(ticketText(broken(two), null)).not.toContain('Why first')
  })

  it('ends with the note on the handshake', () => {
    expect(ticketText(broken({}), null, 'after the change of 14:00')).toMatch(
      /\n\nNote: after the change of 14:00\n$/,
    )
  })
})

describe('what the secrets given did', () => {
  it('is told with its reason where they did not open everything', () => {
    expect(decryptionText({ state: 'decrypted', detail: 'decrypted' })).toBe('decrypted')
    expect(decryptionText({ state: 'partly', detail: '5 of 7 protected records could be decrypted' })).toBe(
      'decrypted in part: 5 of 7 protected records could be decrypted',
    )
    expect(decryptionText({ state: 'no-secret', detail: 'no secret was given for this session' })).toBe(
      'not decrypted: no secret was given for this session',
    )
  })
})
