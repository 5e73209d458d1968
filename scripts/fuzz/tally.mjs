import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names of what was never reached that are printed; all of them are written. */
const MOST_NAMES = 40

/** What was tried, failed and reached, of all threads. */
export class Tally {
  #folder
  #seed
  #coverage
  #targets = new Map()
  #failures = new Map()

  constructor(folder, seed, coverage) {
    this.#folder = folder
    this.#seed = seed
    this.#coverage = coverage
  }

  /** What every run passes before the first input: tables that are made once, for one. */
  loaded(passed) {
    this.#coverage.add('', passed)
  }

  count(target, done) {
    const { tried, found, kept, slowest, slowestNumber } = done
    const counted = this.#targets.get(target) ?? { tried: 0, slowest: 0, slowestNumber: 0, kept: 0 }
    this.#targets.set(target, counted)
    counted.tried += tried
    counted.kept += kept.length
    if (slowest > counted.slowest) Object.assign(counted, { slowest, slowestNumber })
    this.#coverage.add(target, done)
    for (const failure of found) this.fail(target, failure)
  }

  fail(target, failure) {
    if (this.#failures.has(failure.signature)) return
    this.#failures.set(failure.signature, failure)
    const name = join(this.#folder, `${target}.${this.#failures.size}`)
    const { input, smallest, ...told } = failure
    const again = `npm run fuzz -- --target ${target} --seed ${this.#seed} --only ${failure.number} --input test-results/fuzz/${target}.${this.#failures.size}.bin`
    console.log(`FAILED ${failure.signature}\n  ${failure.message}\n  ${again}`)
    writeFileSync(`${name}.json`, `${JSON.stringify({ ...told, again }, null, 2)}\n`)
    if (input !== undefined) writeFileSync(`${name}.bin`, input)
    if (smallest !== undefined) writeFileSync(`${name}.hex`, sample(told, smallest))
  }

  /** Prints the sums. @returns the exit status */
  finish(corpus) {
    corpus?.tidy()
    let total = 0
    for (const [target, { tried, slowest, slowestNumber, kept }] of this.#targets) {
      total += tried
      const edges = this.#coverage.edges(target)
      const reached = edges === 0 ? '' : `, ${String(edges).padStart(5)} places reached, ${kept} inputs kept`
      console.log(
        `${target.padEnd(16)} ${String(tried).padStart(10)} inputs, the slowest ${slowest.toFixed(0)} ms (number ${slowestNumber})${reached}`,
      )
    }
    this.#tellCoverage()
    console.log(`fuzz: ${total} inputs, ${this.#failures.size} failures, seed ${this.#seed}`)
    return this.#failures.size === 0 ? 0 : 1
  }

  #tellCoverage() {
    const folders = this.#coverage.byFolder()
    if (folders.length === 0) return
    const sums = folders.map(
      ([folder, { entered, functions, passed, arms }]) =>
        `${folder.padEnd(28)} ${share(entered, functions)} functions entered, ${share(passed, arms)} arms passed`,
    )
    const shut = this.#coverage.neverEntered(true).map(named)
    console.log(`\n${sums.join('\n')}\n\nNever entered, of what reads bytes from outside: ${shut.length}`)
    for (const one of shut.slice(0, MOST_NAMES)) console.log(`  ${one}`)
    if (shut.length > MOST_NAMES)
      console.log(`  and ${shut.length - MOST_NAMES} more (test-results/fuzz/coverage.txt)`)
    const parts = [
      ['by folder', sums],
      ['never entered, of what reads bytes from outside', shut],
      ['arms never passed, there', this.#coverage.neverPassed(true).map(named)],
      ['never entered, of all', this.#coverage.neverEntered(false).map(named)],
    ]
    writeFileSync(
      join(this.#folder, 'coverage.txt'),
      parts.map(([title, lines]) => `# ${title}\n${lines.join('\n')}\n`).join('\n'),
    )
  }
}

function named({ file, line, name }) {
  return `${file}:${line} ${name}`
}

function share(part, whole) {
  return `${part} of ${whole}`.padStart(14)
}

/** As test/fuzz/regressions keeps it; not of inputs that were made from somebody's capture. */
function sample({ signature, own }, bytes) {
  const lines =
    Buffer.from(bytes)
      .toString('hex')
      .match(/.{1,100}/g) ?? []
  const origin = own ? '' : '# May hold bytes of a capture: keep it out of the repository.\n'
  return `# ${signature}\n${origin}${lines.join('\n')}\n`
}
