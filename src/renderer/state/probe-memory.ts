import { EMPTY_FORM, type ProbeForm } from './probe-form.ts'

/** What of the form is kept for the next start, and how it is taken up again. Pure. */

/**
 * Files are chosen anew at each start: the program reads none with a key in it that was not chosen in its dialog.
 * Headers may carry a token, so they are not kept either.
 */
const NOT_KEPT: ReadonlySet<string> = new Set<keyof ProbeForm>([
  'credentialKind',
  'cert',
  'key',
  'pfx',
  'trustedRoots',
  'clientCa',
  'headers',
])

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
    if (choices === undefined ? typeof value === typeof known[field] : choices.includes(String(value)))
      known[field] = typeof value === 'string' ? value.slice(0, 8192) : value
  }
  return known as unknown as ProbeForm
}

const VERSIONS = ['', '1.0', '1.1', '1.2', '1.3']
const CHOICES: Partial<Readonly<Record<keyof ProbeForm, readonly string[]>>> = {
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
  if (!Array.isArray(stored)) return []
  return stored
    .filter((one): one is string => typeof one === 'string' && one.length <= 2048)
    .slice(0, MOST_TARGETS)
}
