import { Search, X } from 'lucide-react'
import { focusPaneNamed } from '../../actions/focus.ts'
import type { Analysis } from '../../state/analysis.ts'
import { formatCount, OUTCOME_WORDS } from '../../state/format.ts'
import { setState } from '../../state/store.ts'
import { OutcomeIcon } from '../../widgets/OutcomeIcon.tsx'
import type { OutcomeFilter } from './filter.ts'

const OUTCOME_CHOICES: readonly OutcomeFilter[] = ['all', 'broken', 'completed', 'incomplete']

interface FilterBarProps {
  readonly analysis: Analysis
  readonly text: string
  readonly outcome: OutcomeFilter
}

/** Which of the handshakes are listed: by words, and by how they ended. */
export function FilterBar({ analysis, text, outcome }: FilterBarProps) {
  const counts = analysis.handshakes.outcomes()
  return (
    <div className="filter">
      <label className="filter-box">
        <Search aria-hidden="true" />
        <input
          type="text"
          data-filter
          aria-label="Filter handshakes"
          placeholder="Filter   /"
          spellCheck={false}
          value={text}
          onChange={(event) => setState({ filterText: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            setState({ filterText: '' })
            focusPaneNamed('handshakes')
          }}
        />
        {text !== '' && (
          <button
            type="button"
            className="icon-button"
            aria-label="Clear filter"
            onClick={() => setState({ filterText: '' })}
          >
            <X aria-hidden="true" />
          </button>
        )}
      </label>
      <fieldset className="segments" aria-label="Outcome">
        {OUTCOME_CHOICES.map((choice) => {
          const count = choice === 'all' ? analysis.handshakes.length : counts[choice]
          const word = choice === 'all' ? 'All' : OUTCOME_WORDS[choice]
          return (
            <button
              key={choice}
              type="button"
              className="segment"
              aria-pressed={choice === outcome}
              aria-label={`${word}: ${count}`}
              title={word}
              disabled={count === 0 && choice !== outcome && choice !== 'all'}
              onClick={() => setState({ outcomeFilter: choice })}
            >
              {choice === 'all' ? 'All' : <OutcomeIcon outcome={choice} />} {formatCount(count)}
            </button>
          )
        })}
      </fieldset>
    </div>
  )
}
