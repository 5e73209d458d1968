import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matrixDocument, planMatrix, runMatrix } from '../../../../../src/main/probe/matrix/index.ts'
import {
  type MatrixDifference,
  type MatrixDocument,
  matrixSchema,
} from '../../../../../src/shared/contract/matrix.ts'
import {
  type Asked,
  type Behaviour,
  credential,
  FAST,
  FINE,
  fakeServer,
  NO_CERTIFICATE,
  NOT_SPOKEN,
  question,
} from './fake-server.ts'

async function matrix(behave: (asked: Asked) => Behaviour, asked = question()): Promise<MatrixDocument> {
  const plan = planMatrix(asked)
  const run = await runMatrix(asked, plan, fakeServer(behave), FAST)
  return matrixSchema.parse(matrixDocument(asked, plan, run))
}

const sentences = (differences: readonly MatrixDifference[]): string[] =>
  differences.map(({ sentence }) => sentence)

const isOld = ({ version }: Asked): boolean => version === 'TLS 1.0' || version === 'TLS 1.1'

const UNTRUSTED: Behaviour = {
  how: 'alert',
  stage: 'client-certificate',
  detail: 'unknown_ca (48)',
  alert: 48,
  finding: 'client-certificate-untrusted',
  requested: 'initial',
}
const INCOMPLETE: Behaviour = { ...UNTRUSTED, finding: 'client-chain-incomplete' }

describe('the differences that explain the fault', () => {
  it('nothing broke', async () => {
    const { differences } = await matrix(() => FINE)
    expect(sentences(differences)).toEqual(['Everything works: 48 combinations, and none broke.'])
    expect(differences[0]).toMatchObject({ kind: 'works', where: [] })
  })

  it('old versions are told apart from what is broken', async () => {
    const { differences } = await matrix((asked) => (isOld(asked) ? NOT_SPOKEN : FINE))
    expect(sentences(differences)).toEqual([
      'Everything else works: 24 combinations, and none broke.',
      'The server does not speak TLS 1.0 or TLS 1.1.',
    ])
    expect(differences[1]).toMatchObject({
      kind: 'versions',
      where: [{ axis: 'tls', values: ['TLS 1.0', 'TLS 1.1'] }],
    })
  })

  it('a server that requires a certificate', async () => {
    const { differences } = await matrix((asked) =>
      isOld(asked) ? NOT_SPOKEN : asked.sent === 0 ? NO_CERTIFICATE : FINE,
    )
    expect(sentences(differences)).toEqual([
      'Works with a client certificate, breaks without: the server requires one (alert certificate_required (116)).',
      'The server does not speak TLS 1.0 or TLS 1.1.',
    ])
    expect(differences[0]).toMatchObject({
      kind: 'breaks',
      where: [{ axis: 'certificate', values: ['none'] }],
      findings: ['client-certificate-required-not-sent'],
    })
    expect(differences[0]?.cells).toHaveLength(8)
  })

  it('the same cause that ends in two ways is one difference, and says which way is where', async () => {
    const { differences } = await matrix((asked) => {
      if (isOld(asked)) return NOT_SPOKEN
      if (asked.sent > 0) return FINE
      const detail = asked.version === 'TLS 1.3' ? 'certificate_required (116)' : 'handshake_failure (40)'
      return { ...NO_CERTIFICATE, detail }
    })
    expect(sentences(differences)[0]).toBe(
      'Works with a client certificate, breaks without: the server requires one ' +
        '(alert handshake_failure (40) with TLS 1.2 and alert certificate_required (116) with TLS 1.3).',
    )
  })

  it('a server that needs the intermediates', async () => {
    const { differences } = await matrix(({ sent }) =>
      sent === 0 ? NO_CERTIFICATE : sent === 1 ? INCOMPLETE : FINE,
    )
    expect(sentences(differences)).toEqual([
      'Breaks without a client certificate: the server requires one (alert certificate_required (116)).',
      'Breaks with the leaf only: the server finds no way from the client certificate to a CA that it trusts (alert unknown_ca (48)).',
    ])
    expect(differences.map(({ where }) => where)).toEqual([
      [{ axis: 'certificate', values: ['none'] }],
      [{ axis: 'certificate', values: ['leaf'] }],
    ])
  })

  it('only the leaf is too little', async () => {
    const { differences } = await matrix(({ sent }) => (sent === 1 ? INCOMPLETE : FINE))
    expect(sentences(differences)[0]).toMatch(
      /^Works without a client certificate and with the full chain, breaks with the leaf only: /,
    )
  })

  it('one version alone', async () => {
    const { differences } = await matrix(({ version }) =>
      version === 'TLS 1.3'
        ? { how: 'rst', stage: 'client-hello', finding: 'reset-after-client-hello' }
        : FINE,
    )
    expect(sentences(differences)).toEqual([
      'Only TLS 1.3 breaks: the connection is cut right after the ClientHello (the connection was reset, stage client-hello).',
    ])
  })

  it('no SNI', async () => {
    const { differences } = await matrix(({ sni }) =>
      sni === null
        ? { how: 'alert', stage: 'client-hello', detail: 'handshake_failure (40)', alert: 40 }
        : FINE,
    )
    expect(sentences(differences)).toEqual([
      'Works with SNI apim.contoso.internal, breaks without SNI: alert handshake_failure (40).',
    ])
  })

  it('one protocol', async () => {
    const { differences } = await matrix(({ alpn }) =>
      alpn === 'h2'
        ? {
            how: 'alert',
            stage: 'client-hello',
            detail: 'no_application_protocol (120)',
            alert: 120,
            finding: 'alpn-mismatch',
          }
        : FINE,
    )
    expect(sentences(differences)).toEqual([
      'Works with ALPN http/1.1, breaks with ALPN h2: the server speaks none of the protocols offered (alert no_application_protocol (120)).',
    ])
  })

  it('a certificate that is demanded under one name only', async () => {
    const { differences } = await matrix(({ sent, sni }) =>
      sent === 0 && sni !== null ? NO_CERTIFICATE : FINE,
    )
    expect(sentences(differences)).toEqual([
      'Breaks only without a client certificate and with SNI apim.contoso.internal: the server requires one (alert certificate_required (116)).',
    ])
  })

  it('which of several certificates is refused', async () => {
    const asked = question({ credentials: [credential(1), credential(3, 'CN=other')] })
    const { differences } = await matrix(({ sent }) => (sent === 1 ? UNTRUSTED : FINE), asked)
    expect(sentences(differences)[0]).toMatch(
      /^Works without a client certificate and with the full chain 2, breaks with the client certificate: the server does not trust/,
    )
  })

  it('nothing works, for one reason', async () => {
    const { differences } = await matrix((asked) =>
      isOld(asked)
        ? NOT_SPOKEN
        : { how: 'timeout', stage: 'client-hello', finding: 'no-answer-to-client-hello' },
    )
    expect(sentences(differences)).toEqual([
      'No combination of those the server speaks works, and all break alike, so no axis explains it: the ClientHello is never answered (no answer in the time allowed, stage client-hello).',
      'The server does not speak TLS 1.0 or TLS 1.1.',
    ])
  })

  it('nothing works, for want of a client certificate: the sentence says what is required', async () => {
    const { differences } = await matrix(() => NO_CERTIFICATE)
    expect(sentences(differences)).toEqual([
      'No combination works, and all break alike, so no axis explains it: the server requires a client certificate (alert certificate_required (116)).',
    ])
  })

  it('nothing works: a certificate is required, and ours is not trusted', async () => {
    const { differences } = await matrix(({ sent }) => (sent === 0 ? NO_CERTIFICATE : UNTRUSTED))
    expect(sentences(differences)).toEqual([
      'No combination works, for 2 different reasons.',
      'Breaks without a client certificate: the server requires one (alert certificate_required (116)).',
      'Breaks with a client certificate: the server does not trust the client certificate’s issuer (alert unknown_ca (48)).',
    ])
  })

  it('two faults that have nothing to do with each other are two differences', async () => {
    const { differences } = await matrix(({ version, sent }) => {
      if (version === 'TLS 1.3')
        return { how: 'rst', stage: 'client-hello', finding: 'reset-after-client-hello' }
      return sent === 0 ? NO_CERTIFICATE : FINE
    })
    expect(sentences(differences)).toEqual([
      'TLS 1.3 breaks: the connection is cut right after the ClientHello (the connection was reset, stage client-hello).',
      'Breaks without a client certificate: the server requires one (alert certificate_required (116)).',
    ])
  })

  it('a server that speaks nothing that was offered', async () => {
    const { differences } = await matrix(() => NOT_SPOKEN)
    expect(sentences(differences)).toEqual([
      'The server does not speak TLS 1.0, TLS 1.1, TLS 1.2 or TLS 1.3.',
    ])
  })

  it('an error that broke nothing is told all the same, and where', async () => {
    const { differences } = await matrix(({ sni }) =>
      sni === null ? FINE : { finding: 'server-name-mismatch' },
    )
    expect(differences.map(({ kind }) => kind)).toEqual(['works', 'error'])
    expect(differences[1]).toMatchObject({
      where: [{ axis: 'sni', values: ['sni'] }],
      findings: ['server-name-mismatch'],
    })
    expect(differences[1]?.sentence).toMatch(
      /^Where it works with SNI apim\.contoso\.internal, an error all the same: /,
    )
  })

  it('answers that cannot be understood explain nothing, and say so', async () => {
    const { differences } = await matrix(() => ({ outcome: 'incomplete' }))
    expect(differences).toMatchObject([{ kind: 'unanswered', where: [] }])
    expect(differences[0]?.cells).toHaveLength(48)
  })

  it('an HTTP answer that has nothing to do with TLS is no fault of the combination', async () => {
    const { differences, cells } = await matrix(() => ({
      how: 'http-status',
      stage: 'application',
      status: 404,
      finding: 'probe-path-status',
    }))
    expect(new Set(cells.map(({ word, detail }) => `${word} ${detail}`))).toEqual(new Set(['404 HTTP 404']))
    expect(sentences(differences)).toEqual([
      'Everything works: 48 combinations, and none broke; HTTP 404 came behind it in 48 of them.',
    ])
  })

  it('whatever set of cells breaks, the differences hold all of them and no other', async () => {
    const faults = fc.array(fc.constantFrom(true, false), { minLength: 48, maxLength: 48 })
    await fc.assert(
      fc.asyncProperty(faults, async (broken) => {
        const plan = planMatrix(question())
        const places = new Map<string, boolean>()
        plan.places.forEach((place, index) => {
          const [tls = 0, certificate = 0, sni = 0, alpn = 0] = place
          const asked: Asked = {
            version: plan.axes.tls[tls]?.id ?? '',
            sent: certificate,
            sni: plan.axes.sni[sni]?.serverName ?? null,
            alpn: plan.axes.alpn[alpn]?.id ?? '',
          }
          places.set(JSON.stringify(asked), broken[index] ?? false)
        })
        const { cells, differences } = await matrix((asked) =>
          places.get(JSON.stringify(asked)) === true ? { how: 'rst', stage: 'finished' } : FINE,
        )
        const bad = cells.flatMap(({ word }, index) => (word === 'reset' ? [index] : []))
        const told = new Set(differences.filter(({ kind }) => kind !== 'works').flatMap((one) => one.cells))
        expect([...told].sort((a, b) => a - b)).toEqual(bad)
        for (const { where, cells: own } of differences.filter(({ kind }) => kind === 'breaks')) {
          const within = cells.flatMap((cell, index) =>
            where.every(({ axis, values }) => values.includes(cell[axis])) ? [index] : [],
          )
          expect(within).toEqual([...own].sort((a, b) => a - b))
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('what the grid shows of the server', () => {
  const learned = ({ learned: list }: MatrixDocument): string[] => list.map(({ sentence }) => sentence)

  it('versions, client certificate, CA names, certificate by SNI, and ALPN', async () => {
    const document = await matrix((asked) => {
      if (isOld(asked)) return NOT_SPOKEN
      const named = asked.sni !== null
      return {
        ...(named ? { requested: 'initial' as const, caNames: ['CN=Client Root CA'] } : {}),
        subject: named ? 'CN=apim.contoso.internal' : 'CN=default',
        chosen: asked.alpn === 'http/1.1' ? 'http/1.1' : null,
      }
    })
    expect(learned(document)).toEqual([
      'Speaks TLS 1.2 and TLS 1.3; not TLS 1.0 or TLS 1.1.',
      'Asks for a client certificate in the handshake with SNI apim.contoso.internal; not at all without SNI; it is content with none.',
      'Accepts CAs CN=Client Root CA.',
      'Shows CN=apim.contoso.internal with SNI apim.contoso.internal and CN=default without SNI.',
      'h2 is never chosen: the server answers without ALPN.',
      'http/1.1 is chosen whenever it is offered.',
    ])
  })

  it('late questions, each in the way of its version', async () => {
    const document = await matrix((asked) =>
      isOld(asked)
        ? NOT_SPOKEN
        : { requested: asked.version === 'TLS 1.3' ? 'post-handshake' : 'renegotiation', caNames: [] },
    )
    expect(learned(document).slice(1, 3)).toEqual([
      'Asks for a client certificate late, by renegotiation, with TLS 1.2; late, by post-handshake authentication, with TLS 1.3; it is content with none.',
      'Names no CA (any certificate may be sent).',
    ])
  })

  it('that a late question cannot be excluded where nothing was asked over HTTP', async () => {
    const { base } = question()
    const document = await matrix(() => FINE, question({ base: { ...base, http: null } }))
    expect(learned(document)).toContain(
      'Never asks for a client certificate; no HTTP request was sent, so a later question cannot be excluded.',
    )
  })
})
