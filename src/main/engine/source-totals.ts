import { LimitsMet } from './limits-met.ts'
import { MalformedTls } from './malformed-tls.ts'
import { NotJudged } from './not-judged.ts'
import { DecryptionCounts } from './secrets.ts'

/** What the connections of one source came to. */
export interface SourceTotals {
  /** Connections that are not listed. */
  readonly others: number
  readonly broken: boolean
  readonly limits: LimitsMet
  readonly malformed: MalformedTls
  readonly decryption: DecryptionCounts
  readonly notJudged: NotJudged
}

/** The same while they are being judged. */
export class GrowingTotals implements SourceTotals {
  others = 0
  broken = false
  readonly limits = new LimitsMet()
  readonly malformed = new MalformedTls()
  readonly decryption = new DecryptionCounts()
  readonly notJudged = new NotJudged()
}
