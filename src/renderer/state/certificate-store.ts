import { create } from 'zustand'
import type { InspectedFiles } from '../../shared/ipc/certificate-channels.ts'

/** The certificate files on show, and what the engine said of them. */

interface CertificateState {
  /** Paths, in the order they came. */
  readonly files: readonly string[]
  /** Roots that the chains should end at. */
  readonly roots: readonly string[]
  readonly host: string
  readonly reading: boolean
  /** `null`: nothing was read yet. */
  readonly told: InspectedFiles | null
  /** Why nothing could be said, in a sentence. */
  readonly fault: string | null
}

export const useCertificates = create<CertificateState>(() => ({
  files: [],
  roots: [],
  host: '',
  reading: false,
  told: null,
  fault: null,
}))

export const getCertificates = useCertificates.getState
export const setCertificates = useCertificates.setState
