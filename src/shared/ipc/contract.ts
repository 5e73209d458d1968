import { z } from 'zod'
import { findingSchema, sourceSchema } from '../contract/analysis.ts'
import { pathSchema as waySchema } from '../contract/paths.ts'
import { azureChannels } from './azure-channels.ts'
import { certificateChannels } from './certificate-channels.ts'
import { compareChannels } from './compare-channels.ts'
import { fileChannels } from './file-channels.ts'
import { handshakeRowSchema } from './handshake-row.ts'
import { matrixChannels, matrixEventSchemas } from './matrix-channels.ts'
import { placesSchema, upstreamPortsSchema } from './places.ts'
import { probeChannels, probeEventSchemas } from './probe-channels.ts'
import { runbookChannels } from './runbook-channels.ts'
import { sessionChannels } from './session-channels.ts'

/**
 * The typed contract between the window, the main process and the engine process: channel -> request and
 * response schema. The main process forwards `engine` channels to the engine process and answers `shell`
 * channels itself. Every request and response is validated against its schema where it crosses a process.
 */

const pathSchema = z.string().min(1).max(4096)

/** Files that open protected records: NSS key logs and RSA private keys (PEM). The user chose each in a dialog. */
export const secretFilesSchema = z.strictObject({
  keyLogs: z
    .array(
      z.strictObject({
        path: pathSchema,
        /** It is still being written: looked at again while the capture is read, and after. */
        follow: z.boolean(),
      }),
    )
    .max(16),
  rsaKeys: z.array(pathSchema).max(16),
})
export type SecretFiles = z.infer<typeof secretFilesSchema>

/** What the user may tell about the incident; the options of `tlscope analyze`. */
export const analyzeOptionsSchema = z.strictObject({
  host: z.string().max(255).optional(),
  ...placesSchema.shape,
  upstreamPorts: upstreamPortsSchema.optional(),
  port: z.int().min(1).max(65535).optional(),
  expectMtls: z.boolean().optional(),
  /** RFC 3339; judges validity at that time instead of the capture's own. */
  at: z.string().max(40).optional(),
  /** Files with secrets, by path. The engine process reads them; nothing of them reaches the window. */
  secrets: secretFilesSchema.optional(),
})
export type AnalyzeOptions = z.infer<typeof analyzeOptionsSchema>

/** An opened capture is called by the id that `open` answered. */
const analysisIdSchema = z.string().min(1).max(40)
const handshakeIdSchema = z.string().regex(/^(s\d+)?h\d+$/)
const ofHandshake = { analysis: analysisIdSchema, handshake: handshakeIdSchema }

export const engineChannels = {
  ...probeChannels,
  ...matrixChannels,
  ...compareChannels,
  ...certificateChannels,
  ...azureChannels,
  ...sessionChannels,
  ...fileChannels,
  ...runbookChannels,
  /** Starts an analysis; its rows arrive as `AnalysisEvent`s. */
  'analysis:open': {
    request: z.strictObject({ paths: z.array(pathSchema).min(1).max(1000), options: analyzeOptionsSchema }),
    response: z.strictObject({ analysis: analysisIdSchema }),
  },
  /** Runs the embedded lab and analyses its own recording: the sample incident. */
  'analysis:lab': {
    request: z.strictObject({}),
    response: z.strictObject({ analysis: analysisIdSchema }),
  },
  'analysis:cancel': {
    request: z.strictObject({ analysis: analysisIdSchema }),
    response: z.null(),
  },
  /** The document of a handshake whose row came without it, as JSON text in ASCII. */
  'handshake:document': {
    request: z.strictObject(ofHandshake),
    response: z.strictObject({ json: z.string() }),
  },
  /** The raw bytes of one message of the ladder; the window dissects them itself. */
  'message:bytes': {
    request: z.strictObject({ ...ofHandshake, message: z.int().min(0) }),
    response: z.strictObject({
      /** Handshake message with its header, alert, or record payload; `null` where nothing was kept. */
      raw: z.instanceof(Uint8Array).nullable(),
      /** How to dissect `raw`. */
      form: z.enum(['handshake', 'sslv2-client-hello', 'alert', 'change-cipher-spec', 'opaque']),
      cut: z.boolean(),
      /** Negotiated version and cipher suite where already known at that message. */
      version: z.int().nullable(),
      cipherSuite: z.int().nullable(),
      /** First bytes only, because the message is larger than the window asks for. */
      shortened: z.boolean(),
    }),
  },
  /** Writes an annotated pcapng; the user chose `output` in the system's dialog. */
  'export:annotated': {
    request: z.strictObject({ analysis: analysisIdSchema, source: z.int().min(0), output: pathSchema }),
    response: z.strictObject({ path: pathSchema, comments: z.int() }),
  },
  /** One handshake's story as Markdown. */
  'report:markdown': {
    request: z.strictObject(ofHandshake),
    response: z.strictObject({ markdown: z.string() }),
  },
} as const

/** What is saved: decides which extensions the dialog offers. */
export const OUTPUT_KINDS = ['pcapng', 'markdown', 'pem', 'cer'] as const

/** What a file of certificates or keys is chosen for. */
export const CERTIFICATE_PURPOSES = ['certificate', 'key', 'pfx', 'roots', 'client-ca', 'inspect'] as const
export type CertificatePurpose = (typeof CERTIFICATE_PURPOSES)[number]

export const shellChannels = {
  'shell:info': {
    request: z.strictObject({}),
    response: z.strictObject({
      version: z.string(),
      runtime: z.string(),
      platform: z.string(),
      /** A file named on the command line when the app was started; `null` if none. */
      initialPaths: z.array(pathSchema),
      /** Whether to open the lab's sample incident at start. */
      openLab: z.boolean(),
    }),
  },
  'shell:choose-captures': {
    request: z.strictObject({}),
    response: z.strictObject({ paths: z.array(pathSchema) }),
  },
  'shell:choose-key-logs': {
    request: z.strictObject({}),
    response: z.strictObject({ paths: z.array(pathSchema) }),
  },
  'shell:choose-rsa-keys': {
    request: z.strictObject({}),
    response: z.strictObject({ paths: z.array(pathSchema) }),
  },
  /** For the form of a probe: a client certificate, its key, roots, a CA bundle. */
  'shell:choose-certificates': {
    request: z.strictObject({ purpose: z.enum(CERTIFICATE_PURPOSES) }),
    response: z.strictObject({ paths: z.array(pathSchema) }),
  },
  /** Saved `az` output. */
  'shell:choose-azure': {
    request: z.strictObject({}),
    response: z.strictObject({ paths: z.array(pathSchema) }),
  },
  /** The team's own runbook folder, chosen in the system's dialog and remembered; `null`: it was called off. */
  'shell:choose-runbook': {
    request: z.strictObject({}),
    response: z.strictObject({ folder: pathSchema.nullable() }),
  },
  /** Back to the articles that ship, and forget the folder. */
  'shell:leave-runbook': { request: z.strictObject({}), response: z.null() },
  'shell:choose-output': {
    request: z.strictObject({ suggestedName: z.string().max(255), kind: z.enum(OUTPUT_KINDS) }),
    response: z.strictObject({ path: pathSchema.nullable() }),
  },
  'shell:save-text': {
    request: z.strictObject({ path: pathSchema, text: z.string().max(16_000_000) }),
    response: z.null(),
  },
  'shell:copy': {
    request: z.strictObject({ text: z.string().max(1_000_000) }),
    response: z.null(),
  },
  'shell:open-link': {
    request: z.strictObject({ url: z.string().max(2048) }),
    response: z.strictObject({ opened: z.boolean() }),
  },
} as const

export const channels = { ...engineChannels, ...shellChannels } as const
export type EngineChannel = keyof typeof engineChannels
export type ShellChannel = keyof typeof shellChannels
export type Channel = keyof typeof channels
export type Request<C extends Channel> = z.input<(typeof channels)[C]['request']>
export type Response<C extends Channel> = z.output<(typeof channels)[C]['response']>

/** Electron strips errors of their fields, so results are data. `hint` says what the user can do. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly error: { readonly code: string; readonly message: string; readonly hint: string | null }
    }

/** What the engine tells unasked, in order, per analysis. */
export const analysisEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('progress'),
    analysis: analysisIdSchema,
    source: z.int(),
    path: z.string(),
    bytesRead: z.number(),
    totalBytes: z.number().nullable(),
    packets: z.int(),
  }),
  /** Handshakes as soon as they are decided, several at a time; one told before replaces its earlier self. */
  z.strictObject({
    kind: z.literal('handshakes'),
    analysis: analysisIdSchema,
    handshakes: z.array(handshakeRowSchema),
  }),
  z.strictObject({ kind: z.literal('source'), analysis: analysisIdSchema, source: sourceSchema }),
  /** One input could not be read; the others go on. */
  z.strictObject({
    kind: z.literal('failed'),
    analysis: analysisIdSchema,
    path: z.string(),
    message: z.string(),
    hint: z.string().nullable(),
  }),
  /** A key log that is followed brought secrets of handshakes told before: the captures are read once more. */
  z.strictObject({ kind: z.literal('again'), analysis: analysisIdSchema }),
  /** Nothing more comes, unless it is read again. */
  z.strictObject({
    kind: z.literal('done'),
    analysis: analysisIdSchema,
    cancelled: z.boolean(),
    findings: z.array(findingSchema),
    /** Ways through the gateway, where both legs were seen. */
    paths: z.array(waySchema).optional(),
  }),
  ...probeEventSchemas,
  ...matrixEventSchemas,
])
export type AnalysisEvent = z.infer<typeof analysisEventSchema>

/** What the main process tells the window unasked. */
export type ShellEvent =
  | { readonly kind: 'engine-died'; readonly message: string }
  | { readonly kind: 'open-paths'; readonly paths: readonly string[] }
  | { readonly kind: 'menu'; readonly action: string }

/** What the preload script puts on `window.tlscope`: named verbs, nothing else. */
export interface Bridge {
  openCaptures(request: Request<'analysis:open'>): Promise<Outcome<Response<'analysis:open'>>>
  openLab(): Promise<Outcome<Response<'analysis:lab'>>>
  cancelAnalysis(request: Request<'analysis:cancel'>): Promise<Outcome<null>>
  handshakeDocument(request: Request<'handshake:document'>): Promise<Outcome<Response<'handshake:document'>>>
  messageBytes(request: Request<'message:bytes'>): Promise<Outcome<Response<'message:bytes'>>>
  exportAnnotated(request: Request<'export:annotated'>): Promise<Outcome<Response<'export:annotated'>>>
  reportMarkdown(request: Request<'report:markdown'>): Promise<Outcome<Response<'report:markdown'>>>
  startProbe(request: Request<'probe:start'>): Promise<Outcome<Response<'probe:start'>>>
  cancelProbe(): Promise<Outcome<null>>
  /** The passphrase goes to the engine process, and is kept nowhere else. */
  answerPassphrase(request: Request<'probe:answer-passphrase'>): Promise<Outcome<null>>
  confirmProbe(request: Request<'probe:confirm'>): Promise<Outcome<null>>
  saveProbe(request: Request<'probe:save'>): Promise<Outcome<Response<'probe:save'>>>
  probeProfiles(): Promise<Outcome<Response<'probe:profiles'>>>
  startMatrix(request: Request<'matrix:start'>): Promise<Outcome<Response<'matrix:start'>>>
  cancelMatrix(): Promise<Outcome<null>>
  openCell(request: Request<'matrix:open-cell'>): Promise<Outcome<Response<'matrix:open-cell'>>>
  compare(request: Request<'compare:run'>): Promise<Outcome<Response<'compare:run'>>>
  comparedBytes(request: Request<'compare:bytes'>): Promise<Outcome<Response<'compare:bytes'>>>
  inspectCertificates(
    request: Request<'certificates:inspect'>,
  ): Promise<Outcome<Response<'certificates:inspect'>>>
  makeClientCaBundle(
    request: Request<'certificates:make-bundle'>,
  ): Promise<Outcome<Response<'certificates:make-bundle'>>>
  makeRootFile(
    request: Request<'certificates:make-root'>,
  ): Promise<Outcome<Response<'certificates:make-root'>>>
  readAzureFiles(request: Request<'azure:read'>): Promise<Outcome<Response<'azure:read'>>>
  fillSession(request: Request<'session:fill'>): Promise<Outcome<Response<'session:fill'>>>
  sessionMarkdown(request: Request<'session:markdown'>): Promise<Outcome<Response<'session:markdown'>>>
  fileKinds(request: Request<'files:kinds'>): Promise<Outcome<Response<'files:kinds'>>>
  runbookFiles(): Promise<Outcome<Response<'runbook:files'>>>
  info(): Promise<Outcome<Response<'shell:info'>>>
  chooseCaptures(): Promise<Outcome<Response<'shell:choose-captures'>>>
  chooseKeyLogs(): Promise<Outcome<Response<'shell:choose-key-logs'>>>
  chooseRsaKeys(): Promise<Outcome<Response<'shell:choose-rsa-keys'>>>
  chooseCertificates(
    request: Request<'shell:choose-certificates'>,
  ): Promise<Outcome<Response<'shell:choose-certificates'>>>
  chooseAzureFiles(): Promise<Outcome<Response<'shell:choose-azure'>>>
  chooseRunbook(): Promise<Outcome<Response<'shell:choose-runbook'>>>
  leaveRunbook(): Promise<Outcome<null>>
  chooseOutput(request: Request<'shell:choose-output'>): Promise<Outcome<Response<'shell:choose-output'>>>
  saveText(request: Request<'shell:save-text'>): Promise<Outcome<null>>
  copy(request: Request<'shell:copy'>): Promise<Outcome<null>>
  openLink(request: Request<'shell:open-link'>): Promise<Outcome<Response<'shell:open-link'>>>
  /** The path of a file dropped on the window; empty if it has none. `file` is the DOM's File. */
  droppedPath(file: object): string
  /** Returns a function that stops listening. */
  onAnalysis(listener: (event: AnalysisEvent) => void): () => void
  onShell(listener: (event: ShellEvent) => void): () => void
}
