import { ArrowLeft, CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import type {
  EvidenceDocument,
  FindingDocument,
  HandshakeDocument,
} from '../../../shared/contract/analysis.ts'
import { namesFromHandshake } from '../../../shared/contract/known-names.ts'
import type { Situation } from '../../../shared/runbook/match.ts'
import type { KnownValues } from '../../../shared/runbook/placeholders.ts'
import { toArticle } from '../../actions/movement-actions.ts'
import { runbookFolder } from '../../actions/runbook-actions.ts'
import { namesBesideHandshake, useAzure } from '../../state/azure-store.ts'
import { fileName, formatConfidence, plural } from '../../state/format.ts'
import { jumpToEvidence } from '../../state/navigate.ts'
import { selectionOfEvidence } from '../../state/selection.ts'
import { type Place, setState, useApp } from '../../state/store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { ArticleView } from './ArticleView.tsx'
import { articlesFor, evidenceAside, evidenceText } from './ranking.ts'
import './fix.css'

interface FixPaneProps {
  readonly handshake: HandshakeDocument | null
  /** Findings of no single handshake; they come after the handshake's own. */
  readonly general: readonly FindingDocument[]
  /** Values for the commands of each of those, where their evidence tells some. */
  readonly names?: readonly KnownValues[]
}

/** The findings in their rank; for the chosen one its evidence, its doubts, and the article that fixes it. */
export const FixPane = memo(function FixPane({ handshake, general, names }: FixPaneProps) {
  const chosen = useApp((state) => state.finding)
  const own = handshake?.findings ?? []
  const findings = [...own, ...general]
  const finding = findings[chosen] ?? findings[0]
  const scroller = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another handshake begins at its top
  useEffect(() => {
    // Newer browsers answer scrollTo with a promise, which is no clean-up: the braces matter.
    scroller.current?.scrollTo({ top: 0 })
  }, [handshake?.id])
  return (
    <section ref={scroller} className="pane fix" data-pane="fix" aria-label="Fix" tabIndex={-1}>
      <header className="pane-head">
        <h2>Fix</h2>
        <span className="quiet clip">{countText(own.length, general.length)}</span>
        <span className="push">
          <ActionButton action={toArticle} small label="Article" />
        </span>
        <ActionButton action={runbookFolder} small bare />
      </header>
      {findings.length === 0 && <p className="quiet pad">Nothing was found that needs a fix.</p>}
      <ol className="findings" aria-label="Findings">
        {findings.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an id may be found twice; the rank tells them apart
          <li key={`${item.id} ${index}`}>
            <FindingCard
              finding={item}
              rank={index + 1}
              handshake={handshake}
              open={item === finding}
              onOpen={() => setState({ finding: index })}
            />
          </li>
        ))}
      </ol>
      {finding !== undefined && (
        <Articles
          key={`${handshake?.id} ${finding.id}`}
          finding={finding}
          handshake={handshake}
          own={names?.[general.indexOf(finding)] ?? null}
        />
      )}
    </section>
  )
})

function countText(own: number, general: number): string {
  if (own + general === 0) return ''
  const ranked = (own || general) > 1 ? ', likeliest first' : ''
  const others = own > 0 && general > 0 ? `; ${general} of the whole` : ''
  return `${plural(own + general, 'finding')}${ranked}${others}`
}

const SEVERITY = {
  error: { Icon: CircleAlert, word: 'error' },
  warning: { Icon: TriangleAlert, word: 'warning' },
  info: { Icon: Info, word: 'for information' },
} as const

function FindingCard({
  finding,
  rank,
  handshake,
  open,
  onOpen,
}: {
  finding: FindingDocument
  rank: number
  handshake: HandshakeDocument | null
  open: boolean
  onOpen: () => void
}) {
  const { Icon, word } = SEVERITY[finding.severity]
  const confidence = formatConfidence(finding.confidence)
  return (
    <div className={`finding ${finding.severity}${open ? ' open' : ''}`}>
      <button
        type="button"
        className="finding-head"
        aria-expanded={open}
        data-focus-first={open ? '' : undefined}
        onClick={onOpen}
      >
        <span className="finding-rank mono">{rank}</span>
        <span className="finding-words">
          <span className="finding-summary">{finding.summary}</span>
          <span className="finding-facts">
            <span className={`severity ${finding.severity}`}>
              <Icon aria-hidden="true" /> {word}
            </span>
            <span className="meter" aria-hidden="true">
              <i style={{ inlineSize: `${finding.confidence * 100}%` }} />
            </span>
            <span>
              {confidence.word} confidence, {confidence.percent}
            </span>
            {open && <code className="quiet clip">{finding.id}</code>}
          </span>
        </span>
      </button>
      {open && (
        <div className="finding-body">
          {finding.evidence.length > 0 && (
            <ul className="chips" aria-label="Evidence">
              {finding.evidence.map((evidence, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: evidence has no identity but its rank
                <li key={index}>
                  <Chip evidence={evidence} handshake={handshake} />
                </li>
              ))}
            </ul>
          )}
          <p>{finding.explanation}</p>
          {finding.disproof !== '' && (
            <p className="disproof">
              <strong>What would disprove this:</strong> {finding.disproof}
            </p>
          )}
        </div>
      )}
    </div>
  )
}

function Chip({ evidence, handshake }: { evidence: EvidenceDocument; handshake: HandshakeDocument | null }) {
  const selection = useApp((state) => state.selection)
  const { place, said } = evidenceText(evidence)
  const aside = evidenceAside(evidence, handshake)
  const target = handshake === null ? null : selectionOfEvidence(handshake, evidence)
  const current =
    target !== null &&
    selection.handshake === target.handshake &&
    selection.message === target.message &&
    (target.bytes === null ||
      (selection.bytes?.start === target.bytes.start && selection.bytes.end === target.bytes.end))
  return (
    <button
      type="button"
      className="chip"
      aria-current={current}
      disabled={target === null}
      title={said}
      onClick={() => jumpToEvidence(evidence)}
    >
      <span className="said">Evidence: </span>
      <span className="chip-place">{place}</span>
      <span className="said">{aside.between}</span>
      <span className="chip-said mono">{said}</span>
      <span className="said">{aside.after}</span>
    </button>
  )
}

/** What the user chose; else what the saved documents tell. */
function situationOf(
  place: Place,
  leg: NonNullable<Situation['leg']>,
  read: Pick<Place, 'sku' | 'tier'> | undefined,
): Situation {
  const sku = place.sku ?? read?.sku ?? null
  const tier = place.tier ?? read?.tier ?? null
  return { leg, ...(sku === null ? {} : { sku }), ...(tier === null ? {} : { tier }) }
}

/** The articles of a finding: one open, the others a click away; links between articles lead on. */
function Articles({
  finding,
  handshake,
  own,
}: {
  finding: FindingDocument
  handshake: HandshakeDocument | null
  /** What its own evidence tells for the commands; `null` where that is the handshake. */
  own: KnownValues | null
}) {
  const configuration = useAzure((state) => state.told)
  const library = useApp((state) => state.library)
  const place = useApp((state) => state.place)
  const sourcePath = useApp((state) =>
    handshake === null ? null : (state.analysis?.sources[handshake.source]?.path ?? null),
  )
  const [trail, setTrail] = useState<readonly string[]>([])
  const leg = place.leg ?? handshake?.leg ?? finding.leg
  const articles = useMemo(
    () => (library === null ? [] : articlesFor(library, finding, leg)),
    [library, finding, leg],
  )
  const fromCapture = useMemo(() => {
    if (own !== null) return own
    const beside = namesBesideHandshake(configuration)
    if (handshake === null) return beside
    const capture = sourcePath === null ? null : fileName(sourcePath)
    return { ...beside, ...namesFromHandshake(handshake, leg, capture) }
  }, [own, configuration, handshake, leg, sourcePath])
  const read = configuration?.document.situation
  const situation = useMemo(() => situationOf(place, leg, read), [place, leg, read])
  const followed = trail.at(-1)
  const article = (followed === undefined ? undefined : library?.article(followed)) ?? articles[0]
  if (library === null) return <p className="quiet pad">Reading the runbook …</p>
  if (article === undefined) {
    return finding.severity === 'info' ? null : (
      <p className="quiet pad">The runbook has no article for {finding.id}.</p>
    )
  }
  return (
    <div className="articles">
      {(articles.length > 1 || followed !== undefined) && (
        <nav className="article-choice" aria-label="Articles">
          {followed !== undefined && (
            <button type="button" className="button small" onClick={() => setTrail(trail.slice(0, -1))}>
              <ArrowLeft aria-hidden="true" /> <span>Back</span>
            </button>
          )}
          {articles.map((other) => (
            <button
              key={other.id}
              type="button"
              className="segment"
              aria-pressed={other.id === article.id}
              onClick={() => setTrail(other.id === articles[0]?.id ? [] : [other.id])}
            >
              {other.title}
            </button>
          ))}
        </nav>
      )}
      <ArticleView
        key={article.id}
        article={article}
        situation={situation}
        fromCapture={fromCapture}
        onArticle={(id) => setTrail([...trail, id])}
      />
    </div>
  )
}
