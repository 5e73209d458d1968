import { CircleAlert, CircleCheck, CircleHelp, CircleX } from 'lucide-react'

export type Word = 'yes' | 'no' | 'if' | 'uncertain' | 'unknown'

const MARKS = {
  yes: CircleCheck,
  no: CircleX,
  if: CircleAlert,
  uncertain: CircleHelp,
  unknown: CircleHelp,
} as const

/** A verdict's sign: by shape, then by colour, and with its word for the ear. `calm`: a no that is no fault. */
export function Mark({ word, said, calm = false }: { word: Word; said: string; calm?: boolean }) {
  const Icon = MARKS[word]
  return <Icon className={`certificate-mark ${word}${calm ? ' calm' : ''}`} role="img" aria-label={said} />
}
