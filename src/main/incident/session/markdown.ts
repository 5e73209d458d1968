import { basename } from 'node:path'
import {
  type SessionDocument,
  type SessionItemDocument,
  type SessionSourceDocument,
  wrongFacts,
} from '../../../shared/contract/session.ts'
import { code, escapeMarkdown, table } from '../markdown.ts'
import { sourceText } from './source-text.ts'

const STATE_WORDS = {
  answered: 'answered',
  contradictory: 'contradictory',
  open: 'open',
  'not-applicable': 'does not apply',
} as const

const VERDICT_WORDS = {
  fine: 'fine',
  wrong: '**wrong**',
  contradiction: '**contradiction**',
  noted: 'noted',
} as const

/** The whole checklist as Markdown, to be shared in the incident. Holds names and addresses, never a secret. */
export function sessionMarkdown(document: SessionDocument): string {
  const { progress, inputs, next, names, queries, items } = document
  const lines = [
    '# Session: gateway and API Management with mutual TLS',
    '',
    `${progress.answered} of ${progress.total} answered, ${progress.contradictory} contradictory, ${progress.open} open.`,
    '',
    ...table(
      ['', 'item', 'state'],
      items.map(({ title, state }) => [
        state === 'answered' ? 'x' : '',
        escapeMarkdown(title),
        STATE_WORDS[state],
      ]),
    ),
    '',
    ...section(
      'Wrong so far',
      wrongFacts(document).map(({ text, item }) => `- ${escapeMarkdown(text)} (${code(item)})`),
    ),
    ...section(
      'Read',
      inputs.map(({ name, said, problems }) => {
        const file = basename(name)
        const told = [said, ...problems.map((problem) => problem.replace(name, file))].join('; ')
        return `- ${code(file)}: ${escapeMarkdown(told)}`
      }),
    ),
    ...section(
      'Names',
      names.map(({ name, value, from }) => `- ${code(`<${name}>`)} ${code(value)} (${from})`),
    ),
    ...(next.length === 0
      ? []
      : [
          '## Run next',
          '',
          ...next.flatMap(({ command }) => block(command.shell, command.text, command.what)),
        ]),
    '## Questions',
    '',
    ...items.filter(({ part }) => part === 'discovery').flatMap(itemLines),
    '## Live steps',
    '',
    ...items.filter(({ part }) => part === 'live').flatMap(itemLines),
    '## Queries for the gateway’s logs',
    '',
    ...queries.flatMap(({ title, table: from, text }) => block('kql', text, `${title} (${from})`)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, '']
}

function itemLines(item: SessionItemDocument): string[] {
  const { title, state, ask, truth, why, facts, missing, commands, notes, answeredBy } = item
  const rows = facts.map(({ verdict, text, sources, finding, article }) => [
    VERDICT_WORDS[verdict],
    escapeMarkdown(text),
    escapeMarkdown(
      [...(finding === null ? [] : [finding]), ...(article === null ? [] : [`article ${article}`])].join(
        ', ',
      ),
    ),
    sources.map((source) => code(sourceText(shared(source)))).join(', '),
  ])
  return [
    `### ${escapeMarkdown(title)}: ${STATE_WORDS[state]}`,
    '',
    `> ${escapeMarkdown(ask)}`,
    '',
    ...(truth === null ? [] : [escapeMarkdown(truth), '']),
    ...(why === null ? [] : [`Does not apply: ${escapeMarkdown(why)}.`, '']),
    ...(rows.length === 0 ? [] : [...table(['', 'known', 'finding', 'from'], rows), '']),
    ...(missing.length === 0
      ? []
      : [
          `Not known: ${escapeMarkdown(missing.join('; '))}. Answered by: ${escapeMarkdown(answeredBy)}.`,
          '',
        ]),
    ...(state === 'open' || state === 'contradictory'
      ? commands.flatMap(({ shell, text, what }) => block(shell, text, what))
      : []),
    ...notes.flatMap(({ name, text }) => block('text', text, `Note: ${basename(name)}`)),
  ]
}

/** Where a file lies on this machine is nobody's business in an incident. */
function shared(source: SessionSourceDocument): SessionSourceDocument {
  switch (source.kind) {
    case 'file':
      return { ...source, file: basename(source.file) }
    case 'handshake':
      return { ...source, path: basename(source.path) }
    case 'answer':
      return { ...source, name: basename(source.name) }
    case 'typed':
      return source
  }
}

/** A fenced block; backticks in it cannot end it. */
function block(language: string, text: string, title: string): string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${escapeMarkdown(title)}:`, '', `${fence}${language}`, text, fence, '']
}
