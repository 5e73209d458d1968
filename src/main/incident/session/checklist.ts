import data from '../../../../resources/session/checklist.json'
import { type Checklist, checklistSchema } from '../../../shared/incident/session/checklist.ts'

/** The checklist that the program was built with. */
export function readChecklist(): Checklist {
  return checklistSchema.parse(data)
}
