import { z } from 'zod'
import { fromHex } from '../../../shared/bytes/text.ts'
import { CONFIDENCES } from '../../../shared/runbook/article.ts'
import {
  certificateCompressionCode,
  cipherSuiteCode,
  extensionCode,
  groupCode,
  signatureSchemeCode,
  versionCode,
} from './code-points.ts'

/**
 * A profile: how one TLS client greets, whom it believes and how it refuses, as a data file of resources/profiles.
 * Every group of values says where it comes from and how far that source carries.
 */

const text = z.string().min(1)
/** A row of the fact sheet: `1.1.2`, `3.8b`. */
const row = z.string().regex(/^\d+(\.\d+)*[a-z]?$/)

const grounds = {
  confidence: z.enum(CONFIDENCES),
  /** What it was taken from: a document with its date, a capture, a measurement with the program's version. */
  source: text,
  rows: z.array(row).optional(),
  /** What a reader should know beside it. */
  note: text.optional(),
}

/** A name that has a code point; the code point itself is what a plan is made of. */
function named(code: (name: string) => number | null, what: string) {
  return z.string().refine((name) => code(name) !== null, { error: `is no ${what} known by this name` })
}

const version = named(versionCode, 'version')
const group = named(groupCode, 'group')
const scheme = named(signatureSchemeCode, 'signature scheme')

/** By name alone where the hello says what goes in; else with its content. */
const extension = z.union([
  named(extensionCode, 'extension'),
  z.strictObject({
    name: named(extensionCode, 'extension'),
    /** extension_data as it goes on the wire. */
    hex: z.string().refine((hex) => fromHex(hex) !== null, { error: 'is no hex' }),
  }),
  /** Content that is new in every hello. */
  z.strictObject({ name: z.literal('encrypted_client_hello'), content: z.literal('grease') }),
])

const hello = z.strictObject({
  /** Of the first record. */
  recordVersion: version,
  legacyVersion: version,
  /** In the order of supported_versions. */
  versions: z.array(version).min(1),
  sessionId: z.enum(['random', 'empty']),
  /** Signalling suites included. */
  cipherSuites: z.array(named(cipherSuiteCode, 'cipher suite')).min(1),
  groups: z.array(group),
  keyShares: z.array(group),
  signatureAlgorithms: z.array(scheme),
  /** Empty: no such extension. */
  certificateSignatureAlgorithms: z.array(scheme),
  alpn: z.array(text),
  /** Algorithms of compress_certificate; empty: no such extension. */
  certificateCompression: z.array(named(certificateCompressionCode, 'certificate compression')),
  extensions: z.array(extension),
  /** `permuted`: shuffled in every hello, but for GREASE at both ends. */
  extensionOrder: z.enum(['fixed', 'permuted']),
  /** The hello is filled up to so many bytes by the padding extension. */
  padTo: z.number().int().positive().nullable(),
})

export const HELLO_PARTS = Object.keys(hello.shape) as (keyof z.infer<typeof hello>)[]

/** What a client looks at in a server's certificates. */
export const CERTIFICATE_CHECKS = [
  'root',
  'chain',
  'name',
  'expired',
  'not-yet-valid',
  'purpose',
  'strength',
  'revocation',
] as const

const failure = z.discriminatedUnion('how', [
  /** `alertTls13` where TLS 1.3 gets another number. */
  z.strictObject({
    how: z.literal('alert'),
    alert: z.number().int().min(0).max(255),
    alertTls13: z.number().int().min(0).max(255).optional(),
  }),
  /** The handshake completes; then close_notify and FIN without a request. */
  z.strictObject({ how: z.literal('close-after-handshake') }),
  /** The client goes on. */
  z.strictObject({ how: z.literal('none') }),
  z.strictObject({ how: z.literal('unknown') }),
])

const profile = z.strictObject({
  schema: z.literal('tlscope.profile/1'),
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: text,
  /** One sentence: whom it stands for. */
  summary: text,
  /** The program that can be measured on a machine of ours; `null`: there is none. */
  program: z.strictObject({ name: text, version: text }).nullable(),
  hello,
  provenance: z.array(
    z.strictObject({
      ...grounds,
      of: z.array(z.enum(HELLO_PARTS as [string, ...string[]])).min(1),
    }),
  ),
  serverName: z.strictObject({
    ...grounds,
    /**
     * `host`: the name connected to, never an address. `dotted-host`: only where it has a dot. `configured`: what the
     * gateway's configuration says. `none`: never sent.
     */
    habit: z.enum(['host', 'dotted-host', 'configured', 'none']),
    note: text,
  }),
  certificateChecks: z.array(
    z.strictObject({
      ...grounds,
      check: z.enum(CERTIFICATE_CHECKS),
      does: z.enum(['yes', 'no', 'unknown']),
      failure,
    }),
  ),
  clientCertificate: z.strictObject({
    ...grounds,
    canPresent: z.boolean(),
    /** Whether a certificate whose issuer is not among the CertificateRequest's names is kept back. */
    filtersByCaNames: z.enum(['yes', 'no', 'unknown', 'has-none']),
    note: text,
  }),
})

/** Holds a profile's parts against each other: every part of the hello has its source, every check one entry. */
export const profileSchema = profile.superRefine((value, context) => {
  const told = value.provenance.flatMap(({ of }) => of)
  const problem = (message: string) => context.addIssue({ code: 'custom', message, path: ['provenance'] })
  for (const part of HELLO_PARTS) {
    const times = told.filter((name) => name === part).length
    if (times !== 1) problem(`hello.${part} has ${times} sources; it must have one`)
  }
  for (const check of CERTIFICATE_CHECKS) {
    const entries = value.certificateChecks.filter((entry) => entry.check === check).length
    if (entries !== 1) {
      context.addIssue({
        code: 'custom',
        message: `the check "${check}" has ${entries} entries; it must have one`,
        path: ['certificateChecks'],
      })
    }
  }
})

export type Profile = z.infer<typeof profileSchema>
export type ProfileHello = Profile['hello']
export type CertificateCheck = Profile['certificateChecks'][number]
