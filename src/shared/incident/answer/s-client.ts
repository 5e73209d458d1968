import { readCertificateOnce, type X509Certificate } from '../../x509/certificate.ts'
import { readPem } from '../../x509/pem.ts'

/** One run of `openssl s_client`, as far as a diagnosis needs it. OpenSSL 1.1.1 to 3.x. */
export interface SClientReading {
  /** Host, address and `-servername` where the command line was pasted along. */
  readonly target: string | null
  readonly serverName: string | null
  /** As sent; whole certificates with `-showcerts`, else the leaf alone. */
  readonly chain: readonly X509Certificate[]
  /** Subjects of the chain as printed, the leaf first; also where no certificate was printed. */
  readonly subjects: readonly string[]
  readonly issuers: readonly string[]
  /** OpenSSL's verify code; `null`: none was printed. It is the jump box's opinion, not the gateway's. */
  readonly verify: { readonly code: number; readonly text: string } | null
  /** `unknown`: it did not get so far. */
  readonly requested: 'yes' | 'no' | 'unknown'
  readonly caNames: readonly string[]
  /** `TLSv1.2`; `null`: no session. */
  readonly version: string | null
  /** Number of the alert that the server sent; `null`: none. */
  readonly alert: number | null
  /** How it failed before TLS; `null`: it connected. */
  readonly noConnection: 'refused' | 'timeout' | 'unresolved' | 'unreachable' | null
}

/** Longest text that is looked at for runs, in UTF-16 code units. */
const LONGEST = 2_000_000
const MOST_RUNS = 20

/** Every run in a text; empty: it holds none. */
export function readSClient(text: string): SClientReading[] {
  const whole = text.slice(0, LONGEST)
  return runsOf(whole).flatMap((run) => readRun(run) ?? [])
}

/** A run begins at a command line that was copied along, else at the first of its own lines. */
function runsOf(text: string): string[] {
  const starts = [...text.matchAll(/^.*\bopenssl s_client\b/gm)].map(({ index }) => index)
  if (starts.length === 0) {
    const connected = [...text.matchAll(/^CONNECTED\([0-9A-Fa-f]+\)/gm)].map(({ index }) => index)
    // What precedes the first CONNECTED (verification, on standard error) belongs to it.
    starts.push(0, ...connected.slice(1))
  }
  return starts.slice(0, MOST_RUNS).map((start, at) => text.slice(start, starts[at + 1] ?? text.length))
}

function readRun(run: string): SClientReading | null {
  const connected = /^(?:CONNECTED\([0-9A-Fa-f]+\)|SSL handshake has read )/m.test(run)
  const noConnection = connected ? null : connectionError(run)
  if (!connected && noConnection === null) return null
  const { certificates, subjects, issuers } = chainOf(run)
  const caNames = caNamesOf(run)
  const verify = /^\s*Verify return code: (\d+) \(([^()\n]*(?:\([^()\n]*\)[^()\n]*)?)\)/m.exec(run)
  const version = /^\s*(?:New|Reused), (TLSv[\d.]+|SSLv3),/m.exec(run)?.[1] ?? null
  const asks =
    caNames.length > 0 || /^(?:Client Certificate Types|Requested Signature Algorithms):/m.test(run)
  const alert = /SSL alert number (\d+)/.exec(run)?.[1]
  return {
    target: /-connect[ =]+["']?([^\s"']+)/.exec(run)?.[1] ?? null,
    serverName: /-servername[ =]+["']?([^\s"']+)/.exec(run)?.[1] ?? null,
    chain: certificates,
    subjects,
    issuers,
    verify: verify === null ? null : { code: Number(verify[1]), text: verify[2] ?? '' },
    // The list is printed where a handshake came far enough, whether or not the server asked.
    requested: asks
      ? 'yes'
      : /^No client certificate CA names sent/m.test(run)
        ? answered(version)
        : 'unknown',
    caNames,
    version,
    alert: alert === undefined ? null : Number(alert),
    noConnection,
  }
}

/** Without a session nothing is known: the server may have ended it before it came to ask. */
function answered(version: string | null): 'no' | 'unknown' {
  return version === null ? 'unknown' : 'no'
}

function chainOf(run: string) {
  const listed = between(run, /^Certificate chain\r?\n/m, /^---\r?$/gm)
  const subjects = [...listed.matchAll(/^ *\d+ s:(.*)$/gm)].map((match) => (match[1] ?? '').trim())
  const issuers = [...listed.matchAll(/^ *i:(.*)$/gm)].map((match) => (match[1] ?? '').trim())
  const inList = certificatesIn(listed)
  const certificates = inList.length > 0 ? inList : certificatesIn(run)
  return { certificates, subjects, issuers }
}

/** The certificates of a PEM text that can be read, in order. */
export function certificatesIn(text: string): X509Certificate[] {
  return readPem(text).flatMap(({ kind, der, problem }) =>
    kind === 'certificate' && der !== null && problem === null ? [readCertificateOnce(der).body] : [],
  )
}

/** What stands between the first heading and the next end; empty where either is missing. Linear, whatever repeats. */
function between(text: string, heading: RegExp, end: RegExp): string {
  const head = heading.exec(text)
  if (head === null) return ''
  const start = head.index + head[0].length
  end.lastIndex = start
  const tail = end.exec(text)
  return tail === null ? '' : text.slice(start, tail.index)
}

function caNamesOf(run: string): string[] {
  const block = between(
    run,
    /^Acceptable client certificate CA names\r?\n/m,
    /^(?:---|Client Certificate Types|Requested |Shared |Peer |Server Temp)/gm,
  )
  return block
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function connectionError(run: string): SClientReading['noConnection'] {
  // Other programs fail in the same words.
  if (!/\bopenssl s_client\b|^connect:errno=|\bBIO_(?:connect|lookup_ex)\b/m.test(run)) return null
  if (/Connection refused|errno=111|errno=61\b|errno=10061/.test(run)) return 'refused'
  if (/Connection timed out|Operation timed out|errno=110|errno=60\b|errno=10060/.test(run)) return 'timeout'
  if (/BIO_lookup_ex|Name or service not known|nodename nor servname|No such host is known/.test(run))
    return 'unresolved'
  if (/No route to host|Network is unreachable|errno=113|errno=101\b/.test(run)) return 'unreachable'
  return null
}
