import type { ClientCredential } from '../../../probe/credential.ts'
import {
  type NamedOptions,
  type NamedRequest,
  probeRequest,
  RequestError,
} from '../../../probe/request/index.ts'
import { CommandError } from '../../exit-status.ts'
import { OPTION_NAMES } from '../../probe-options.ts'

/** @throws CommandError with the option's own name in front */
export function requestNamed(named: NamedOptions, credential: ClientCredential | null): NamedRequest {
  try {
    return probeRequest(named, credential)
  } catch (error) {
    if (error instanceof RequestError)
      throw new CommandError(`${OPTION_NAMES[error.field]}: ${error.message}`)
    throw error
  }
}
