/**
 * Every labelled handshake there is, those of the shared folder and those of the embedded lab, and what the diagnosis
 * makes of it: a table of expected against found first findings, and how much of the verdicts is right, by leg and by
 * version. Exit status 1 if anything is off.
 *   node scripts/diagnose-report.mjs [--json]
 */
import { judge, readRows, runTlscope, whyAbsent } from './labelled-captures.mjs'

const NO_ERROR = '(no error)'
const LAB_MILLIS = 180_000

const asJson = process.argv.includes('--json')
const cases = [...(whyAbsent === null ? readRows().map(sharedCase) : []), ...labCases()]
const report = summarise(cases)
if (asJson) console.log(JSON.stringify({ ...report, skipped: whyAbsent, cases }))
else print(report)
process.exit(report.wrong.length === 0 ? 0 : 1)

/** A capture of the shared folder. Its labels name a first finding only for what broke. */
function sharedCase(row) {
  const { handshake, wrong } = judge(row)
  const broke = handshake?.break ?? null
  const completed = handshake?.outcome === 'completed'
  const expected = completed && row.outcome.includes('completed') ? '' : row.accept_first_finding
  const errors = handshake === null ? [] : errorsOf(handshake.findings)
  return {
    name: row.file,
    leg: handshake?.leg ?? 'none',
    version: handshake?.version ?? 'none agreed on',
    expected: expected === '' ? [NO_ERROR] : expected.split('|'),
    found: expected === '' ? (errors[0] ?? NO_ERROR) : (handshake?.findings[0]?.id ?? 'nothing'),
    outcome: row.outcome.split('|').includes(handshake?.outcome),
    stage: broke === null || row.stage.split('|').includes(broke.stage),
    endedBy: broke === null || row.ended_by.split('|').includes(broke.endedBy),
    healthy: completed,
    errors,
    wrong,
  }
}

/** The scenarios of the lab, each recorded anew. */
function labCases() {
  const { document, failure } = runTlscope(['lab', '--json'], LAB_MILLIS)
  if (document === null) {
    console.error(`the lab could not be run: ${failure}`)
    process.exit(2)
  }
  return document.scenarios.map(({ id, leg, version, expected, verdict, differences }) => {
    const any = expected.firstFinding
    return {
      name: id,
      leg,
      version: version ?? 'none',
      expected: any.length === 0 ? [NO_ERROR] : any,
      found: any.length === 0 ? (verdict?.errors[0] ?? NO_ERROR) : (verdict?.firstFinding ?? 'nothing'),
      outcome: expected.outcome.includes(verdict?.outcome),
      stage: verdict?.stage == null || verdict.stage === expected.stage,
      endedBy: verdict?.stage == null || expected.endedBy.includes(verdict.endedBy),
      healthy: verdict?.outcome === 'completed',
      errors: verdict?.errors ?? [],
      wrong: differences,
    }
  })
}

function errorsOf(findings) {
  return findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)
}

function summarise(all) {
  const right = (of) => all.filter(of).length
  const healthy = all.filter((one) => one.healthy)
  return {
    total: all.length,
    firstFinding: right(isFound),
    outcome: right((one) => one.outcome),
    stage: right((one) => one.stage),
    endedBy: right((one) => one.endedBy),
    healthy: healthy.length,
    healthyWithErrors: healthy.filter((one) => one.errors.length > 0).map(({ name }) => name),
    byLeg: countBy(all, ({ leg }) => leg),
    byVersion: countBy(all, ({ version }) => version),
    confusion: confusionOf(all),
    wrong: all.filter((one) => !isRight(one)).map(({ name, wrong }) => ({ name, wrong })),
  }
}

function isFound({ expected, found }) {
  return expected.includes(found)
}

function isRight(one) {
  const sound = !one.healthy || one.errors.length === 0
  return isFound(one) && one.outcome && one.stage && one.endedBy && sound && one.wrong.length === 0
}

function countBy(all, key) {
  const groups = {}
  for (const one of all) {
    const { total = 0, right = 0 } = groups[key(one)] ?? {}
    groups[key(one)] = { total: total + 1, right: right + (isRight(one) ? 1 : 0) }
  }
  return groups
}

/** Expected against found; where several are right, the one that was found, or the first. */
function confusionOf(all) {
  const pairs = new Map()
  for (const one of all) {
    const expected = isFound(one) ? one.found : one.expected[0]
    const key = JSON.stringify([expected, one.found])
    pairs.set(key, (pairs.get(key) ?? 0) + 1)
  }
  return [...pairs]
    .map(([key, count]) => {
      const [expected, found] = JSON.parse(key)
      return { expected, found, count }
    })
    .sort((a, b) => (a.expected === b.expected ? b.count - a.count : a.expected < b.expected ? -1 : 1))
}

function print(report) {
  if (whyAbsent !== null) console.log(`${whyAbsent}\n`)
  console.log(line('expected first finding', 'found', 'cases'))
  for (const { expected, found, count } of report.confusion)
    console.log(line(expected, expected === found ? 'the same' : `NOT SO: ${found}`, String(count)))
  const of = (number) => `${number} of ${report.total}`
  console.log(`\nfirst finding right   ${of(report.firstFinding)}`)
  console.log(`outcome right         ${of(report.outcome)}`)
  console.log(`stage right           ${of(report.stage)}`)
  console.log(`ended by right        ${of(report.endedBy)}`)
  console.log(`healthy, with errors  ${report.healthyWithErrors.length} of ${report.healthy}`)
  printGroups('leg', report.byLeg)
  printGroups('version', report.byVersion)
  for (const { name, wrong } of report.wrong) {
    console.log(`\nWRONG ${name}`)
    for (const reason of wrong) console.log(`      ${reason}`)
  }
}

function printGroups(title, groups) {
  console.log(`\n${title.padEnd(22)}right`)
  for (const [name, { right, total }] of Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${name.padEnd(22)}${right} of ${total}`)
}

function line(expected, found, count) {
  return `${expected.padEnd(40)}${found.padEnd(40)}${count.padStart(5)}`
}
