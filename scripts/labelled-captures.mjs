/**
 * The labelled captures of the shared folder (labels.tsv beside them): reading the labels, asking the command line,
 * holding its verdict against them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const shared = resolve(process.env.TLSCOPE_SHARED ?? join(root, '..', 'shared'))
const folder = join(shared, 'scenarios')
const labels = join(folder, 'labels.tsv')

/** Why there are none, as a line to print; `null`: they are there. */
export const whyAbsent = existsSync(labels)
  ? null
  : `skipped: no labelled captures, ${labels} is absent (set TLSCOPE_SHARED)`

/** One object a row, by the names of the first line; `a|b` in a cell: either is right. */
export function readRows() {
  const [head, ...lines] = readFileSync(labels, 'utf8').trimEnd().split(/\r?\n/)
  const names = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
  })
}

/** Runs the command line of this checkout. @returns its exit status, `null` after a minute, and its JSON */
export function runTlscope(args, timeout = 60_000) {
  const run = spawnSync(process.execPath, [join(root, 'bin', 'tlscope.mjs'), ...args], {
    encoding: 'utf8',
    timeout,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (run.status === null) return { status: null, document: null, failure: 'did not end in time' }
  try {
    return { status: run.status, document: JSON.parse(run.stdout), failure: null }
  } catch {
    return {
      status: run.status,
      document: null,
      failure: `exit ${run.status}, no JSON: ${run.stderr.trim()}`,
    }
  }
}

/** The handshake of a row as the product sees it, and what is wrong with that; no line if it is right. */
export function judge(row) {
  const options = row.options === '' ? [] : row.options.split(' ')
  if (row.keylog !== '') options.push('--keylog', join(folder, row.keylog))
  const { status, document, failure } = runTlscope(['analyze', join(folder, row.file), '--json', ...options])
  if (document === null) return { handshake: null, wrong: [failure] }
  const [handshake] = document.handshakes
  if (document.handshakes.length !== 1)
    return { handshake: null, wrong: [`${document.handshakes.length} handshakes, one expected`] }
  const decrypted = row.keylog === '' || document.sources[0].decryptedHandshakes === 1
  const wrong = [
    ...(decrypted ? [] : ['nothing was decrypted with its key log']),
    ...compare(row, handshake, status),
  ]
  return { handshake, wrong }
}

function compare(row, handshake, status) {
  const wrong = []
  const { outcome, break: broke, findings } = handshake
  const ids = findings.map((finding) => finding.id)
  const expect = (name, accepted, found) => {
    if (!accepted.includes(found)) wrong.push(`${name}: ${found}, expected ${accepted.join(' or ')}`)
  }
  expect('outcome', row.outcome.split('|'), outcome)
  if (outcome === 'broken') {
    expect('stage', row.stage.split('|'), broke?.stage ?? '')
    expect('ended by', row.ended_by.split('|'), broke?.endedBy ?? 'none')
    if (row.accept_first_finding !== '') {
      expect('first finding', row.accept_first_finding.split('|'), ids[0] ?? 'none')
    }
  } else {
    if (broke !== null) wrong.push('a break although the outcome is not broken')
    for (const finding of findings) {
      if (finding.severity === 'error') wrong.push(`error finding ${finding.id} on a ${outcome} handshake`)
    }
  }
  for (const id of row.must_include === '' ? [] : row.must_include.split('|')) {
    if (!ids.includes(id)) wrong.push(`finding ${id} is missing (found ${ids.join(', ') || 'none'})`)
  }
  const expectedStatus = findings.some(({ severity }) => severity === 'error') || broke !== null ? 1 : 0
  if (status !== expectedStatus) wrong.push(`exit status ${status}, expected ${expectedStatus}`)
  return wrong
}
