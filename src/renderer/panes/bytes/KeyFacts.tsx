import { useMemo } from 'react'
import type { FieldNode } from '../../../shared/bytes/field.ts'
import { selectField } from '../../state/navigate.ts'
import { type FieldPath, pathKey } from './field-tree.ts'
import { keyFacts } from './key-facts.ts'

/** What is asked first of a certificate, in one place; each leads to its field and its bytes. */
export function KeyFacts({ tree, selected }: { tree: FieldNode; selected: FieldPath | null }) {
  const facts = useMemo(() => keyFacts(tree), [tree])
  if (facts.length === 0) return null
  const current = selected === null ? null : pathKey(selected)
  return (
    <ul className="key-facts" aria-label="Asked first">
      {facts.map(({ path, node }) => (
        <li key={pathKey(path)}>
          <button
            type="button"
            className="key-fact"
            title={node.text}
            aria-current={pathKey(path) === current}
            onClick={() => selectField(path, node.span)}
          >
            <span className="quiet">{WORDS[node.name] ?? node.name}</span>{' '}
            <span className="mono">{node.text}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Where the RFC's name is longer than the place it has here. */
const WORDS: Readonly<Record<string, string>> = {
  subjectAltName: 'SAN',
  extKeyUsage: 'EKU',
  validity: 'valid',
  distinguished_name: 'CA name',
}
