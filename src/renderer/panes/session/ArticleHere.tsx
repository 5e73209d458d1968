import { X } from 'lucide-react'
import { useMemo } from 'react'
import type { SessionDocument } from '../../../shared/contract/session.ts'
import { useApp } from '../../state/store.ts'
import { ArticleView } from '../fix/ArticleView.tsx'

/** A runbook article where it is asked for, with the session's names in its commands. */
export function ArticleHere({
  id,
  document,
  onArticle,
  onClose,
}: {
  id: string
  document: SessionDocument
  onArticle: (id: string) => void
  onClose: () => void
}) {
  const article = useApp((state) => state.library?.article(id))
  const { sku, tier } = document.situation
  const situation = useMemo(
    () => ({ ...(sku === null ? {} : { sku }), ...(tier === null ? {} : { tier }) }),
    [sku, tier],
  )
  const told = useMemo(
    () => Object.fromEntries(document.names.map(({ name, value }) => [name, value])),
    [document],
  )
  if (article === undefined) return <p className="quiet">The runbook has no article {id}.</p>
  return (
    <section className="session-article" aria-label={`Runbook: ${article.title}`}>
      <button
        type="button"
        className="icon-button session-close"
        aria-label="Close the article"
        onClick={onClose}
      >
        <X aria-hidden="true" />
      </button>
      <ArticleView article={article} situation={situation} fromCapture={told} onArticle={onArticle} />
    </section>
  )
}
