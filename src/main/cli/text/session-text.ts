import { printable } from '../../../shared/bytes/text.ts'
import {
  type SessionDocument,
  type SessionItemDocument,
  wrongFacts,
} from '../../../shared/contract/session.ts'
import { count } from '../../../shared/diagnosis/words.ts'
import { sourceText } from '../../incident/session/source-text.ts'
import { lineWidth, paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

const STATE_MARK = {
  answered: '[x]',
  contradictory: '[!]',
  open: '[ ]',
  'not-applicable': '[-]',
} as const

const VERDICT_WORD = { fine: 'ok', wrong: 'wrong', contradiction: 'contradiction', noted: '' } as const

const PART_TITLE = { discovery: 'Questions', live: 'Live steps' } as const

/** The checklist for a person in a call: where it stands, each item with what is known, then what to run next. */
export function sessionText(document: SessionDocument): string {
  const width = lineWidth()
  const sections = [
    headLines(document, width),
    wrongLines(document, width),
    ...(['discovery', 'live'] as const).map((part) => [
      paint('underline', PART_TITLE[part]),
      ...document.items.filter((item) => item.part === part).flatMap((item) => itemLines(item, width)),
    ]),
    nextLines(document, width),
  ].filter((lines) => lines.length > 0)
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function headLines(document: SessionDocument, width: number): string[] {
  return [
    paint('bold', progressText(document)),
    ...document.inputs.flatMap(({ name, said }) => wrap(printable(`${name}: ${said}`), 2, width)),
  ]
}

const MOST_WRONG = 5

/** What is wrong, before everything that is asked. */
function wrongLines(document: SessionDocument, width: number): string[] {
  const wrong = wrongFacts(document)
  if (wrong.length === 0) return []
  const more = wrong.length > MOST_WRONG ? [`  and ${wrong.length - MOST_WRONG} more below`] : []
  return [
    paint('underline', 'Wrong so far'),
    ...wrong
      .slice(0, MOST_WRONG)
      .flatMap(({ text, item }) => wrap(printable(`- ${text} (${item})`), 2, width)),
    ...more,
  ]
}

/** `12 of 19 answered, 1 contradictory, 5 open, 1 does not apply`. */
export function progressText({ progress }: SessionDocument): string {
  const { answered, contradictory, open, total } = progress
  const idle = progress['not-applicable']
  const parts = [
    `${answered} of ${total} answered`,
    contradictory === 0 ? null : `${contradictory} contradictory`,
    open === 0 ? null : `${open} open`,
    idle === 0 ? null : `${idle} ${idle === 1 ? 'does' : 'do'} not apply`,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

function itemLines(item: SessionItemDocument, width: number): string[] {
  const { state, title, why, ask, truth, facts, missing, notes, commands } = item
  const tone = state === 'contradictory' ? 'red' : state === 'open' ? 'yellow' : 'dim'
  const lines = [`${paint(tone, STATE_MARK[state])} ${title}  ${paint('dim', item.id)}`]
  if (why !== null) lines.push(...wrap(`Does not apply: ${why}.`, 4, width))
  if (state === 'open') lines.push(...wrap(`Ask: ${ask}`, 4, width))
  if (truth !== null && state !== 'answered') lines.push(...wrap(`Mind: ${truth}`, 4, width))
  for (const { verdict, text, sources, finding, article } of facts) {
    const word = VERDICT_WORD[verdict]
    const marked = verdict === 'fine' || verdict === 'noted' ? word : paint('red', word)
    const places = sources.slice(0, 2).map(sourceText)
    const cure = verdict === 'fine' || article === null ? [] : [`tlscope runbook ${article}`]
    const aside = [...(finding === null ? [] : [finding]), ...places, ...cure].join(' · ')
    const said = printable(marked === '' ? text : `${word}: ${text}`)
    lines.push(...wrap(`- ${said}`, 4, width))
    if (aside !== '') lines.push(...wrap(printable(aside), 6, width).map((line) => paint('dim', line)))
  }
  if (missing.length > 0) lines.push(...wrap(`Not known: ${missing.join('; ')}.`, 4, width))
  if (state === 'open' && commands.length > 0)
    lines.push(...wrap(`Run: ${commands.map(({ id }) => id).join(', ')}`, 4, width))
  for (const { name, text } of notes) {
    lines.push(...wrap(printable(`Note (${name}):`), 4, width))
    lines.push(...text.split('\n').map((line) => `      ${printable(line)}`))
  }
  return lines
}

function nextLines({ next, progress }: SessionDocument, width: number): string[] {
  if (next.length === 0)
    return progress.contradictory > 0 ? ['Nothing more to ask; settle the contradictions.'] : []
  const lines = [paint('underline', 'Run next')]
  for (const [at, { command, answers }] of next.entries()) {
    const condition = command.condition === null ? '' : ` (${command.condition})`
    lines.push(
      ...wrap(
        `${at + 1}. ${command.what}${condition}: ${count(answers.length, 'item')} (${answers.join(', ')})`,
        0,
        width,
      ),
    )
    lines.push('', ...command.text.split('\n').map((line) => `    ${line}`), '')
  }
  const open = [...new Set(next.flatMap(({ command }) => command.open))]
  if (open.length > 0)
    lines.push(...wrap(`Still to fill in: ${open.map((name) => `--set ${name}=…`).join(' ')}`, 0, width))
  lines.push(
    ...wrap(
      'Save what they print and add the file, or paste it: tlscope session FILE… --paste-from -. Every command: --md.',
      0,
      width,
    ),
  )
  return lines
}

/** The queries alone, each ready to paste. */
export function queriesText({ queries, withoutLeg }: SessionDocument): string {
  const hint =
    withoutLeg === 0
      ? ''
      : `// ${count(withoutLeg, 'handshake')} on no known leg: with --gateway and --apim their clients, hosts and ports stand here, too.\n\n`
  return `${hint}${queries.map(({ title, table, text }) => `// ${title} (${table})\n${text}`).join('\n\n')}\n`
}
