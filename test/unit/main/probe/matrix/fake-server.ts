import type { MatrixPlan, MatrixQuestion, MatrixTools } from '../../../../../src/main/probe/matrix/index.ts'
import type { ProbeRequest, ProbeRun } from '../../../../../src/main/probe/probe.ts'
import { EVERYTHING } from '../../../../../src/main/probe/tls-client/index.ts'
import type { AnalysisDocument, HandshakeDocument } from '../../../../../src/shared/contract/analysis.ts'
import type { How, Stage } from '../../../../../src/shared/conversation/vocabulary.ts'
import type { FindingId } from '../../../../../src/shared/diagnosis/taxonomy.ts'

/** A server made of a function: what it does with a request, and what the river would say of that. */

export interface Behaviour {
  readonly how?: How
  readonly stage?: Stage
  readonly detail?: string
  readonly finding?: FindingId
  /** AlertDescription, where `how` is `alert`. */
  readonly alert?: number
  readonly status?: number
  readonly requested?: HandshakeDocument['mutualTls']['requested']
  readonly caNames?: readonly string[]
  readonly chosen?: string | null
  readonly subject?: string
  readonly outcome?: HandshakeDocument['outcome']
}

export const FINE: Behaviour = {}

export const NOT_SPOKEN: Behaviour = {
  how: 'alert',
  stage: 'client-hello',
  detail: 'protocol_version (70)',
  alert: 70,
  finding: 'protocol-version-mismatch',
}

export const NO_CERTIFICATE: Behaviour = {
  how: 'alert',
  stage: 'client-certificate',
  detail: 'certificate_required (116)',
  alert: 116,
  finding: 'client-certificate-required-not-sent',
  requested: 'initial',
}

export const REFUSED_PORT: Behaviour = { how: 'rst', stage: 'tcp', finding: 'tcp-refused' }

/** What a hello says, in the words of the grid. */
export interface Asked {
  readonly version: string
  /** Certificates sent; 0 for none. */
  readonly sent: number
  readonly sni: string | null
  readonly alpn: string
}

const NAMES: Readonly<Record<number, string>> = {
  769: 'TLS 1.0',
  770: 'TLS 1.1',
  771: 'TLS 1.2',
  772: 'TLS 1.3',
}

export function askedOf({ hello, credential, sendChain }: ProbeRequest): Asked {
  const chain = credential === null || typeof credential === 'function' ? [] : credential.chain
  return {
    version: NAMES[hello.versions[0] ?? 0] ?? '?',
    sent: sendChain === 'leaf' ? Math.min(1, chain.length) : chain.length,
    sni: hello.serverName,
    alpn: hello.alpn.join(),
  }
}

export function fakeServer(behave: (asked: Asked, request: ProbeRequest) => Behaviour): MatrixTools & {
  readonly requests: ProbeRequest[]
} {
  const behaviours = new Map<ProbeRun, Behaviour>()
  const requests: ProbeRequest[] = []
  return {
    requests,
    run: async (request, observer, signal) => {
      requests.push(request)
      const allowed = (await observer?.permit?.(['10.0.0.4'])) ?? true
      const behaviour = behave(askedOf(request), request)
      // A probe takes its time.
      await new Promise((resolve) => setImmediate(resolve))
      const run = runOf(request, behaviour, !allowed || (signal?.aborted ?? false))
      behaviours.set(run, behaviour)
      return run
    },
    analyse: async (run) => documentOf(run, behaviours.get(run) ?? FINE),
  }
}

function runOf(
  request: ProbeRequest,
  { how, stage, alert, status }: Behaviour,
  cancelled: boolean,
): ProbeRun {
  const server = {
    address: request.connect?.address ?? '10.0.0.4',
    port: request.connect?.port ?? request.port,
  }
  const reached = stage !== 'tcp' && stage !== 'dns'
  return {
    request,
    startedMicros: 0,
    endedMicros: 1000,
    stages: [{ stage: 'tcp', startedMicros: 0, endedMicros: 1, result: 'done', summary: 'Connected.' }],
    names: null,
    attempts: [
      {
        ...server,
        startedMicros: 0,
        endedMicros: 1,
        result: reached ? 'connected' : 'refused',
        fault: null,
      },
    ],
    connection: {
      client: { address: '10.0.0.9', port: 50_000 },
      server,
      exchanges: [],
      events: [],
      keyLog: [],
    },
    negotiated: null,
    serverChain: [],
    authentications: [],
    ending:
      how === 'alert' && alert !== undefined
        ? {
            by: 'server',
            how: 'alert',
            level: 2,
            description: alert,
            encrypted: false,
            stage: stage ?? 'client-hello',
            atMicros: 1,
          }
        : null,
    http:
      status === undefined
        ? null
        : { version: 'HTTP/1.1', status, reason: '', headers: [], body: new Uint8Array(0), atMicros: 1 },
    cancelled,
  }
}

function documentOf({ request }: ProbeRun, behaviour: Behaviour): AnalysisDocument {
  const asked = askedOf(request)
  const {
    how,
    stage = 'client-hello',
    finding,
    detail = null,
    chosen = null,
    subject = 'CN=server',
  } = behaviour
  const broken = how !== undefined
  const met = !broken || !['dns', 'tcp', 'client-hello'].includes(stage)
  const summary = `It broke at ${stage}.`
  const handshake: HandshakeDocument = {
    id: 'h0',
    source: 0,
    tcpStream: 0,
    leg: 'unknown',
    client: null,
    server: null,
    startedAt: '2026-11-22T00:00:00.000000Z',
    durationMicros: 1000,
    signature: '',
    sni: asked.sni,
    alpn: { offered: [asked.alpn], chosen },
    version: met ? asked.version : null,
    cipherSuite: null,
    ja3: null,
    ja4: null,
    mutualTls: {
      requested: met ? (behaviour.requested ?? 'no') : 'unknown',
      caNames: [...(behaviour.caNames ?? [])],
      clientCertificate: asked.sent > 0 ? 'sent' : 'none',
    },
    certificates: { server: met ? [certificate(subject)] : [], client: [] },
    messages: [message('EncryptedExtensions')],
    outcome: behaviour.outcome ?? (broken ? 'broken' : 'completed'),
    break: broken
      ? { stage, endedBy: 'server', how, detail, frame: null, lastCompleted: null, summary }
      : null,
    findings: finding === undefined ? [] : [findingOf(finding, summary)],
  }
  return { schema: 'tlscope.analysis/1', sources: [source()], handshakes: [handshake], findings: [] }
}

function findingOf(id: FindingId, summary: string): HandshakeDocument['findings'][number] {
  return {
    id,
    severity: 'error',
    confidence: 0.9,
    leg: 'unknown',
    summary,
    explanation: summary,
    evidence: [],
    disproof: '',
    fixes: [],
  }
}

function source(): AnalysisDocument['sources'][number] {
  return {
    kind: 'probe',
    path: 'fake:443',
    packets: 0,
    bytes: 0,
    interfaces: 1,
    otherStreams: 0,
    notTcpTls: { quic: 0, dtls: 0 },
    decryptedHandshakes: 0,
    clock: 'local',
    warnings: [],
  }
}

function message(type: string): HandshakeDocument['messages'][number] {
  return {
    atMicros: 0,
    from: 'server',
    layer: 'tls',
    type,
    length: 1,
    frames: [1],
    encrypted: true,
    decrypted: true,
  }
}

function certificate(subject: string): HandshakeDocument['certificates']['server'][number] {
  return {
    subject,
    issuer: 'CN=issuer',
    san: [],
    serial: '1',
    notBefore: null,
    notAfter: null,
    signatureAlgorithm: 'ecdsa-with-SHA256',
    key: { type: 'EC', bits: 256, curve: 'P-256' },
    isCa: false,
    eku: [],
    sha1: '00',
    sha256: Buffer.from(subject).toString('hex').padEnd(64, '0'),
  }
}

/** All four versions, one certificate with its issuer, a name, both protocols. */
export function question(changes: Partial<MatrixQuestion> = {}): MatrixQuestion {
  return {
    base: {
      host: 'apim.contoso.internal',
      port: 443,
      connect: null,
      family: null,
      proxy: null,
      hello: { ...EVERYTHING, serverName: 'apim.contoso.internal' },
      credential: null,
      sendChain: 'full',
      http: { method: 'GET', path: '/status-0123456789abcdef', headers: [] },
      quietMs: 1,
      timeoutMs: 1000,
    },
    profile: null,
    credentials: [credential(2)],
    alpn: null,
    sendChain: null,
    only: null,
    notes: [],
    ...changes,
  }
}

export function credential(length: number, subject = 'CN=client'): MatrixQuestion['credentials'][number] {
  return {
    answer: {
      chain: Array.from({ length }, (_, at) => Uint8Array.of(at)),
      schemes: [],
      sign: () => new Uint8Array(0),
    },
    subject,
    chainLength: length,
  }
}

export const FAST = { concurrency: 4, perSecond: null, connections: 128 }

/** Cells of a plan by name. */
export function indexOf(
  plan: MatrixPlan,
  wanted: readonly (readonly [keyof MatrixPlan['axes'], string])[],
): number[] {
  const axes = ['tls', 'certificate', 'sni', 'alpn'] as const
  return plan.places.flatMap((place, index) =>
    wanted.every(([axis, id]) => plan.axes[axis][place[axes.indexOf(axis)] ?? 0]?.id === id) ? [index] : [],
  )
}
