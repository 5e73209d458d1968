import { describe, expect, it } from 'vitest'
import { chainDocument } from '../../../../src/main/trust/document.ts'
import { judge } from './judging.ts'
import { HOST, issue, LEAF, usualChain } from './test-ca.ts'

describe('the document of a chain', () => {
  it('says of each certificate where it and its issuer were found', async () => {
    const { root, ca, leaf } = await usualChain()
    const { paths, host } = chainDocument(await judge([leaf, ca], [root], { host: HOST }))
    expect(host).toEqual({ matched: true, entries: [`DNS:${HOST}`] })
    expect(
      paths[0]?.links.map(({ certificate, origin, issuer }) => [certificate.subject, origin.kind, issuer]),
    ).toEqual([
      [
        `CN=${HOST}`,
        'sent',
        { names: 'exact', keyIdentifiers: 'match', found: { kind: 'sent', position: 1 } },
      ],
      [
        'CN=Contoso Issuing CA',
        'sent',
        { names: 'exact', keyIdentifiers: 'match', found: { kind: 'given-root', index: 0, sentAt: null } },
      ],
      ['CN=Contoso Root CA', 'given-root', { names: 'exact', keyIdentifiers: 'match', found: 'self' }],
    ])
  })

  it('survives JSON as it is, and names namesakes of a missing issuer', async () => {
    const { leaf, ca } = await usualChain()
    const other = await usualChain()
    const document = chainDocument(await judge([leaf, ca], [other.root], { host: 'other.test' }))
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
    expect(document.paths[0]).toMatchObject({ end: 'issuer-not-found', namesakes: ['CN=Contoso Root CA'] })
    expect(document.paths[0]?.links.at(-1)?.issuer).toBeNull()
    expect(document.host).toEqual({ matched: false, entries: [`DNS:${HOST}`] })
  })

  it('is whole for a single self-signed certificate and for none', async () => {
    const own = await issue(LEAF)
    expect(chainDocument(await judge([own], [])).paths[0]?.links).toHaveLength(1)
    expect(chainDocument(await judge([], []))).toMatchObject({ leaf: null, paths: [], host: null })
  })
})
