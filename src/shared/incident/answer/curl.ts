/** One run of `curl -v`, or of `curl -w '%{http_code} …'`. */
export interface CurlReading {
  /** Host name of the URL, where the command line or the request shows it. */
  readonly host: string | null
  readonly address: string | null
  readonly status: number | null
  /** The `Server` header of the answer. */
  readonly server: string | null
  /** curl's own exit code and words, where it failed. */
  readonly error: { readonly code: number; readonly text: string } | null
  /** A CertificateRequest is in its trace; `null`: there is no trace. */
  readonly asked: boolean | null
}

const LONGEST = 500_000

/** `null`: the text is none. */
export function readCurl(text: string): CurlReading | null {
  const whole = text.slice(0, LONGEST)
  const error = /^curl: \((\d+)\) (.*)$/m.exec(whole)
  const responses = [...whole.matchAll(/^(?:< )?HTTP\/[\d.]+ (\d{3})\b/gm)]
  const timed = /^(\d{3}) in [\d.]+ s\s*$/m.exec(whole)?.[1]
  const traced = /^\* /m.test(whole)
  // An interim answer (100, 103) is none, nor is a proxy's to CONNECT.
  const statuses = responses.map((match) => Number(match[1])).filter((status) => status >= 200)
  const status = statuses.at(-1) ?? (timed === undefined ? null : Number(timed))
  if (error === null && status === null && !(traced && /^> [A-Z]+ \S+ HTTP\//m.test(whole))) return null
  return {
    host:
      /\bhttps:\/\/([A-Za-z0-9.-]+)/.exec(whole)?.[1] ??
      /^> Host: ([A-Za-z0-9.-]+)/im.exec(whole)?.[1] ??
      null,
    address:
      /^\* Connected to \S+ \(([0-9a-fA-F.:]+)\)/m.exec(whole)?.[1] ??
      /^\* +Trying (?:\[([0-9a-fA-F:]+)\]|([0-9.]+)):/m
        .exec(whole)
        ?.slice(1)
        .find((one) => one !== undefined) ??
      null,
    status: status === 0 ? null : status,
    server: /^(?:< )?server: *([^\r\n]{1,100})/im.exec(whole)?.[1]?.trim() ?? null,
    error: error === null ? null : { code: Number(error[1]), text: (error[2] ?? '').trim() },
    asked: /TLS handshake, (?:Client hello|Server hello)/.test(whole)
      ? /TLS handshake, Request CERT/.test(whole)
      : null,
  }
}
