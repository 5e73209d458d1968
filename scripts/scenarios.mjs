/**
 * Judges the labelled captures of the shared folder with the command line, those with a key log decrypted,
 * and prints the table. Exit status 1 if any row is wrong.
 *   node scripts/scenarios.mjs [--json]
 */
import { judge, readRows, whyAbsent } from './labelled-captures.mjs'

if (whyAbsent !== null) {
  console.log(whyAbsent)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ passed: 0, failed: 0, skipped: 1 }))
  process.exit(0)
}

const rows = readRows()
let failed = 0
for (const row of rows) {
  const { wrong } = judge(row)
  if (wrong.length > 0) failed++
  console.log(`${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${row.file} ${row.options}`.trimEnd())
  for (const line of wrong) console.log(`         ${line}`)
}
const passed = rows.length - failed
console.log(`scenario labels: ${passed} of ${rows.length} right`)
if (process.argv.includes('--json')) console.log(JSON.stringify({ passed, failed, skipped: 0 }))
process.exit(failed === 0 ? 0 : 1)
