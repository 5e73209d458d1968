import type { Leg, Stage } from '../../conversation/vocabulary.ts'
import type { Evidence } from '../../diagnosis/finding.ts'
import { bareName } from '../../diagnosis/place-list.ts'
import type { WireCertificate, WireObservation } from './context.ts'

/** The part of a handshake of the public document (`tlscope.analysis/1`) that settings are held against. */
export interface ObservedHandshake {
  readonly id: string
  readonly leg: Leg
  readonly client: { readonly address: string; readonly port: number } | null
  readonly server: { readonly address: string; readonly port: number } | null
  readonly sni: string | null
  readonly version: string | null
  readonly mutualTls: {
    readonly requested: WireObservation['requested']
    readonly caNames: readonly string[]
    readonly clientCertificate: WireObservation['clientCertificate']
  }
  readonly certificates: {
    readonly server: readonly WireCertificate[]
    readonly client: readonly WireCertificate[]
  }
  readonly messages: readonly {
    readonly from: 'client' | 'server' | 'network'
    readonly layer: 'tcp' | 'tls' | 'http'
    readonly type: string
    readonly frames: readonly number[]
    readonly detail?: string | undefined
  }[]
  readonly break: {
    readonly stage: Stage
    readonly how: string
    readonly frame: number | null
  } | null
}

export function observe(handshake: ObservedHandshake): WireObservation {
  const { mutualTls, certificates, client, server } = handshake
  const broke = handshake.break
  const frame = (type: string, from: 'client' | 'server'): number | null =>
    handshake.messages.find((one) => one.type === type && one.from === from)?.frames.at(-1) ?? null
  return {
    handshake: handshake.id,
    leg: handshake.leg,
    serverName: handshake.sni,
    serverAddress: server?.address ?? null,
    clientAddress: client?.address ?? null,
    clientPort: client?.port ?? null,
    version: handshake.version,
    requested: mutualTls.requested,
    caNames: mutualTls.caNames,
    clientCertificate: mutualTls.clientCertificate,
    serverChain: certificates.server,
    clientChain: certificates.client,
    httpStatus: httpStatusOf(handshake),
    droppedAfterClientHello:
      broke?.stage === 'client-hello' &&
      (broke.how === 'rst' || broke.how === 'fin') &&
      frame('ClientHello', 'client') !== null,
    frames: {
      clientHello: frame('ClientHello', 'client'),
      serverHello: frame('ServerHello', 'server'),
      serverCertificate: frame('Certificate', 'server'),
      clientCertificate: frame('Certificate', 'client'),
      certificateRequest: frame('CertificateRequest', 'server'),
      httpResponse: frame('Response', 'server'),
      end: broke?.frame ?? null,
    },
  }
}

/** Of the first response that was read: `HTTP/1.1 403 Forbidden · Server …`. */
export function httpStatusOf({ messages }: Pick<ObservedHandshake, 'messages'>): number | null {
  const response = messages.find(({ layer, type }) => layer === 'http' && type === 'Response')
  const status = /^HTTP\/\S+ (\d{3})\b/.exec(response?.detail ?? '')?.[1]
  return status === undefined ? null : Number(status)
}

/** A fact of one handshake beside those of other places; rows and bytes belong to its own findings. */
export function wireEvidence(
  { handshake }: WireObservation,
  frame: number | null,
  field: string,
  value: string,
): Evidence {
  return { kind: 'wire', message: null, frame, field: `${handshake}: ${field}`, bytes: null, value }
}

/** Handshakes with the same server name or, where none was sent, nobody's: case and a final dot do not matter. */
export function withServerName(observations: readonly WireObservation[], host: string): WireObservation[] {
  const wanted = bareName(host)
  return observations.filter(({ serverName }) => serverName !== null && bareName(serverName) === wanted)
}
