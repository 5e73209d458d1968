import type { OpenedCredential } from '../probe/credentials/index.ts'
import type { CellFacts } from '../probe/matrix/index.ts'
import type { ProbeExtras } from './probe/index.ts'

/**
 * What one cell of a matrix is judged by: the certificate that this cell could send and no other, and the name only
 * where it was asked for.
 * @param credentials in the order of the question's
 */
export function cellExtras(
  extras: ProbeExtras,
  credentials: readonly OpenedCredential[],
  { credential, expectsName }: CellFacts,
): ProbeExtras {
  return {
    ...extras,
    credential: credential === null ? null : (credentials[credential] ?? null),
    host: expectsName ? extras.host : null,
  }
}
