import type { FindingId } from '../../../../../src/shared/diagnosis/taxonomy.ts'
import { CLIENT_AUTHENTICATION } from './client-authentication.ts'
import { HELLO } from './hello.ts'
import { HTTP } from './http.ts'
import type { Proof } from './proof.ts'
import { SERVER_CERTIFICATE } from './server-certificate.ts'
import { TRANSPORT } from './transport.ts'

/** The taxonomy's chapters that packets can prove, in its order. */
export const CHAPTERS: readonly (readonly [title: string, proofs: Readonly<Record<string, Proof>>])[] = [
  ['Name resolution and transport', TRANSPORT],
  ['Hello', HELLO],
  ['Server certificate', SERVER_CERTIFICATE],
  ['Client authentication', CLIENT_AUTHENTICATION],
  ['HTTP and the gateway', HTTP],
]

export const PROOFS: ReadonlyMap<FindingId, Proof> = new Map(
  CHAPTERS.flatMap(([, proofs]) => Object.entries(proofs) as [FindingId, Proof][]),
)
