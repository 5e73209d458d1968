import MarkdownIt from 'markdown-it'
import { Fragment, type ReactNode, useMemo } from 'react'
import { fill, type KnownValues } from '../../../shared/runbook/placeholders.ts'
import { followLink } from '../../state/commands.ts'

/**
 * An article's prose as elements. Built from the parser's tokens, never from HTML text: nothing in an article
 * can become markup that is not listed here.
 */
const parser = new MarkdownIt({ html: false, linkify: false, typographer: false })
type Token = ReturnType<typeof parser.parse>[number]

interface ProseProps {
  readonly markdown: string
  readonly names: KnownValues
  /** Opens another article of the runbook. */
  readonly onArticle: (id: string) => void
}

export function Prose({ markdown, names, onArticle }: ProseProps) {
  const tokens = useMemo(() => parser.parse(markdown, {}), [markdown])
  return <div className="prose">{renderBlocks(tokens, { names, onArticle })}</div>
}

interface Context {
  readonly names: KnownValues
  readonly onArticle: (id: string) => void
}

/** Elements of CommonMark and tables that an article may use; anything else is shown as its text. */
const ELEMENTS = {
  p: 'p',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  h3: 'h4',
  h4: 'h5',
  blockquote: 'blockquote',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
  strong: 'strong',
  em: 'em',
  s: 's',
} as const

/** Tokens come as a flat list of openings and closings: a stack makes the tree of them. */
function renderBlocks(tokens: readonly Token[], context: Context): ReactNode {
  const stack: { tag: string; href: string; children: ReactNode[] }[] = [{ tag: '', href: '', children: [] }]
  for (const [index, token] of tokens.entries()) {
    // Tokens have no identity but their place, and an article does not change while it is open.
    const key = `${index}`
    const top = stack.at(-1)
    if (top === undefined) continue
    if (token.nesting === 1) {
      // Tight lists hide their paragraphs.
      stack.push({
        tag: token.hidden ? '' : token.tag,
        href: String(token.attrGet('href') ?? ''),
        children: [],
      })
    } else if (token.nesting === -1) {
      const closed = stack.pop()
      const parent = stack.at(-1)
      if (closed !== undefined && parent !== undefined) {
        parent.children.push(<Element key={key} {...closed} context={context} />)
      }
    } else top.children.push(<Fragment key={key}>{renderLeaf(token, context)}</Fragment>)
  }
  return stack[0]?.children
}

function renderLeaf(token: Token, context: Context): ReactNode {
  switch (token.type) {
    case 'inline':
      return renderBlocks(token.children ?? [], context)
    case 'softbreak':
      return ' '
    case 'hardbreak':
      return <br />
    case 'hr':
      return <hr />
    case 'code_inline':
      return (
        <code>
          <Filled text={token.content} names={context.names} />
        </code>
      )
    case 'fence':
    case 'code_block':
      return <pre>{token.content}</pre>
    default:
      return <Filled text={token.content} names={context.names} />
  }
}

function Element({
  tag,
  href,
  children,
  context,
}: {
  tag: string
  href: string
  children: ReactNode[]
  context: Context
}) {
  if (tag === 'a') {
    return (
      <LinkButton href={href} onArticle={context.onArticle}>
        {children}
      </LinkButton>
    )
  }
  const Name = isElement(tag) ? ELEMENTS[tag] : Fragment
  return <Name>{children}</Name>
}

function isElement(tag: string): tag is keyof typeof ELEMENTS {
  return Object.hasOwn(ELEMENTS, tag)
}

/** Another article opens here; an address goes to the system's browser, or to the clipboard. */
function LinkButton({
  href,
  onArticle,
  children,
}: {
  href: string
  onArticle: (id: string) => void
  children: ReactNode
}) {
  const article = /^([a-z0-9-]+)\.md$/.exec(href)?.[1]
  if (article !== undefined) {
    return (
      <button type="button" className="link" onClick={() => onArticle(article)}>
        {children}
      </button>
    )
  }
  if (!href.startsWith('https://')) return children
  return (
    <button type="button" className="link" title={href} onClick={() => void followLink(href)}>
      {children}
    </button>
  )
}

/** Text with its placeholders filled in where known and marked where not. */
export function Filled({ text, names }: { text: string; names: KnownValues }) {
  const { segments } = useMemo(() => fill(text, names), [text, names])
  return segments.map((segment, index) =>
    segment.kind === 'text' ? (
      segment.text
    ) : (
      <mark
        // biome-ignore lint/suspicious/noArrayIndexKey: segments have no identity but their place
        key={index}
        className={segment.kind === 'open' ? 'open' : 'filled'}
        title={segment.kind === 'open' ? 'Not known yet: fill it in under Names' : `<${segment.placeholder}>`}
      >
        {segment.text}
      </mark>
    ),
  )
}
