import { hexNumber, latin1, printable, utf8 } from '../../../shared/bytes/text.ts'
import type { ProbeDocument, StageReportDocument } from '../../../shared/contract/probe.ts'
import { rfc3339 } from '../../../shared/contract/time.ts'
import { faultText } from '../../../shared/conversation/probed.ts'
import {
  alertText,
  cipherSuiteName,
  groupName,
  signatureSchemeName,
  versionName,
} from '../../../shared/tls/registry/index.ts'
import { describeCredential } from '../../probe/credentials/index.ts'
import type { HttpAnswer, NameResolution, ProbeRun, StageReport } from '../../probe/probe.ts'
import { reactionTo, unverifiedValues } from '../../probe/profiles/index.ts'
import type { Negotiated } from '../../probe/tls-client/index.ts'
import type { ChainReport, GatewayJudgement } from '../../trust/index.ts'
import { acceptanceOf } from './acceptance.ts'
import type { ProbeExtras } from './extras.ts'

/** What was worked out of the server's certificates. */
export interface Judged {
  /** `null`: no certificate was seen. */
  readonly chain: ChainReport | null
  readonly gateway: GatewayJudgement | null
  /** The name that both were asked about. */
  readonly host: string | null
}

/** The member `probe` of the source document. */
export function probeDocument(run: ProbeRun, extras: ProbeExtras, judged: Judged): ProbeDocument {
  const { request, negotiated, ending, stages } = run
  return {
    host: request.host,
    port: request.port,
    startedAt: rfc3339(run.startedMicros),
    durationMicros: run.endedMicros - run.startedMicros,
    reached: stages.at(-1)?.stage ?? null,
    cancelled: run.cancelled,
    connect: request.connect,
    proxy: request.proxy,
    stages: stages.map(stageReportDocument),
    names: run.names === null ? null : namesDocument(run.names),
    attempts: run.attempts.map(({ address, port, startedMicros, endedMicros, result, fault }) => ({
      address,
      port,
      startedAt: rfc3339(startedMicros),
      durationMicros: endedMicros - startedMicros,
      result,
      code: fault?.code ?? null,
    })),
    offered: {
      versions: request.hello.versions.map(versionName),
      sni: request.hello.serverName,
      alpn: [...request.hello.alpn],
    },
    negotiated: negotiated === null ? null : negotiatedDocument(negotiated, ticketsOf(run)),
    ownEnd:
      ending?.by === 'client' && ending.how === 'alert'
        ? {
            stage: ending.stage,
            kind: ending.fault.kind,
            alert: alertText(ending.alert),
            text: faultText(ending.fault),
          }
        : null,
    request: request.http === null ? null : { method: request.http.method, path: request.http.path },
    http: run.http === null ? null : httpDocument(run.http, run.startedMicros),
    trust: judged.chain && { trusted: judged.chain.trusted, sentence: judged.chain.sentence },
    credential: credentialDocument(run, extras),
    acceptance: acceptanceOf(run, extras.credential),
    profile: profileDocument(extras, judged.chain),
    gateway: judged.gateway && gatewayDocument(judged.gateway, judged.host),
  }
}

/** A stage as it is told, while the probe runs or behind it. */
export function stageReportDocument({
  stage,
  startedMicros,
  endedMicros,
  result,
  summary,
}: StageReport): StageReportDocument {
  return {
    stage,
    startedAt: rfc3339(startedMicros),
    durationMicros: endedMicros - startedMicros,
    result,
    summary,
  }
}

function namesDocument(names: NameResolution): ProbeDocument['names'] {
  return {
    name: names.name,
    servers: [...names.servers],
    hostsEntries: names.hostsEntries.map((entry) => ({ ...entry })),
    addresses: names.addresses.map((one) => ({ ...one })),
    aliases: names.aliases === null ? null : [...names.aliases],
    dnsAddresses: names.dnsAddresses?.map((one) => ({ ...one })) ?? null,
    error: names.error,
  }
}

function negotiatedDocument(negotiated: Negotiated, tickets: number): ProbeDocument['negotiated'] {
  const { group, serverScheme } = negotiated
  return {
    version: versionName(negotiated.version),
    cipherSuite: codePoint(negotiated.cipherSuite, cipherSuiteName(negotiated.cipherSuite)),
    group: group === null ? null : codePoint(group, groupName(group)),
    dhPrimeBits: negotiated.dhPrimeBits,
    helloRetryRequest: negotiated.helloRetryRequest,
    alpn: negotiated.alpn,
    extendedMasterSecret: negotiated.extendedMasterSecret,
    encryptThenMac: negotiated.encryptThenMac,
    secureRenegotiation: negotiated.secureRenegotiation,
    serverSignature: {
      check: negotiated.serverSignature,
      scheme: serverScheme === null ? null : codePoint(serverScheme, signatureSchemeName(serverScheme)),
    },
    downgradeSignal: negotiated.downgradeSignal,
    tickets,
  }
}

function codePoint(code: number, name: string): { code: string; name: string } {
  return { code: hexNumber(code, 4), name }
}

const NEW_SESSION_TICKET = 4

function ticketsOf({ connection }: ProbeRun): number {
  return (connection?.events ?? []).filter(
    (event) => event.from === 'server' && event.kind === 'handshake' && event.raw[0] === NEW_SESSION_TICKET,
  ).length
}

const BODY_SHOWN = 2048

function httpDocument(answer: HttpAnswer, startedMicros: number): NonNullable<ProbeDocument['http']> {
  return {
    version: answer.version,
    status: answer.status,
    reason: printable(answer.reason),
    headers: answer.headers.map(([name, value]): [string, string] => [printable(name), printable(value)]),
    atMicros: answer.atMicros - startedMicros,
    body: textOf(answer.body.subarray(0, BODY_SHOWN)),
    bodyLength: answer.body.length,
  }
}

/** The bytes as text where they are that; a character that was cut at the end is left out. */
function textOf(bytes: Uint8Array): string | null {
  if (latin1(bytes).search(NO_TEXT) >= 0) return null
  const text = utf8(bytes).replace(/\ufffd$/, '')
  return text.includes('\ufffd') ? null : text
}

/** Control characters but tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/

function credentialDocument({ request }: ProbeRun, extras: ProbeExtras): ProbeDocument['credential'] {
  if (extras.credential === null) return null
  const { files, contents, pairing, chain, clock, at, findings } = describeCredential(
    extras.credential,
    extras.credentialClock,
  )
  return {
    files: [...files],
    contents: contents.map((item) => ({ ...item })),
    pairing,
    chain: chain.map((certificate) => ({ ...certificate })),
    sendChain: request.sendChain,
    clock,
    at,
    findings: findings.map(({ id, severity, summary, explanation, fixes }) => ({
      id,
      severity,
      summary,
      explanation,
      fixes: [...fixes],
    })),
  }
}

function profileDocument(
  { profile, differences }: ProbeExtras,
  chain: ChainReport | null,
): ProbeDocument['profile'] {
  if (profile === null) return null
  const reaction = chain === null ? null : reactionTo(profile, chain)
  return {
    id: profile.id,
    title: profile.title,
    differences: [...differences],
    unverified: unverifiedValues(profile).map(({ what, why, rows }) => ({
      what: [...what],
      why,
      rows: [...rows],
    })),
    reaction: reaction && { refuses: reaction.refuses, sentence: reaction.sentence },
  }
}

function gatewayDocument(judgement: GatewayJudgement, host: string | null): ProbeDocument['gateway'] {
  const message = ({ id, row, text, confidence }: NonNullable<GatewayJudgement['message']>) => ({
    id,
    row,
    text,
    confidence,
  })
  const { fix } = judgement
  return {
    sku: judgement.sku,
    outlook: judgement.outlook,
    sentence: judgement.sentence,
    host,
    message: judgement.message && message(judgement.message),
    alternatives: judgement.alternatives.map(message),
    cause: judgement.cause,
    confidence: judgement.confidence,
    row: judgement.row,
    fix: fix && { setting: fix.setting, text: fix.text, articles: [...fix.articles] },
    articles: [...judgement.articles],
    findings: [...judgement.findings],
    checks: judgement.checks.map(({ name, result, text, row, confidence }) => ({
      name,
      result,
      text,
      row,
      confidence,
    })),
    otherSku: judgement.otherSku,
    unverified: judgement.unverified.map((one) => ({ ...one })),
  }
}
