import type { Article, Block, Command, SectionName } from '../../../shared/runbook/article.ts'
import { applicability, type Situation } from '../../../shared/runbook/match.ts'
import { fill, type KnownValues } from '../../../shared/runbook/placeholders.ts'
import { lineWidth, paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

/** An article as text for a terminal, with what is known filled into its commands. */
export function articleText(
  article: Article,
  known: KnownValues,
  situation: Situation,
  sections?: readonly SectionName[],
): string {
  const lines = [paint('bold', `${article.title}  [${article.id}]`), ...proseLines(article.summary)]
  if (article.origin === 'team')
    lines.push(
      `From your own runbook folder${article.replaces ? ', in place of the article that ships' : ''}.`,
    )
  lines.push(
    ...proseLines(`Risk ${article.risk} · hands-on ${article.effort} · takes effect: ${article.waiting}`),
  )
  for (const section of article.sections) {
    const shown = sections === undefined || sections.includes(section.name)
    if (shown) lines.push('', paint('underline', section.name))
    for (const block of section.blocks) {
      if (!shown) continue
      if (block.type === 'command' && applicability(block.command, situation) === 'no') continue
      lines.push(...blockLines(block, known, article))
    }
  }
  return `${lines.join('\n')}\n`
}

function blockLines(block: Block, known: KnownValues, article: Article): string[] {
  switch (block.type) {
    case 'prose':
      return ['', ...fill(plain(block.markdown), known).text.split('\n').flatMap(proseLines)]
    case 'output':
      return ['', ...indent(block.text)]
    case 'command': {
      const { command } = block
      const where = [
        ...command.skus.map((sku) => `gateway ${sku}`),
        ...command.tiers.map((tier) => `API Management ${tier}`),
      ]
      const note = `# ${command.id}: ${command.kind}${where.length === 0 ? '' : `, only ${where.join(', ')}`}${wayBack(command, article)}`
      return ['', `    ${paint('dim', note)}`, ...indent(fill(command.text, known).text)]
    }
  }
}

/** Which block takes a change back, and what an undo block takes back. */
function wayBack(command: Command, article: Article): string {
  const taken =
    command.kind === 'undo'
      ? article.commands.filter((other) => other.undo?.includes(command.id)).map((other) => other.id)
      : (command.undo ?? []).filter((id) => id !== 'words')
  if (taken.length === 0) return ''
  return command.kind === 'undo' ? ` of ${taken.join(', ')}` : `, taken back by ${taken.join(', ')}`
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`)
}

/** Sentences and items of a list in lines that fit; tables stand as they are. */
function proseLines(line: string): string[] {
  const width = lineWidth()
  if (line.length <= width || line.startsWith('|') || line.startsWith('#')) return [line]
  const mark = /^\s*(?:[-*]|\d+\.)\s+/.exec(line)?.[0] ?? /^\s*/.exec(line)?.[0] ?? ''
  const [first = '', ...rest] = wrap(line.slice(mark.length), mark.length, width)
  return [mark + first.slice(mark.length), ...rest]
}

/** Markdown's marks that only a renderer needs: bold stars and link targets. */
function plain(markdown: string): string {
  return markdown.replace(/\*\*([^*]+)\*\*/g, '$1').replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
}
