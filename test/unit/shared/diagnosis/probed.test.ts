import { describe, expect, it } from 'vitest'
import { PROBED_FAULT_KINDS, type ProbeEnd } from '../../../../src/shared/conversation/probed.ts'
import { endDetail } from '../../../../src/shared/diagnosis/sentence.ts'
import { makeCertificate, makeChain } from '../../../support/conversation/certificates.ts'
import { finding, given } from '../../../support/conversation/diagnosis.ts'
import { fault, probeDiagnosisOf } from '../../../support/conversation/probed.ts'
import { conversation, silence } from '../../../support/conversation/script.ts'
import { completed, served, silentlyClosed } from '../../../support/conversation/situations.ts'

const { leaf, intermediate } = makeChain()
const chain = [leaf, intermediate]

describe('a probe that ended it itself', () => {
  const own = (
    kind: (typeof PROBED_FAULT_KINDS)[number],
    stage: 'server-hello' | 'server-certificate' | 'finished' | 'application' | 'client-certificate',
    subject: string,
    alert = 51,
  ) =>
    probeDiagnosisOf(served(chain).alert('client', alert).fin('client'), {
      end: { kind: 'own', stage, alert, fault: fault(kind, subject) },
    })

  it.each([
    [
      'bad-signature',
      'server-certificate',
      'ServerKeyExchange',
      'server-certificate-rejected',
      /^tlscope ended the handshake: the signature in the server's ServerKeyExchange does not verify/,
    ],
    [
      'bad-finished',
      'finished',
      'Finished',
      'server-certificate-rejected',
      /^tlscope ended the handshake: the server's Finished does not fit/,
    ],
    [
      'credential',
      'client-certificate',
      'CertificateVerify',
      'client-proof-failed',
      /^tlscope ended the handshake: it could not sign with the client's key/,
    ],
    [
      'unsupported',
      'server-certificate',
      'ServerKeyExchange',
      'capture-incomplete',
      /^tlscope itself ended the connection, the server did not refuse it/,
    ],
    ['limit', 'application', 'record', 'capture-incomplete', /^tlscope itself ended/],
    ['internal', 'finished', 'this program', 'capture-incomplete', /^tlscope itself ended/],
    [
      'not-offered',
      'server-hello',
      'ServerHello',
      'hello-rejected',
      /^tlscope ended the connection, because what the server sent is no sound TLS/,
    ],
    [
      'bad-record',
      'application',
      'record',
      'not-tls',
      /no sound TLS: record: expected one thing, found another/,
    ],
  ] as const)('for %s at %s says so, and why', (kind, stage, subject, id, sentence) => {
    const diagnosis = own(kind, stage, subject)
    expect(diagnosis.verdict.break).toMatchObject({ stage, by: 'client', how: 'alert', alert: 51 })
    expect(diagnosis.summary).toMatch(sentence)
    expect(diagnosis.summary).not.toContain('does not show why')
    const found = finding(diagnosis, id)
    expect(found?.confidence).toBe(0.97)
    expect(found?.explanation).toContain('expected one thing, found another')
    const broke = diagnosis.verdict.break
    expect(broke && endDetail(diagnosis.facts, broke)).toBe(
      `decrypt_error (51): ${subject}: expected one thing, found another`,
    )
  })

  it.each(PROBED_FAULT_KINDS)('is never without a finding of its own: %s', (kind) => {
    expect(own(kind, 'server-certificate', 'Certificate').ids.length).toBeGreaterThan(0)
  })

  it('calls no TLS unsound that chose an older version, as a server may', () => {
    const diagnosis = own('not-offered', 'server-hello', 'ServerHello', 70)
    expect(diagnosis.summary).toMatch(
      /^The client refused the ServerHello with alert protocol_version \(70\)/,
    )
    expect(diagnosis.summary).not.toContain('no sound TLS')
  })

  it('leaves the word to the server where that had said no before', () => {
    const script = conversation().clientHello().alert('server', 40).fin('server').alert('client', 10)
    const diagnosis = probeDiagnosisOf(script, {
      end: { kind: 'own', stage: 'client-hello', alert: 10, fault: fault('unexpected', 'record') },
    })
    expect(diagnosis.verdict.break).toMatchObject({ by: 'server', alert: 40 })
  })
})

describe('a probe that waited', () => {
  const silent = (stage: Extract<ProbeEnd, { kind: 'silence' }>['stage']): ProbeEnd => ({
    kind: 'silence',
    stage,
    millis: 400,
  })

  it('knows silence for what it is, however short', () => {
    const script = conversation().clientHello().wait(0.4).fin('client')
    const diagnosis = probeDiagnosisOf(script, { end: silent('client-hello') })
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'client-hello', by: 'network', how: 'timeout' })
    expect(diagnosis.ids[0]).toBe('no-answer-to-client-hello')
  })

  it('does not take a handshake for an answer', () => {
    const script = served(chain).finishHandshake().data('client', 90).fin('client')
    const diagnosis = probeDiagnosisOf(script, { end: silent('application') })
    expect(diagnosis.verdict.break).toMatchObject({
      stage: 'application',
      how: 'timeout',
      lastCompleted: 'finished',
    })
    expect(diagnosis.ids).not.toContain('handshake-completed')
  })

  it('names who closed instead of answering', () => {
    const script = served(chain).finishHandshake().data('client', 90).fin('server').fin('client')
    const end: ProbeEnd = { kind: 'unanswered', stage: 'application', millis: 3 }
    const diagnosis = probeDiagnosisOf(script, { end })
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'application', by: 'server', how: 'fin' })
  })

  it('is content with a server that says something, though not in HTTP', () => {
    const end: ProbeEnd = { kind: 'unanswered', stage: 'application', millis: 3 }
    expect(probeDiagnosisOf(completed(chain), { end }).verdict.outcome).toBe('completed')
  })

  it('tells where the connection was lost, and the name of the error', () => {
    const end: ProbeEnd = { kind: 'lost', stage: 'server-certificate', code: 'EHOSTUNREACH' }
    const diagnosis = probeDiagnosisOf(served(chain), { end })
    expect(diagnosis.verdict.break).toMatchObject({ by: 'network', how: 'none' })
    expect(diagnosis.summary).toBe('The connection was lost at the stage server-certificate (EHOSTUNREACH).')
  })

  it('that was stopped is incomplete', () => {
    const diagnosis = probeDiagnosisOf(conversation().clientHello(), { end: { kind: 'cancelled' } })
    expect(diagnosis.verdict).toMatchObject({ outcome: 'incomplete', unknown: 'the probe was stopped' })
    expect(finding(diagnosis, 'capture-incomplete')?.summary).toBe(
      'The probe does not tell how it ended: the probe was stopped.',
    )
  })
})

describe('a probe and the server’s certificate', () => {
  it('closing first is no refusal, whatever the certificate', () => {
    const expired = makeCertificate({ notAfter: '2020-01-01T00:00:00Z' })
    const script = silentlyClosed([expired])
    const diagnosis = probeDiagnosisOf(script, { quietMs: 300 })
    expect(diagnosis.verdict).toMatchObject({ outcome: 'completed', break: null, suspected: null })
    expect(diagnosis.ids).not.toContain('server-certificate-rejected-silently')
    const found = finding(diagnosis, 'server-certificate-expired')
    expect(found?.severity).toBe('error')
    expect(found?.explanation).toContain(
      'A probe refuses no certificate; a client that checks it would refuse',
    )
    expect(finding(diagnosis, 'handshake-completed')?.summary).toContain('no objection within 0.3 s')
  })

  it('a name that was given and is not in it is an error; one that was merely asked for a warning', () => {
    const host = 'portal.contoso.internal'
    const hello = { sni: host }
    const of = (context: { host?: string }) =>
      finding(probeDiagnosisOf(completed(chain, { hello }), {}, context), 'server-name-mismatch')
    expect(of({ host })?.severity).toBe('error')
    expect(of({})?.severity).toBe('warning')
  })

  it('an issuer that is none of the roots given is an error, one that nobody judged is none', () => {
    const stranger = makeCertificate({ cn: 'Stranger Root', ca: true, keyName: 'other' })
    const of = (roots: readonly Uint8Array[]) =>
      probeDiagnosisOf(completed(chain), {}, { trustedRoots: roots.map((der) => given(der)) })
    expect(finding(of([stranger.der]), 'server-root-untrusted')?.severity).toBe('error')
    expect(of([]).ids).not.toContain('server-root-untrusted')
  })
})

describe('a probe that never connected', () => {
  const attempt = (result: 'refused' | 'silent' | 'unreachable', code: string | null = null) => ({
    attempts: [
      { address: '10.0.1.4', port: 443, result: 'silent' as const, code: null, millis: 1000 },
      { address: '10.0.1.5', port: 443, result, code, millis: 3000 },
    ],
  })

  it('says how long it waited, and invents no packet', () => {
    const diagnosis = probeDiagnosisOf(silence().syn(), {
      ...attempt('silent'),
      end: { kind: 'unconnected', how: 'silent', code: null },
    })
    const found = finding(diagnosis, 'tcp-no-answer')
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'tcp', by: 'network', how: 'timeout' })
    expect(found?.explanation).toContain('waited 3.0 s; nothing came back')
    expect(found?.explanation).not.toMatch(/repeated|retransmi/)
    expect(found?.explanation).toContain('Tried before in vain: 10.0.1.4:443.')
    expect(found?.evidence.map((one) => one.kind === 'wire' && one.value)).toEqual([
      '10.0.1.4:443: silent after 1.0 s',
      '10.0.1.5:443: silent after 3.0 s',
    ])
  })

  it('tells a network that cannot reach it from one that is silent', () => {
    const diagnosis = probeDiagnosisOf(silence().syn(), {
      ...attempt('unreachable', 'EHOSTUNREACH'),
      end: { kind: 'unconnected', how: 'unreachable', code: 'EHOSTUNREACH' },
    })
    expect(diagnosis.verdict.break).toMatchObject({ stage: 'tcp', by: 'network', how: 'none' })
    expect(finding(diagnosis, 'tcp-no-answer')?.summary).toBe(
      'The network cannot reach 10.0.1.5:443 (EHOSTUNREACH).',
    )
  })
})
