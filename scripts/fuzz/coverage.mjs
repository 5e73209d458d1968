/** Where bytes from outside are read: whatever is never entered there is told by name. */
const READERS =
  /^src\/(shared\/(bytes|packet|x509|tls\/(message|record|fingerprint)|http|credential|azure\/documents|incident\/answer)|main\/(capture-file|tcp|decrypt|probe\/credentials))\//
/** Writers that stand beside the readers. */
const NO_READERS = /\/(synthesise|annotate|pcapng-writer|json-\w+)\.ts$/

/** What the inputs passed, of each target and of all. */
export class Coverage {
  #points
  #regions = []
  #all = new Uint8Array(0)
  #ofTarget = new Map()

  /** @param points of each file, by their number; `null` is not in the bundle */
  constructor(points) {
    this.#points = points
  }

  add(target, { passed, regions }) {
    if (passed.length === 0) return
    this.#regions = regions
    if (this.#all.length === 0) this.#all = new Uint8Array(passed.length)
    const own = this.#ofTarget.get(target) ?? new Uint8Array(passed.length)
    this.#ofTarget.set(target, own)
    for (let place = 0; place < passed.length; place++) {
      own[place] |= passed[place]
      this.#all[place] |= passed[place]
    }
  }

  /** Places that inputs of a target passed. */
  edges(target) {
    return this.#ofTarget.get(target)?.reduce((sum, classes) => sum + (classes === 0 ? 0 : 1), 0) ?? 0
  }

  /** Files by folder: functions entered and arms passed, of those in the bundle. */
  byFolder() {
    const folders = new Map()
    for (const { file, passed, points } of this.#files()) {
      const folder = file.split('/').slice(0, 3).join('/')
      const sum = folders.get(folder) ?? { entered: 0, functions: 0, passed: 0, arms: 0 }
      folders.set(folder, sum)
      for (const [at, point] of points.entries()) {
        if (point === null) continue
        if (point.kind === 'function') sum.functions++
        else sum.arms++
        if (passed[at] === 0) continue
        if (point.kind === 'function') sum.entered++
        else sum.passed++
      }
    }
    return [...folders].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** Functions that no input entered. @param readers only those of files that read bytes from outside */
  neverEntered(readers) {
    return this.#missing('function', readers)
  }

  /** Arms that no input passed, in functions that were entered. */
  neverPassed(readers) {
    const shut = new Set(this.neverEntered(false).map(({ file, name }) => `${file} ${name}`))
    return this.#missing('arm', readers).filter(({ file, name }) => !shut.has(`${file} ${name}`))
  }

  #missing(kind, readers) {
    return this.#files()
      .filter(({ file }) => !readers || (READERS.test(file) && !NO_READERS.test(file)))
      .flatMap(({ file, passed, points }) =>
        points.flatMap((point, at) =>
          point?.kind === kind && passed[at] === 0 ? [{ file, line: point.line, name: point.name }] : [],
        ),
      )
  }

  #files() {
    return this.#regions
      .map(({ file, start, count }) => ({
        file,
        passed: this.#all.subarray(start, start + count),
        points: this.#points.get(file) ?? [],
      }))
      .sort((a, b) => (a.file < b.file ? -1 : 1))
  }
}
