import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Command } from '../../../shared/runbook/article.ts'
import type { Situation } from '../../../shared/runbook/match.ts'
import type { KnownValues } from '../../../shared/runbook/placeholders.ts'
import { copy } from '../../state/commands.ts'
import { Filled } from './Prose.tsx'
import { conditionText, showCommand } from './ranking.ts'

const KIND_WORDS = {
  check: 'check (reads only)',
  change: 'change',
  verify: 'verify (reads only)',
  undo: 'undo',
} as const

const CONFIRMED_FOR = 2000

interface CommandBlockProps {
  readonly command: Command
  readonly situation: Situation
  readonly names: KnownValues
}

/** A command with its names filled in, a word on what it does, and a button that copies it. */
export function CommandBlock({ command, situation, names }: CommandBlockProps) {
  const [copied, setCopied] = useState(false)
  const { applies, filled } = showCommand(command, situation, names)
  const condition = conditionText(command)
  useEffect(() => {
    if (!copied) return
    const timer = window.setTimeout(() => setCopied(false), CONFIRMED_FOR)
    return () => window.clearTimeout(timer)
  }, [copied])

  const onCopy = (): void => {
    const left =
      filled.open.length === 0
        ? ''
        : `; still to fill in: ${filled.open.map((name) => `<${name}>`).join(', ')}`
    void copy(filled.text, `the command “${command.id}”${left}`).then(setCopied)
  }
  if (applies === 'no') return null
  return (
    <figure className={`command ${command.kind}`}>
      <figcaption>
        <span className={`kind ${command.kind}`}>{KIND_WORDS[command.kind]}</span>
        <span className="quiet">{command.shell}</span>
        {condition !== null && <span className="tag">{condition}</span>}
        <button
          type="button"
          className="button small push"
          aria-label={`Copy command: ${command.id}`}
          onClick={onCopy}
        >
          {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
          <span>{copied ? 'Copied' : 'Copy'}</span>
        </button>
      </figcaption>
      <pre>
        <code>
          <Filled text={command.text} names={names} />
        </code>
      </pre>
      {filled.rejected.length > 0 && (
        <p className="command-note">
          Not filled in, because the value could not safely stand in a command:{' '}
          {filled.rejected.map((name) => `<${name}>`).join(', ')}
        </p>
      )}
    </figure>
  )
}
