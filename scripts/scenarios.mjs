/**
 * Judges the labelled captures of the shared folder with the command line, those with a key log decrypted,
 * and prints the table. Exit status 1 if any row is wrong.
 *   node scripts/scenarios.mjs [--json]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const shared = resolve(process.env.TLSCOPE_SHARED ?? join(root, '..', 'shared'))
const folder = join(shared, 'scenarios')
const labels = join(folder, 'labels.tsv')

if (!existsSync(labels)) {
  console.log(`skipped: no labelled captures, ${labels} is absent (set TLSCOPE_SHARED)`)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ passed: 0, failed: 0, skipped: 1 }))
  process.exit(0)
}

const rows = readRows(labels)
let failed = 0
for (const row of rows) {
  const wrong = judge(row)
  if (wrong.length > 0) failed++
  console.log(`${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${row.file} ${row.options}`.trimEnd())
  for (const line of wrong) console.log(`         ${line}`)
}
const passed = rows.length - failed
console.log(`scenario labels: ${passed} of ${rows.length} right`)
if (process.argv.includes('--json')) console.log(JSON.stringify({ passed, failed, skipped: 0 }))
process.exit(failed === 0 ? 0 : 1)

function readRows(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/)
  const names = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
  })
}

/** What is wrong with the verdict on one row; nothing if it is right. */
function judge(row) {
  const options = row.options === '' ? [] : row.options.split(' ')
  if (row.keylog !== '') options.push('--keylog', join(folder, row.keylog))
  const run = spawnSync(
    process.execPath,
    [join(root, 'bin', 'tlscope.mjs'), 'analyze', join(folder, row.file), '--json', ...options],
    { encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 1024 * 1024 },
  )
  if (run.status === null) return ['did not end within a minute']
  let document
  try {
    document = JSON.parse(run.stdout)
  } catch {
    return [`exit ${run.status}, no JSON: ${run.stderr.trim()}`]
  }
  if (document.handshakes.length !== 1) return [`${document.handshakes.length} handshakes, one expected`]
  const decrypted = row.keylog === '' || document.sources[0].decryptedHandshakes === 1
  return [
    ...(decrypted ? [] : ['nothing was decrypted with its key log']),
    ...compare(row, document.handshakes[0], run.status),
  ]
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
