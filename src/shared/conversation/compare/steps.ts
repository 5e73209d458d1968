import { isIcmp, type LadderMessage } from '../conversation.ts'
import { CLOSE_NOTIFY } from '../ending.ts'
import type { Compared, Step } from './shape.ts'

/** Rows of one conversation that are compared; a longer one is a session that renegotiates or talks for ever. */
export const MOST_STEPS = 400

/** How the network fared is no part of what was said. */
const NOT_SAID: ReadonlySet<string> = new Set(['Retransmission', 'Hole'])
/** A guess at a record with several messages in it, or of a kind. */
const GUESSED_EMPTY = ' (empty)'
const MESSAGE_NAME = /^[A-Z][A-Za-z]+$/

/** The ladder as it is aligned: without retransmissions, guesses in the place of what could not be opened. */
export function stepsOf(compared: Compared): { steps: Step[]; left: number } {
  const { messages } = compared.facts.conversation
  const steps: Step[] = []
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index]
    if (message === undefined || NOT_SAID.has(message.type) || isIcmp(message.type)) continue
    if (steps.length >= MOST_STEPS) return { steps, left: messages.length - index }
    steps.push(...stepsOfRow(compared, index, message))
  }
  return { steps, left: 0 }
}

function stepsOfRow(compared: Compared, index: number, message: LadderMessage): Step[] {
  const plain: Step = {
    index,
    message,
    from: message.from,
    layer: message.layer,
    type: message.type,
    guessed: false,
    alone: true,
    hidden: false,
    empty: false,
    fatal: message.type === 'Alert' && isFatal(compared, index, message),
  }
  if (message.layer !== 'tls' || !message.encrypted || message.decrypted) return [plain]
  const likely = compared.facts.exchange.likely.get(index)
  if (likely === undefined) {
    const hidden = message.type === 'EncryptedHandshake' || isEarly(compared, index, message)
    return [hidden ? { ...plain, type: 'EncryptedHandshake', hidden: true } : plain]
  }
  const guesses = likely.split(', ')
  return guesses.map((guess) => ({
    ...guessAt(plain, guess),
    alone: guesses.length === 1,
    fatal: guess === 'Alert' && isFatal(compared, index, message),
  }))
}

function guessAt(plain: Step, guess: string): Step {
  const empty = guess.endsWith(GUESSED_EMPTY)
  const type = empty ? guess.slice(0, -GUESSED_EMPTY.length) : guess
  if (!MESSAGE_NAME.test(type)) return { ...plain, type: 'EncryptedHandshake', hidden: true }
  return { ...plain, type, guessed: true, empty }
}

/** TLS 1.3: a protected record before the handshake was finished holds messages of it, whatever they are. */
function isEarly({ facts }: Compared, index: number, { type }: LadderMessage): boolean {
  const { completedAt } = facts.exchange
  return facts.tls13 && type === 'ApplicationData' && (completedAt === null || index < completedAt)
}

/** An alert that could not be opened ends the session for a reason where the verdict says that it did. */
function isFatal({ verdict }: Compared, index: number, { alert }: LadderMessage): boolean {
  const description = alert?.description?.value
  return description === undefined ? verdict.break?.row === index : description !== CLOSE_NOTIFY
}

/** What a step is matched by. */
export function keyOf(step: Step): string {
  const type = step.type === 'Alert' ? `Alert ${step.fatal ? 'fatal' : 'goodbye'}` : step.type
  return `${step.from} ${type}`
}
