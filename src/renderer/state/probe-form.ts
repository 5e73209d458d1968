import type { CredentialFiles, ProbeOptions } from '../../shared/ipc/probe-options.ts'

/** The form of a probe as typed, and what it asks the engine for. Pure; no secret is ever in it. */

export const TLS_VERSION_NAMES = ['1.0', '1.1', '1.2', '1.3'] as const
type TlsVersionName = (typeof TLS_VERSION_NAMES)[number]

export interface ProbeForm {
  readonly target: string
  readonly credentialKind: 'none' | 'pair' | 'pfx'
  readonly cert: string
  readonly key: string
  readonly pfx: string
  readonly sendChain: 'full' | 'leaf'
  readonly profile: string
  readonly tlsMin: TlsVersionName | ''
  readonly tlsMax: TlsVersionName | ''
  readonly sniKind: 'host' | 'name' | 'none'
  readonly sni: string
  /** Commas between them; `none` offers none, empty leaves it to the profile. */
  readonly alpn: string
  readonly sendHttp: boolean
  readonly method: string
  readonly path: string
  /** One a line. */
  readonly headers: string
  readonly wait: string
  readonly timeout: string
  readonly connect: string
  readonly proxy: string
  readonly family: 'both' | '4' | '6'
  readonly trustedRoots: readonly string[]
  readonly clientCa: readonly string[]
  readonly expectMtls: boolean
  readonly expectPrivate: boolean
  /** Axes that a matrix varies. */
  readonly varyTls: boolean
  readonly varyCertificate: boolean
  readonly varySni: boolean
  readonly varyAlpn: boolean
}

/** What is sent where nothing else is asked for: the gateway's own way of asking for a path that is not there. */
export const DEFAULT_PATH = '/status-0123456789abcdef'

export const EMPTY_FORM: ProbeForm = {
  target: '',
  credentialKind: 'none',
  cert: '',
  key: '',
  pfx: '',
  sendChain: 'full',
  profile: '',
  tlsMin: '',
  tlsMax: '',
  sniKind: 'host',
  sni: '',
  alpn: '',
  sendHttp: true,
  method: '',
  path: '',
  headers: '',
  wait: '',
  timeout: '',
  connect: '',
  proxy: '',
  family: 'both',
  trustedRoots: [],
  clientCa: [],
  expectMtls: false,
  expectPrivate: false,
  varyTls: true,
  varyCertificate: true,
  varySni: true,
  varyAlpn: true,
}

/** By field, one sentence each. */
export type FormErrors = Partial<Readonly<Record<keyof ProbeForm, string>>>

/** What the window can tell by itself; names, addresses and files are judged by the engine. */
export function formErrors(form: ProbeForm): FormErrors {
  const errors: Partial<Record<keyof ProbeForm, string>> = {}
  const target = form.target.trim()
  if (target === '') errors.target = 'Name the host to probe: HOST, HOST:PORT or a URL.'
  else if (/\s/.test(target)) errors.target = 'A host has no spaces in it.'
  if (form.credentialKind === 'pair') {
    if (form.cert === '') errors.cert = 'Choose the certificate, or the one file that holds both.'
  } else if (form.credentialKind === 'pfx' && form.pfx === '') {
    errors.pfx = 'Choose the PKCS#12 file (.pfx, .p12).'
  }
  if (form.sniKind === 'name' && form.sni.trim() === '') errors.sni = 'Type the name to send as SNI.'
  const [min, max] = [form.tlsMin || '1.0', form.tlsMax || '1.3']
  if (min > max) errors.tlsMin = `TLS ${min} is newer than TLS ${max}.`
  if (form.sendHttp) {
    if (form.path !== '' && !/^(\/|\*$)/.test(form.path.trim())) errors.path = 'A path begins with a slash.'
    const stranger = headerLines(form).find((line) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+:/.test(line))
    if (stranger !== undefined)
      errors.headers = `Not a header, expected Name: value: ${stranger.slice(0, 60)}`
  }
  if (!isSeconds(form.wait)) errors.wait = 'Seconds, from 0.1 to 600.'
  if (!isSeconds(form.timeout)) errors.timeout = 'Seconds, from 0.1 to 600.'
  return errors
}

/** What the engine is asked; call it on a form without errors. */
export function optionsOf(form: ProbeForm): ProbeOptions {
  const credential = credentialOf(form)
  return {
    target: form.target.trim(),
    ...text('connect', form.connect),
    ...text('proxy', form.proxy),
    ...text('profile', form.profile),
    ...text('wait', form.wait),
    ...text('timeout', form.timeout),
    ...(form.family === 'both' ? {} : { family: form.family === '4' ? 4 : 6 }),
    ...(form.sniKind === 'none' ? { sni: null } : form.sniKind === 'name' ? { sni: form.sni.trim() } : {}),
    ...alpnOf(form),
    ...(form.tlsMin === '' && form.tlsMax === ''
      ? {}
      : { tls: `${form.tlsMin || TLS_VERSION_NAMES[0]}-${form.tlsMax || '1.3'}` }),
    ...(credential === null ? {} : { credential, sendChain: form.sendChain }),
    ...(form.trustedRoots.length === 0 ? {} : { trustedRoots: [...form.trustedRoots] }),
    ...(form.clientCa.length === 0 ? {} : { clientCa: [...form.clientCa] }),
    ...(form.expectMtls ? { expectMtls: true } : {}),
    ...(form.expectPrivate ? { expectPrivate: true } : {}),
    ...(form.sendHttp ? httpOf(form) : { http: null }),
  }
}

function alpnOf({ alpn }: ProbeForm): Pick<ProbeOptions, 'alpn'> {
  const names = alpn.split(/[\s,]+/).filter((name) => name !== '')
  if (names.length === 0) return {}
  return { alpn: names.length === 1 && names[0] === 'none' ? '' : names.join(',') }
}

function credentialOf(form: ProbeForm): CredentialFiles | null {
  if (form.credentialKind === 'pfx') return { pfx: form.pfx }
  if (form.credentialKind !== 'pair') return null
  return form.key === '' ? { cert: form.cert } : { cert: form.cert, key: form.key }
}

function httpOf(form: ProbeForm): Pick<ProbeOptions, 'http' | 'method' | 'headers'> {
  const headers = headerLines(form)
  return {
    ...text('http', form.path),
    ...text('method', form.method),
    ...(headers.length === 0 ? {} : { headers }),
  }
}

function headerLines({ headers }: ProbeForm): string[] {
  return headers
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function isSeconds(typed: string): boolean {
  if (typed.trim() === '') return true
  const value = Number(typed)
  return value >= 0.1 && value <= 600
}

function text<K extends keyof ProbeOptions>(key: K, typed: string): { [P in K]?: string } {
  return typed.trim() === '' ? {} : ({ [key]: typed.trim() } as { [P in K]: string })
}

/** Which field an option of the engine's stands in, for its sentence. */
const FIELD_OF_OPTION: Readonly<Record<string, keyof ProbeForm>> = {
  target: 'target',
  connect: 'connect',
  family: 'family',
  proxy: 'proxy',
  sni: 'sni',
  alpn: 'alpn',
  profile: 'profile',
  tls: 'tlsMin',
  cert: 'cert',
  key: 'key',
  pfx: 'pfx',
  trustedRoots: 'trustedRoots',
  clientCa: 'clientCa',
  sendChain: 'sendChain',
  http: 'path',
  method: 'method',
  headers: 'headers',
  wait: 'wait',
  timeout: 'timeout',
}

/** The field that an error of the engine speaks of; `null`: none. */
export function fieldOfError(code: string, form: ProbeForm): keyof ProbeForm | null {
  const option = /^option:(\w+)$/.exec(code)?.[1]
  if (option === undefined) return null
  if (option === 'credential') return form.credentialKind === 'pfx' ? 'pfx' : 'cert'
  return FIELD_OF_OPTION[option] ?? null
}
