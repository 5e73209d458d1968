import {
  type ArticleLink,
  type Block,
  type Command,
  OPTIONAL_SECTIONS,
  SECTION_NAMES,
  type Section,
  type SectionName,
} from './article.ts'
import { parseInfoString } from './command-block.ts'
import type { LocatedMessage } from './front-matter.ts'
import { placeholderProblems } from './placeholders.ts'

export interface ParsedBody {
  readonly sections: readonly Section[]
  readonly commands: readonly Command[]
  readonly links: readonly ArticleLink[]
  readonly problems: readonly LocatedMessage[]
}

interface OpenSection {
  readonly name: SectionName
  readonly line: number
  readonly blocks: Block[]
}

interface OpenFence {
  readonly marker: string
  readonly info: string
  readonly line: number
  readonly content: string[]
}

/**
 * Splits an article's body into its named sections and their blocks, in one pass over the lines.
 * @param lines the body, without front matter
 * @param firstLine 1-based line of the file on which the body begins
 */
export function parseBody(lines: readonly string[], firstLine: number): ParsedBody {
  const problems: LocatedMessage[] = []
  const sections: OpenSection[] = []
  const commands: Command[] = []
  const links: ArticleLink[] = []
  const ids = new Set<string>()
  let step: string | null = null
  let stepHasChange = false
  let prose: { line: number; content: string[] } | null = null
  let fence: OpenFence | null = null

  const closeProse = (): void => {
    const markdown = prose?.content.join('\n').trimEnd() ?? ''
    if (prose !== null && markdown.trim() !== '') {
      const section = sections.at(-1)
      if (section === undefined)
        problems.push({ line: prose.line, message: 'text before the first section heading' })
      else section.blocks.push({ type: 'prose', markdown, line: prose.line })
    }
    prose = null
  }

  const closeFence = (open: OpenFence): void => {
    const section = sections.at(-1)
    if (section === undefined) {
      problems.push({ line: open.line, message: 'code block before the first section heading' })
      return
    }
    const text = open.content.join('\n').trimEnd()
    if (text.trim() === '') problems.push({ line: open.line, message: 'empty code block' })
    const info = parseInfoString(open.info, section.name)
    if (info.type === 'invalid') {
      problems.push(...info.messages.map((message) => ({ line: open.line, message })))
      return
    }
    if (info.type === 'output') {
      section.blocks.push({ type: 'output', language: info.language, text, line: open.line })
      return
    }
    const { attributes } = info
    if (ids.has(attributes.id))
      problems.push({ line: open.line, message: `code block id "${attributes.id}" is used twice` })
    ids.add(attributes.id)
    if (attributes.kind === 'change') stepHasChange = true
    else if (attributes.kind === 'check' && stepHasChange) {
      problems.push({
        line: open.line,
        message: 'a read-only check must stand before the changes of its step',
      })
    }
    for (const problem of placeholderProblems(text, attributes.shell)) {
      problems.push({ line: open.line + problem.line, message: problem.message })
    }
    const command: Command = { ...attributes, section: section.name, step, text, line: open.line }
    commands.push(command)
    section.blocks.push({ type: 'command', command })
  }

  const openSection = (title: string, line: number): void => {
    const name = SECTION_NAMES.find((known) => known === title)
    step = null
    stepHasChange = false
    if (name === undefined) {
      problems.push({ line, message: `unknown section "${title}" (known: ${SECTION_NAMES.join(', ')})` })
      return
    }
    const previous = sections.at(-1)
    if (sections.some((section) => section.name === name)) {
      problems.push({ line, message: `section "${name}" appears twice` })
    } else if (previous !== undefined && SECTION_NAMES.indexOf(name) < SECTION_NAMES.indexOf(previous.name)) {
      problems.push({ line, message: `section "${name}" must come before "${previous.name}"` })
    }
    sections.push({ name, line, blocks: [] })
  }

  lines.forEach((text, index) => {
    const line = firstLine + index
    if (fence !== null) {
      if (closes(text, fence.marker)) {
        closeFence(fence)
        fence = null
      } else fence.content.push(text)
      return
    }
    const opening = /^(`{3,}|~{3,})([^`]*)$/.exec(text)
    if (opening !== null) {
      closeProse()
      fence = { marker: opening[1] ?? '', info: opening[2] ?? '', line, content: [] }
      return
    }
    const heading = /^(#{1,6}) +(\S.*)$/.exec(text)
    const level = heading?.[1]?.length
    const title = (heading?.[2] ?? '').trim()
    if (level === 2) {
      closeProse()
      openSection(title, line)
      return
    }
    if (level === 1)
      problems.push({ line, message: 'the title belongs in the front matter, not in a # heading' })
    if (level === 3) {
      step = title
      stepHasChange = false
    }
    collectLinks(text, line, links, problems)
    for (const problem of placeholderProblems(text, 'prose'))
      problems.push({ line, message: problem.message })
    prose ??= { line, content: [] }
    // Blank lines ahead of a paragraph would shift its line number.
    if (prose.content.length === 0 && text.trim() === '') prose = null
    else prose.content.push(text)
  })
  closeProse()
  // The callback above assigns these, which the compiler's flow analysis cannot see.
  const unclosed = fence as OpenFence | null
  if (unclosed !== null) problems.push({ line: unclosed.line, message: 'code block is never closed' })

  for (const section of sections) {
    if (section.blocks.length === 0)
      problems.push({ line: section.line, message: `section "${section.name}" is empty` })
  }
  for (const name of SECTION_NAMES) {
    if (OPTIONAL_SECTIONS.includes(name) || sections.some((section) => section.name === name)) continue
    problems.push({ line: firstLine, message: `section "${name}" is missing` })
  }
  return { sections, commands, links, problems }
}

/** A closing fence is the same character, at least as long, alone on its line (CommonMark 4.5). */
function closes(text: string, marker: string): boolean {
  const trimmed = text.trimEnd()
  return trimmed.length >= marker.length && trimmed === (marker[0] ?? '').repeat(trimmed.length)
}

function collectLinks(text: string, line: number, links: ArticleLink[], problems: LocatedMessage[]): void {
  for (const match of text.matchAll(/\[[^[\]]*\]\(([^)\s]*)/g)) {
    const target = match[1] ?? ''
    const article = /^([a-z0-9-]+)\.md$/.exec(target)
    if (article !== null) links.push({ target: article[1] ?? '', line })
    else if (!target.startsWith('https://')) {
      problems.push({
        line,
        message: `link to "${target}": only https addresses and other-article.md are allowed`,
      })
    }
  }
}
