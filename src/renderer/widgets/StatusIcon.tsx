import { CircleAlert, CircleCheck, CircleHelp, Info, TriangleAlert } from 'lucide-react'

export type StatusKind = 'good' | 'bad' | 'doubtful' | 'unknown' | 'info'

const ICONS = {
  good: CircleCheck,
  bad: CircleAlert,
  doubtful: TriangleAlert,
  unknown: CircleHelp,
  info: Info,
} as const

/** The shape and hue of a judgement; its word stands beside it. */
export function StatusIcon({ status }: { status: StatusKind }) {
  const Icon = ICONS[status]
  return <Icon className={`status-icon ${status}`} aria-hidden="true" />
}
