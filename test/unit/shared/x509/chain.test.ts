import { describe, expect, it } from 'vitest'
import { readCertificate, type X509Certificate } from '../../../../src/shared/x509/certificate.ts'
import { chainFacts, issuance, matchRoots, mayHaveIssued } from '../../../../src/shared/x509/chain.ts'
import { certificateOf, der, extension, rdnSequence } from './der-builder.ts'

/** A certificate of names and key identifiers alone: nothing else counts for a chain. */
function named(
  subject: string,
  issuer: string,
  options: { ski?: number; aki?: number; serial?: number } = {},
) {
  const name = (text: string) => rdnSequence([[{ oid: '2.5.4.3', value: der.string(12, text) }]])
  const extensions: Uint8Array[] = []
  if (options.ski) extensions.push(extension('2.5.29.14', der.tlv(4, Uint8Array.of(options.ski))))
  if (options.aki) {
    extensions.push(extension('2.5.29.35', der.sequence(der.tlv(0x80, Uint8Array.of(options.aki)))))
  }
  return readCertificate(
    certificateOf({
      subject: name(subject),
      issuer: name(issuer),
      extensions,
      serial: der.tlv(2, Uint8Array.of(options.serial ?? 1)),
    }),
  ).body
}

const root = named('Root', 'Root', { ski: 1, aki: 1 })
const upper = named('Upper', 'Root', { ski: 2, aki: 1 })
const lower = named('Lower', 'Upper', { ski: 3, aki: 2 })
const leaf = named('Leaf', 'Lower', { ski: 4, aki: 3 })
const stranger = named('Else', 'Elsewhere', { ski: 9, aki: 8 })

const factsOf = (...sent: X509Certificate[]) => chainFacts(sent)

describe('chainFacts', () => {
  it('says nothing of an empty chain', () => {
    expect(chainFacts([])).toBeNull()
  })

  it('follows an orderly chain to the issuer that was not sent', () => {
    expect(factsOf(leaf, lower, upper)).toMatchObject({
      leaf: 0,
      leafSelfSigned: false,
      path: [0, 1, 2],
      inOrder: true,
      misordered: false,
      breaks: [],
      strangers: [],
      gap: false,
      end: { kind: 'issuer-not-sent', at: 2, issuer: { text: 'CN=Root' } },
    })
  })

  it('ends at the root where it was sent', () => {
    expect(factsOf(leaf, lower, upper, root)).toMatchObject({
      end: { kind: 'self-issued', at: 3 },
      inOrder: true,
    })
  })

  it('sees a gap where an intermediate is left out', () => {
    const facts = factsOf(leaf, upper, root)
    expect(facts).toMatchObject({
      path: [0],
      gap: true,
      misordered: false,
      strangers: [1, 2],
      breaks: [{ subject: 0, issuer: 1 }],
      end: { kind: 'issuer-not-sent', issuer: { text: 'CN=Lower' } },
    })
  })

  it('sees issuers in the wrong order', () => {
    expect(factsOf(leaf, upper, lower)).toMatchObject({
      path: [0, 2, 1],
      inOrder: false,
      misordered: true,
      gap: false,
      end: { issuer: { text: 'CN=Root' } },
    })
  })

  it('finds the leaf behind its issuers', () => {
    expect(factsOf(root, upper, lower, leaf)).toMatchObject({ leaf: 3, path: [3, 2, 1, 0], misordered: true })
  })

  it('passes over a certificate sent twice', () => {
    expect(factsOf(leaf, leaf, lower)).toMatchObject({
      duplicates: [1],
      path: [0, 2],
      misordered: false,
      inOrder: true,
      strangers: [],
    })
  })

  it('names what does not belong to the chain', () => {
    expect(factsOf(leaf, lower, upper, root, stranger)).toMatchObject({
      strangers: [4],
      gap: false,
      misordered: false,
    })
  })

  it('calls a leaf self-signed by its name, unless its key identifiers say otherwise', () => {
    expect(factsOf(named('x', 'x'))).toMatchObject({ leafSelfIssued: true, leafSelfSigned: true })
    expect(factsOf(named('x', 'x', { ski: 1, aki: 1 }))).toMatchObject({ leafSelfSigned: true })
    expect(factsOf(named('x', 'x', { ski: 1, aki: 2 }))).toMatchObject({
      leafSelfIssued: true,
      leafSelfSigned: false,
      end: { kind: 'issuer-not-sent' },
    })
  })

  it('chooses between issuers of one name by key identifier', () => {
    const renewed = named('Lower', 'Upper', { ski: 7, aki: 2, serial: 2 })
    expect(factsOf(leaf, renewed, lower, upper)).toMatchObject({ path: [0, 2, 3], strangers: [1] })
  })

  it('ends on certificates that issue each other in a circle', () => {
    expect(factsOf(named('a', 'b'), named('b', 'a'))?.path).toEqual([0, 1])
  })
})

describe('issuance', () => {
  it('tells an exact name from one that is only equal after normalisation', () => {
    expect(issuance(leaf, lower)).toEqual({ names: 'exact', keyIdentifiers: 'match' })
    expect(issuance(named('x', 'lower'), named('LOWER', 'y'))).toEqual({
      names: 'equal-after-normalisation',
      keyIdentifiers: 'unknown',
    })
    expect(mayHaveIssued(lower, named('x', ' lower', { aki: 5 }))).toBe(false)
  })

  it('holds an authority key identifier of name and serial against the issuer', () => {
    const directory = der.tlv(0xa4, rdnSequence([[{ oid: '2.5.4.3', value: der.string(12, 'Root') }]]))
    const authority = (serial: number) =>
      extension('2.5.29.35', der.sequence(der.tlv(0xa1, directory), der.tlv(0x82, Uint8Array.of(serial))))
    const child = (serial: number) =>
      readCertificate(
        certificateOf({
          issuer: rdnSequence([[{ oid: '2.5.4.3', value: der.string(12, 'Upper') }]]),
          extensions: [authority(serial)],
        }),
      ).body
    expect(issuance(child(1), upper).keyIdentifiers).toBe('match')
    expect(issuance(child(2), upper).keyIdentifiers).toBe('differ')
  })
})

describe('matchRoots', () => {
  it('tells a root that was sent from one that issued the last certificate', () => {
    expect(matchRoots([leaf, lower, upper, root], [stranger, root])).toEqual({ kind: 'sent', root: 1, at: 3 })
    expect(matchRoots([leaf, lower, upper], [stranger, root])).toEqual({
      kind: 'issued-last',
      root: 1,
      at: 2,
    })
    expect(matchRoots([leaf, lower, upper], [upper])).toEqual({ kind: 'sent', root: 0, at: 2 })
    expect(matchRoots([leaf, lower], [stranger])).toEqual({ kind: 'none' })
    expect(matchRoots([], [root])).toEqual({ kind: 'none' })
  })

  it('finds the root below which the chain goes on to another one', () => {
    const cross = named('Upper', 'Other', { ski: 2, aki: 6 })
    expect(matchRoots([leaf, lower, cross], [named('Upper', 'Upper', { ski: 2, aki: 2 })])).toEqual({
      kind: 'issued-earlier',
      root: 0,
      at: 1,
    })
  })

  it('does not take a root of the right name and the wrong key', () => {
    expect(matchRoots([leaf, lower, upper], [named('Root', 'Root', { ski: 5, aki: 5 })])).toEqual({
      kind: 'none',
    })
  })
})
