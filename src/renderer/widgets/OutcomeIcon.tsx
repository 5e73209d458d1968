import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import type { Outcome } from '../../shared/conversation/vocabulary.ts'

const ICONS = { broken: CircleX, completed: CircleCheck, incomplete: CircleDashed } as const

/** The shape of an outcome; its word stands beside it or in its button's name. */
export function OutcomeIcon({ outcome }: { outcome: Outcome }) {
  const Icon = ICONS[outcome]
  return <Icon className={`outcome-icon ${outcome}`} aria-hidden="true" />
}
