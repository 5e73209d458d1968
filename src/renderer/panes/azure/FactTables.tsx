import type { AzureFactDocument } from '../../../shared/contract/azure.ts'
import { fileName } from '../../state/format.ts'
import { factGroups } from './fact-groups.ts'

/** What the documents say, a table for each kind of thing. */
export function FactTables({ facts }: { facts: readonly AzureFactDocument[] }) {
  return factGroups(facts).map(({ about, heading, rows, more }) => (
    <section key={about} aria-label={heading} className="azure-facts">
      <h3>{heading}</h3>
      <table>
        <thead className="said">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">What is set</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of, says, at }) => (
            <tr key={`${at.file} ${at.pointer} ${name}`} title={`${fileName(at.file)} ${at.pointer}`}>
              <th scope="row">
                <span className="mono">{name === '' ? '(name not shown)' : name}</span>
                {of !== null && <span className="quiet"> {of}</span>}
              </th>
              <td>{says.join(' · ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="quiet">and {more} more: tlscope azure --json shows them</p>}
    </section>
  ))
}
