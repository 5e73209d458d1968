import * as tls from 'node:tls'
import { equalBytes } from '../../shared/bytes/text.ts'
import { nameKey } from '../../shared/x509/name.ts'
import { readCertificateFile } from '../../shared/x509/pem.ts'
import { type Candidate, candidate, certificateOf, type Origin, type PlatformStore } from './candidate.ts'

/** Which of the platform's roots count beside the ones given. */
export type PlatformRoots = 'none' | 'bundled' | 'bundled-and-system'

type BySubject = Map<string, Candidate[]>

/** Trust anchors by subject name, so that looking for an issuer does not walk over all of them. */
export class Anchors {
  readonly #given: BySubject = new Map()
  readonly #platform: ReadonlyMap<string, readonly Candidate[]>

  /** @param given DER of each root that was named; what is no certificate is passed over */
  constructor(given: readonly Uint8Array[], platform: PlatformRoots) {
    given.forEach((der, index) => {
      add(this.#given, candidate(der, { kind: 'given-root', index, sentAt: null }))
    })
    this.#platform = platformAnchors(platform)
  }

  /** The anchors of one subject name, the given ones first. */
  named(subjectKey: string): readonly Candidate[] {
    const given = this.#given.get(subjectKey)
    const platform = this.#platform.get(subjectKey) ?? []
    if (given === undefined) return platform
    return [...given, ...platform.filter((one) => !given.some((known) => equalBytes(known.der, one.der)))]
  }

  /** The anchor of the same bytes, if there is one. */
  same(one: Candidate): Candidate | null {
    const { subject } = certificateOf(one)
    const alike = subject ? this.named(nameKey(subject)) : []
    return alike.find((anchor) => equalBytes(anchor.der, one.der)) ?? null
  }
}

function add(anchors: BySubject, anchor: Candidate): void {
  const { subject, publicKey } = certificateOf(anchor)
  if (!subject || !publicKey) return
  const key = nameKey(subject)
  const alike = anchors.get(key)
  if (!alike) anchors.set(key, [anchor])
  else if (!alike.some((known) => equalBytes(known.der, anchor.der))) alike.push(anchor)
}

const INDEXED = new Map<PlatformRoots, BySubject>()

/** Indexed once a process: a matrix judges a hundred chains by the same roots. */
function platformAnchors(platform: PlatformRoots): BySubject {
  const known = INDEXED.get(platform)
  if (known) return known
  const anchors: BySubject = new Map()
  const stores: readonly PlatformStore[] =
    platform === 'none' ? [] : platform === 'bundled' ? ['bundled'] : ['bundled', 'system']
  for (const store of stores) for (const root of platformRoots(store)) add(anchors, root)
  INDEXED.set(platform, anchors)
  return anchors
}

/** The anchor as it is, marked as sent too. */
export function alsoSent(anchor: Candidate, position: number): Candidate {
  const { origin } = anchor
  if (origin.kind === 'sent' || origin.sentAt !== null) return anchor
  const marked: Origin = { ...origin, sentAt: position }
  return { ...anchor, origin: marked }
}

const READ = new Map<PlatformStore, readonly Candidate[]>()

/** Read once a process: some hundred and fifty certificates. Empty where the platform has no such list. */
function platformRoots(store: PlatformStore): readonly Candidate[] {
  const known = READ.get(store)
  if (known) return known
  const roots = pemsOf(store).flatMap((pem) =>
    readCertificateFile(Buffer.from(pem, 'latin1')).certificates.map((der) =>
      candidate(der, { kind: 'platform-root', store, sentAt: null }),
    ),
  )
  READ.set(store, roots)
  return roots
}

/** `getCACertificates` came with Node 22.15 and 23.10; older ones know only the roots they bring. */
function pemsOf(store: PlatformStore): readonly string[] {
  if (store === 'bundled') return tls.rootCertificates
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] }
  try {
    return getCACertificates?.('system') ?? []
  } catch {
    return []
  }
}
