import { create } from 'zustand'
import type { SessionDocument } from '../../shared/contract/session.ts'
import type { SessionAnswer } from '../../shared/ipc/session-channels.ts'

/** The session on show: what was pasted and dropped, and what the engine made of it. In memory alone. */

/** An answer as it was given, with what tells it from the others. */
export interface GivenAnswer {
  readonly id: number
  readonly answer: SessionAnswer
}

/** What is shown beside the list: an item, or one of the two pages of no single item. */
export type SessionPage = 'next' | 'queries' | { readonly item: string }

interface SessionState {
  readonly answers: readonly GivenAnswer[]
  readonly document: SessionDocument | null
  readonly unread: readonly string[]
  readonly page: SessionPage
  readonly filling: boolean
  /** Why nothing could be said, in a sentence. */
  readonly fault: string | null
}

export const useSession = create<SessionState>(() => ({
  answers: [],
  document: null,
  unread: [],
  page: 'next',
  filling: false,
  fault: null,
}))

export const getSession = useSession.getState
export const setSession = useSession.setState
