import { EMPTY_FORM, type ProbeForm } from './probe-form.ts'

/** What of the form is kept for the next start, and how it is taken up again. Pure. */

/** Headers may carry a token. Of files the path is kept alone; the program reads only those chosen in its dialogs. */
const NOT_KEPT: ReadonlySet<string> = new Set<keyof ProbeForm>(['headers'])

export function keptOf(form: ProbeForm): Partial<ProbeForm> {
  return Object.fromEntries(Object.entries(form).filter(([field]) => !NOT_KEPT.has(field)))
}

/** Whatever else lies in the storage is left out. */
export function restoredForm(stored: unknown): ProbeForm {
  if (typeof stored !== 'object' || stored === null) return EMPTY_FORM
  const known: Record<string, unknown> = { ...EMPTY_FORM }
  for (const [field, value] of Object.entries(stored)) {
    if (NOT_KEPT.has(field) || !(field in EMPTY_FORM)) continue
    const choices = CHOICES[field as keyof ProbeForm]
    if (Array.isArray(known[field])) known[field] = texts(value).slice(0, MOST_FILES)
    else if (choices === undefined ? typeof value === typeof known[field] : choices.includes(String(value)))
      known[field] = typeof value === 'string' ? value.slice(0, LONGEST) : value
  }
  return known as unknown as ProbeForm
}

/** As many as the contract takes. */
const MOST_FILES = 16
const LONGEST = 4096

function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.filter((one): one is string => typeof one === 'string' && one.length <= LONGEST)
}

const VERSIONS = ['', '1.0', '1.1', '1.2', '1.3']
const CHOICES: Partial<Readonly<Record<keyof ProbeForm, readonly string[]>>> = {
  credentialKind: ['none', 'pair', 'pfx'],
  sendChain: ['full', 'leaf'],
  tlsMin: VERSIONS,
  tlsMax: VERSIONS,
  sniKind: ['host', 'name', 'none'],
  family: ['both', '4', '6'],
}

/** How many targets are offered again. */
const MOST_TARGETS = 12

export function withTarget(targets: readonly string[], target: string): string[] {
  return [target, ...targets.filter((other) => other !== target)].slice(0, MOST_TARGETS)
}

export function restoredTargets(stored: unknown): string[] {
  return texts(stored).slice(0, MOST_TARGETS)
}
