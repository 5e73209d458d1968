import {
  Check,
  CircleDashed,
  CircleQuestionMark,
  DoorOpen,
  FileText,
  Hourglass,
  type LucideIcon,
  Minus,
  Unplug,
  X,
  Zap,
} from 'lucide-react'
import type { MatrixCell, MatrixIcon } from '../../../shared/contract/matrix.ts'

const ICONS: Readonly<Record<MatrixIcon, LucideIcon>> = {
  check: Check,
  cross: X,
  page: FileText,
  bolt: Zap,
  door: DoorOpen,
  hourglass: Hourglass,
  plug: Unplug,
  minus: Minus,
  question: CircleQuestionMark,
  blank: CircleDashed,
}

/** What a cell came to: its icon and its word. `null`: nobody knows yet. */
export function CellMark({ cell }: { cell: MatrixCell | null }) {
  const Icon = ICONS[cell?.icon ?? 'blank']
  return (
    <span className={`cell-mark ${cell?.colour ?? 'waiting'}`}>
      <Icon aria-hidden="true" />
      {cell === null ? <span className="said">not asked yet</span> : <strong>{cell.word}</strong>}
      {cell?.unsteady === true && <span className="tag todo">unsteady</span>}
    </span>
  )
}
