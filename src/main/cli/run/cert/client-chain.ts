import type { ClientChain } from '../../../certificates/client-verdict.ts'
import { identify } from '../../../probe/credentials/identity.ts'
import { CommandError } from '../../exit-status.ts'
import type { CertificateInput } from './read-input.ts'

/** Whose certificate an input holds, and its issuers as far as they stand beside it. @throws CommandError: none */
export async function clientChainOf({
  name,
  certificates,
  material,
}: CertificateInput): Promise<ClientChain> {
  const chain = material === null ? certificates : (await identify(material)).chain
  const [leaf, ...issuers] = chain
  if (leaf === undefined) throw new CommandError(`${name}: no certificate in it`)
  return { file: name, leaf, issuers }
}
