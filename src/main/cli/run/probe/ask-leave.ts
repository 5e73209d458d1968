import { type AskLeave, targetsText } from '../../../probe/target-space.ts'
import { CommandError } from '../../exit-status.ts'
import { askOnTerminal, canAsk } from './ask.ts'

/** Leave to probe outside private address space: given by `--yes`, else asked for. */
export class Leave {
  readonly #yes: boolean
  #denied: CommandError | null = null

  constructor(yes: boolean) {
    this.#yes = yes
  }

  /** Why nothing was sent; `null` where leave was given, or none was needed. */
  get denied(): CommandError | null {
    return this.#denied
  }

  readonly ask: AskLeave = async (targets) => {
    if (this.#yes) return true
    const text = targetsText(targets)
    if (!canAsk()) {
      this.#denied = new CommandError(`${text}; --yes says that it may be probed`)
      return false
    }
    const answer = await askOnTerminal(`${text}. Probe it? [y/N] `, false)
    if (/^y(es)?$/i.test(answer?.trim() ?? '')) return true
    this.#denied = new CommandError('nothing was sent')
    return false
  }
}
