import { create } from 'zustand'
import type { CredentialFiles, ProbeQuestion, ProfileSummary } from '../../shared/ipc/probe-options.ts'
import type { Analysis } from './analysis.ts'
import { EMPTY_FORM, type FormErrors, type ProbeForm } from './probe-form.ts'

export const DETAIL_TABS = ['fix', 'credential', 'server', 'connection'] as const
export type DetailTab = (typeof DETAIL_TABS)[number]

/** What the window knows of probes beside the analysis on show. */
export interface ProbeState {
  readonly form: ProbeForm
  /** What the form asks for. */
  readonly mode: 'probe' | 'matrix'
  /** Further client certificates of a matrix, by path. */
  readonly further: readonly CredentialFiles[]
  /** Targets probed before, the last one first. */
  readonly targets: readonly string[]
  readonly errors: FormErrors
  /** Why the last start failed, where no field is to blame. */
  readonly problem: string | null
  /** What the engine waits for. The answer is never kept. */
  readonly question: { readonly analysis: string; readonly question: ProbeQuestion } | null
  /** `null`: not asked for yet. */
  readonly profiles: readonly ProfileSummary[] | null
  /** The tab on show beside the ladder. */
  readonly detail: DetailTab
  /** Probes that can be shown again, the last one first; the one on show is not among them. */
  readonly earlier: readonly Analysis[]
}

export const useProbe = create<ProbeState>(() => ({
  form: EMPTY_FORM,
  mode: 'probe',
  further: [],
  targets: [],
  errors: {},
  problem: null,
  question: null,
  profiles: null,
  detail: 'fix',
  earlier: [],
}))

export const getProbe = useProbe.getState
export const setProbe = useProbe.setState

/** Changes a field; what was said against it is forgotten. */
export function typeField<K extends keyof ProbeForm>(field: K, value: ProbeForm[K]): void {
  const { form, errors } = getProbe()
  const rest = Object.entries(errors).filter(([name]) => name !== field)
  setProbe({ form: { ...form, [field]: value }, errors: Object.fromEntries(rest), problem: null })
}

export function showDetail(name: string): void {
  const detail = DETAIL_TABS.find((tab) => tab === name)
  if (detail !== undefined) setProbe({ detail })
}
