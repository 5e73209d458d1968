import { create } from 'zustand'
import type { CompareDocument } from '../../shared/contract/compare.ts'
import type { CompareSideRequest } from '../../shared/ipc/compare-channels.ts'
import type { Request, Response } from '../../shared/ipc/contract.ts'

/** Two handshakes held against one another, or what is there of them. */

/** One of the two as the user chose it. */
export interface CompareRef {
  readonly name: string
  /** Where it is open; it may be closed by the time it is compared. */
  readonly open: { readonly analysis: string; readonly handshake: string } | null
  /** Where it is found once more; `handshake: null`: the one that says most. */
  readonly file: { readonly path: string; readonly handshake: string | null } | null
}

export type CompareRoles = Request<'compare:run'>['roles']

/** The bytes of one message of both, as they were asked for. */
export interface ComparedBytes extends Response<'compare:bytes'> {
  readonly row: number
}

export interface CompareState {
  readonly a: CompareRef | null
  readonly b: CompareRef | null
  readonly roles: CompareRoles
  readonly status: 'none' | 'running' | 'done' | 'failed'
  /** Why there is nothing to show. */
  readonly problem: string | null
  readonly comparison: string | null
  readonly document: CompareDocument | null
  /** Whether what is the same, or new in every handshake, is left out. */
  readonly onlyDiffering: boolean
  /** `number` of the chosen message; `null`: the fields of all are shown. */
  readonly row: number | null
  readonly bytes: ComparedBytes | null
  /** Why the bytes asked for cannot be shown. */
  readonly noBytes: string | null
}

export const NOTHING_COMPARED: CompareState = {
  a: null,
  b: null,
  roles: null,
  status: 'none',
  problem: null,
  comparison: null,
  document: null,
  onlyDiffering: true,
  row: null,
  bytes: null,
  noBytes: null,
}

export const useCompare = create<CompareState>(() => NOTHING_COMPARED)
export const getCompare = useCompare.getState
export const setCompare = useCompare.setState

/** What the engine is asked: where it is open still, that one; else the file is read again. */
export function sideOf(ref: CompareRef, isOpen: (analysis: string) => boolean): CompareSideRequest | null {
  if (ref.open !== null && isOpen(ref.open.analysis)) return { kind: 'open', ...ref.open, name: ref.name }
  return ref.file === null ? null : { kind: 'file', ...ref.file }
}

/** `s1h3` is called `h3` in its own file. */
export function idInFile(handshake: string): string {
  return handshake.replace(/^s\d+/, '')
}
