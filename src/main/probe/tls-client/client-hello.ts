import { randomBytes } from 'node:crypto'
import { fromHex } from '../../../shared/bytes/text.ts'
import type { ExtensionInput, KeyShareEntry } from '../../../shared/tls/encode/extensions.ts'
import { encodeClientHello, extension } from '../../../shared/tls/encode/index.ts'
import { isGrease, isTls13, SIGNALLING_SUITES, VERSION } from '../../../shared/tls/registry/index.ts'
import { EXTENSION, type HelloPlan } from './hello-plan.ts'
import { generateKeyShare, type KeyShare } from './key-exchange.ts'

/** What a HelloRetryRequest wants changed (RFC 8446 4.1.4). */
export interface HelloRetry {
  readonly group: number | null
  readonly cookie: Uint8Array | null
}

/** A first handshake's hello in TLS 1.2, and what the hello of a renegotiation has to say (RFC 5746 3.5). */
export interface Renegotiation {
  readonly version: number
  readonly clientVerifyData: Uint8Array
}

const NOTHING = new Uint8Array(0)
const EXTENSION_HEADER = 4
/** Extensions that speak of TLS 1.3 only, which nobody renegotiates into (RFC 8446 4.1.2). */
const TLS13_ONLY: readonly number[] = [
  EXTENSION.supportedVersions,
  EXTENSION.cookie,
  EXTENSION.pskKeyExchangeModes,
  EXTENSION.postHandshakeAuth,
  EXTENSION.keyShare,
]

/** Makes the hellos of one connection: the same random, shares and GREASE values each time. */
export class HelloMaker {
  readonly plan: HelloPlan
  readonly sessionId: Uint8Array
  #random: Uint8Array = randomBytes(32)
  readonly #grease = new Map<string, number>()
  readonly #shares = new Map<number, KeyShare>()
  readonly #rawShares = new Map<number, Uint8Array>()

  constructor(plan: HelloPlan) {
    this.plan = plan
    this.sessionId = plan.sessionId === 'random' ? randomBytes(32) : NOTHING
  }

  get random(): Uint8Array {
    return this.#random
  }

  /** Groups that a share was sent for and this client has the key of. */
  share(group: number): KeyShare | null {
    return this.#shares.get(group) ?? null
  }

  /** The first hello. */
  first(): Uint8Array {
    const shares = this.#offersTls13() ? this.plan.keyShares : []
    return this.#encode(
      shares.map((share) => this.#shareEntry(share)).filter((entry) => entry !== null),
      null,
      null,
    )
  }

  /** @returns `null` where the group asked for is one that this client has not */
  again(retry: HelloRetry): Uint8Array | null {
    if (retry.group === null) {
      const entries = this.plan.keyShares.map((share) => this.#shareEntry(share))
      return this.#encode(
        entries.filter((entry) => entry !== null),
        retry.cookie,
        null,
      )
    }
    const entry = this.#shareEntry(retry.group)
    return entry === null ? null : this.#encode([entry], retry.cookie, null)
  }

  renegotiating(renegotiation: Renegotiation): Uint8Array {
    this.#random = randomBytes(32)
    return this.#encode([], null, renegotiation)
  }

  #offersTls13(): boolean {
    return this.plan.versions.some((version) => isTls13(version))
  }

  #encode(
    shares: readonly KeyShareEntry[],
    cookie: Uint8Array | null,
    renegotiation: Renegotiation | null,
  ): Uint8Array {
    const { plan } = this
    const highest = plan.versions.filter((version) => !isGrease(version)).sort((a, b) => b - a)[0]
    const version = renegotiation?.version ?? plan.legacyVersion ?? highest ?? VERSION.tls12
    const suites = plan.cipherSuites.map((suite) => this.#greased('suite', suite))
    const hello = {
      legacyVersion: Math.min(version, VERSION.tls12),
      random: this.#random,
      sessionId: renegotiation === null ? this.sessionId : NOTHING,
      // The signal is for first handshakes only (RFC 5746 3.5).
      cipherSuites:
        renegotiation === null
          ? suites
          : suites.filter((suite) => suite !== SIGNALLING_SUITES.emptyRenegotiationInfo),
    }
    const extensions = this.#extensions(shares, cookie, renegotiation)
    const unpadded = extensions.filter(({ type }) => type !== EXTENSION.padding)
    const encode = (list: readonly ExtensionInput[]): Uint8Array =>
      encodeClientHello(list.length === 0 ? hello : { ...hello, extensions: list })
    const missing = (plan.padTo ?? 0) - encode(unpadded).length
    if (missing <= 0) return encode(unpadded)
    // At least one byte of padding: some servers mistook an empty extension at the end.
    const padding = extension.padding(Math.max(missing - EXTENSION_HEADER, 1))
    return encode(extensions.map((each) => (each.type === EXTENSION.padding ? padding : each)))
  }

  #extensions(
    shares: readonly KeyShareEntry[],
    cookie: Uint8Array | null,
    renegotiation: Renegotiation | null,
  ): ExtensionInput[] {
    const made: ExtensionInput[] = []
    let greaseSeen = 0
    for (const listed of this.plan.extensions) {
      if (typeof listed !== 'number') {
        made.push({ type: listed.type, data: fromHex(listed.hex) ?? NOTHING })
      } else if (isGrease(listed) && this.plan.grease) {
        // Two of them must differ; the second one carries a byte, as in browsers (RFC 8701 5 allows any content).
        const type = this.#greased(`extension ${greaseSeen}`, listed)
        made.push(extension.grease(type, new Uint8Array(greaseSeen++ === 0 ? 0 : 1)))
      } else if (renegotiation === null || !TLS13_ONLY.includes(listed)) {
        const content = this.#content(listed, shares, cookie, renegotiation)
        if (content !== null) made.push(content)
      }
    }
    const has = (type: number): boolean => made.some((each) => each.type === type)
    const atEnd = made.at(-1)?.type === EXTENSION.padding ? made.length - 1 : made.length
    if (cookie !== null && !has(EXTENSION.cookie)) made.splice(atEnd, 0, extension.cookie(cookie))
    if (renegotiation !== null && !has(EXTENSION.renegotiationInfo)) {
      made.unshift(extension.renegotiationInfo(renegotiation.clientVerifyData))
    }
    return made
  }

  /** `null`: this plan has nothing to say there. */
  #content(
    type: number,
    shares: readonly KeyShareEntry[],
    cookie: Uint8Array | null,
    renegotiation: Renegotiation | null,
  ): ExtensionInput | null {
    const { plan } = this
    switch (type) {
      case EXTENSION.serverName:
        return plan.serverName === null ? null : extension.serverName(plan.serverName)
      case EXTENSION.statusRequest:
        return extension.statusRequest()
      case EXTENSION.supportedGroups:
        return extension.supportedGroups(plan.groups.map((group) => this.#greased('group', group)))
      case EXTENSION.ecPointFormats:
        return extension.ecPointFormats()
      case EXTENSION.signatureAlgorithms:
        return extension.signatureAlgorithms(plan.signatureAlgorithms)
      case EXTENSION.signatureAlgorithmsCert: {
        const schemes = plan.certificateSignatureAlgorithms
        return schemes === undefined ? null : extension.signatureAlgorithmsCert(schemes)
      }
      case EXTENSION.alpn:
        return plan.alpn.length === 0 ? null : extension.applicationLayerProtocols(plan.alpn)
      case EXTENSION.padding:
        return plan.padTo === undefined ? null : extension.padding(0)
      case EXTENSION.compressCertificate:
        return extension.compressCertificate(plan.certificateCompression ?? [])
      case EXTENSION.recordSizeLimit:
        return extension.recordSizeLimit(plan.recordSizeLimit ?? 2 ** 14 + 1)
      case EXTENSION.supportedVersions:
        return this.#offersTls13()
          ? extension.supportedVersions(plan.versions.map((version) => this.#greased('version', version)))
          : null
      case EXTENSION.cookie:
        return cookie === null ? null : extension.cookie(cookie)
      case EXTENSION.pskKeyExchangeModes:
        return this.#offersTls13() ? extension.pskKeyExchangeModes() : null
      case EXTENSION.keyShare:
        return this.#offersTls13() ? extension.keyShares(shares) : null
      case EXTENSION.renegotiationInfo:
        return extension.renegotiationInfo(renegotiation?.clientVerifyData)
      default:
        return { type, data: NOTHING }
    }
  }

  #shareEntry(share: HelloPlan['keyShares'][number]): KeyShareEntry | null {
    if (typeof share === 'number') {
      const made = this.#shares.get(share) ?? generateKeyShare(share)
      if (made === null) return null
      this.#shares.set(share, made)
      return { group: share, keyExchange: made.publicKey }
    }
    const bytes = this.#rawShares.get(share.group) ?? randomBytes(share.length)
    this.#rawShares.set(share.group, bytes)
    return { group: this.#greased('group', share.group), keyExchange: bytes }
  }

  #greased(place: string, code: number): number {
    if (!this.plan.grease || !isGrease(code)) return code
    const key = `${place} ${code}`
    const known = this.#grease.get(key)
    if (known !== undefined) return known
    const taken = new Set(this.#grease.values())
    let picked: number
    do picked = ((randomBytes(1)[0] ?? 0) >> 4) * 0x1010 + 0x0a0a
    while (taken.has(picked))
    this.#grease.set(key, picked)
    return picked
  }
}
