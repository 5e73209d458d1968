import { mutate } from './mutate.ts'
import { Random } from './random.ts'
import type { Target } from './target.ts'

/** Inputs of one target, made and tried one after the other; each can be made again by its number. */
export class Campaign {
  readonly target: Target
  readonly seed: number
  readonly #seeds: readonly Uint8Array[]
  readonly #name: number

  /** @param captures whole captures beside the target's own seeds, for targets that take them */
  constructor(target: Target, seed: number, captures: readonly Uint8Array[] = []) {
    this.target = target
    this.seed = seed
    this.#seeds = [...target.seeds(), ...(target.takesCaptures ? captures : [])]
    this.#name = numberOf(target.name)
  }

  input(number: number): Uint8Array {
    const random = this.#random(number)
    const seed = random.pick(this.#seeds) ?? new Uint8Array(0)
    return mutate(seed, random, this.target.grammar, this.#seeds)
  }

  /** Makes input `number` and tries it. Throws, or rejects, what the target throws. */
  try(number: number): void | Promise<void> {
    return this.target.run(this.input(number), details(this.seed, number))
  }

  #random(number: number): Random {
    return new Random(this.seed ^ this.#name, number)
  }
}

/** Keeps the inputs of targets apart that have the same seed. */
export function numberOf(name: string): number {
  return [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7)
}

/** What a target decides by chance while it reads, apart from how the input was made. */
export function details(seed: number, number: number): Random {
  return new Random(seed ^ 0x5eed, number)
}

export interface Failure {
  readonly target: string
  readonly seed: number
  readonly number: number
  readonly message: string
  readonly stack: string
}

export function failureOf(campaign: Campaign, number: number, error: unknown): Failure {
  const { target, seed } = campaign
  const told = error instanceof Error ? error : new Error(String(error))
  return { target: target.name, seed, number, message: told.message, stack: told.stack ?? told.message }
}

/** Where it failed, so that one defect is told once: the message without its numbers, and the first own frame. */
export function signatureOf(failure: Failure): string {
  const frame = failure.stack.split('\n').find((line) => /^\s+at /.test(line) && !/\bmust\b/.test(line)) ?? ''
  return `${failure.target}: ${failure.message.replace(/\d+/g, '#').slice(0, 80)} ${frame.trim().split(' ')[1] ?? ''}`
}
