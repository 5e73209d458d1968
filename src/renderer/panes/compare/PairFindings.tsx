import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { FindingDocument } from '../../../shared/contract/analysis.ts'
import { formatConfidence } from '../../state/format.ts'

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info } as const

/** What the two show together and neither alone. */
export function PairFindings({ findings }: { findings: readonly FindingDocument[] }) {
  if (findings.length === 0) return null
  return (
    <ul className="compare-findings" aria-label="What the two show together">
      {findings.map((finding) => {
        const Icon = ICONS[finding.severity]
        const { word, percent } = formatConfidence(finding.confidence)
        return (
          <li key={`${finding.id} ${finding.summary}`}>
            <details>
              <summary>
                <span className={`severity ${finding.severity}`}>
                  <Icon aria-label={finding.severity} />
                </span>{' '}
                <strong>{finding.summary}</strong>{' '}
                <span className="quiet">
                  {finding.id}, {word} confidence, {percent}
                </span>
              </summary>
              <p>{finding.explanation}</p>
              <p>
                <strong>What would disprove this:</strong> {finding.disproof}
              </p>
              <p className="quiet">Runbook: {finding.fixes.join(', ')}</p>
            </details>
          </li>
        )
      })}
    </ul>
  )
}
