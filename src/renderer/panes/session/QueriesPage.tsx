import type { SessionDocument } from '../../../shared/contract/session.ts'
import { sayPlaces } from '../../actions/place-actions.ts'
import { plural } from '../../state/format.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { SessionCommand } from './SessionCommand.tsx'

const SHAPES = [
  ['All resources in one table', ['AzureDiagnostics']],
  ['A table of its own', ['AGWAccessLogs', 'AGWFirewallLogs']],
] as const

/** KQL for the gateway's logs, filled for this incident, in both shapes that a workspace may have. */
export function QueriesPage({ document: { queries, window, withoutLeg } }: { document: SessionDocument }) {
  return (
    <section className="pane session-page" data-pane="item" aria-label="Queries" tabIndex={-1}>
      <header>
        <h2>Queries for the gateway’s logs</h2>
      </header>
      <p>
        {window === null
          ? 'No capture is open: they ask for the last hour.'
          : `They ask for the time of the capture, five minutes wider: ${window.from.slice(0, 19)}Z to ${window.to.slice(0, 19)}Z.`}{' '}
        Which of the two shapes a workspace has, its diagnostic setting says. Export the rows as JSON or CSV
        and paste them.
      </p>
      {withoutLeg > 0 && (
        <p className="session-truth">
          {plural(withoutLeg, 'handshake')} on no known leg: say which machine is the gateway, and clients,
          hosts and source ports stand in the queries, too.{' '}
          <ActionButton action={sayPlaces} small label="Who is who" />
        </p>
      )}
      {SHAPES.map(([title, tables]) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          {queries
            .filter(({ table }) => (tables as readonly string[]).includes(table))
            .map(({ id, title: what, table, text }) => (
              <SessionCommand
                key={id}
                command={{
                  id,
                  what: `${what} (${table})`,
                  shell: 'kql',
                  text,
                  open: [],
                  condition: null,
                  article: null,
                }}
              />
            ))}
        </section>
      ))}
    </section>
  )
}
