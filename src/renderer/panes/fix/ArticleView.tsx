import { BookOpen, Clock, Hourglass, ShieldAlert } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { LEGS } from '../../../shared/conversation/vocabulary.ts'
import {
  APIM_TIERS,
  type Article,
  type Block,
  GATEWAY_SKUS,
  type Source,
} from '../../../shared/runbook/article.ts'
import type { Situation } from '../../../shared/runbook/match.ts'
import type { KnownValues } from '../../../shared/runbook/placeholders.ts'
import { useAzure } from '../../state/azure-store.ts'
import { followLink } from '../../state/commands.ts'
import { LEG_WORDS } from '../../state/format.ts'
import { type Place, setState, useApp } from '../../state/store.ts'
import { CommandBlock } from './CommandBlock.tsx'
import { NamesForm } from './NamesForm.tsx'
import { Prose } from './Prose.tsx'
import { choicesOf, placeholdersOf, sectionsFor } from './ranking.ts'
import './article.css'

interface ArticleViewProps {
  readonly article: Article
  readonly situation: Situation
  readonly fromCapture: KnownValues
  readonly onArticle: (id: string) => void
}

/** A runbook article, section by section, with its commands filled in for this incident. */
export function ArticleView({ article, situation, fromCapture, onArticle }: ArticleViewProps) {
  const typed = useApp((state) => state.typedNames)
  const names = useMemo(() => ({ ...fromCapture, ...typed }), [fromCapture, typed])
  const wanted = useMemo(() => placeholdersOf(article, situation), [article, situation])
  return (
    <article className="article" aria-label={article.title} data-article tabIndex={-1}>
      <h3 className="article-title">
        <BookOpen aria-hidden="true" /> {article.title}
      </h3>
      <p className="article-summary">{article.summary}</p>
      {article.origin === 'team' && (
        <p className="quiet">
          From your own runbook folder{article.replaces ? ', in place of the article that ships' : ''}.
        </p>
      )}
      <dl className="article-facts">
        <Fact icon={<ShieldAlert aria-hidden="true" />} term="Risk" text={article.risk} />
        <Fact icon={<Clock aria-hidden="true" />} term="Work" text={article.effort} />
        <Fact icon={<Hourglass aria-hidden="true" />} term="Takes effect" text={article.waiting} />
      </dl>
      <Variants article={article} />
      <NamesForm wanted={wanted} fromCapture={fromCapture} typed={typed} />
      {sectionsFor(article).map((section) => (
        <section key={section.name} className="article-section">
          <h4>{section.name}</h4>
          {section.blocks.map((block) => (
            <BlockView
              key={block.type === 'command' ? block.command.id : block.line}
              block={block}
              situation={situation}
              names={names}
              onArticle={onArticle}
            />
          ))}
          {section.name === 'Sources' && <Sources sources={article.sources} />}
        </section>
      ))}
    </article>
  )
}

function Fact({ icon, term, text }: { icon: ReactNode; term: string; text: string }) {
  return (
    <div>
      <dt>
        {icon} {term}
      </dt>
      <dd>{text}</dd>
    </div>
  )
}

function BlockView({
  block,
  situation,
  names,
  onArticle,
}: {
  block: Block
  situation: Situation
  names: KnownValues
  onArticle: (id: string) => void
}) {
  switch (block.type) {
    case 'prose':
      return <Prose markdown={block.markdown} names={names} onArticle={onArticle} />
    case 'output':
      return <pre className="output">{block.text}</pre>
    case 'command':
      return <CommandBlock command={block.command} situation={situation} names={names} />
  }
}

/** @param read what saved az output tells, where it does */
function any(read: string | null | undefined): readonly ['any', string] {
  return ['any', read === null || read === undefined ? 'not chosen' : `${read}, as read`]
}

/** The choices that this article's commands depend on. */
function Variants({ article }: { article: Article }) {
  const place = useApp((state) => state.place)
  const read = useAzure((state) => state.told?.document.situation)
  const ownLeg = useApp(
    ({ analysis, selection }) => analysis?.handshakes.byId(selection.handshake ?? '')?.leg,
  )
  const choices = choicesOf(article)
  const change = (next: Partial<Place>): void => setState({ place: { ...place, ...next } })
  // With the leg unknown no address can be filled in: worth asking whatever the commands depend on.
  const askLeg = choices.leg || ownLeg === 'unknown'
  if (!choices.sku && !choices.tier && !askLeg) return null
  return (
    <div className="variants">
      {askLeg && (
        <Choice
          label="This connection is"
          value={place.leg ?? ownLeg ?? 'unknown'}
          options={LEGS.map((leg) => [leg, LEG_WORDS[leg]] as const)}
          onChange={(leg) => change({ leg })}
        />
      )}
      {choices.sku && (
        <Choice
          label="Application Gateway"
          value={place.sku ?? 'any'}
          options={[any(read?.sku), ...GATEWAY_SKUS.map((sku) => [sku, sku] as const)]}
          onChange={(sku) => change({ sku: sku === 'any' ? null : sku })}
        />
      )}
      {choices.tier && (
        <Choice
          label="API Management"
          value={place.tier ?? 'any'}
          options={[any(read?.tier), ...APIM_TIERS.map((tier) => [tier, tier] as const)]}
          onChange={(tier) => change({ tier: tier === 'any' ? null : tier })}
        />
      )}
    </div>
  )
}

export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find(([option]) => option === event.target.value)
          if (chosen !== undefined) onChange(chosen[0])
        }}
      >
        {options.map(([option, word]) => (
          <option key={option} value={option}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}

function Sources({ sources }: { sources: readonly Source[] }) {
  return (
    <ul className="sources">
      {sources.map((source) => {
        const { url } = source
        return (
          <li key={source.label}>
            {url === undefined ? (
              source.label
            ) : (
              <button type="button" className="link" title={url} onClick={() => void followLink(url)}>
                {source.label}
              </button>
            )}{' '}
            <span className="quiet">
              {source.confidence}
              {source.dated === undefined ? '' : `, dated ${source.dated}`}, checked {source.checked}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
