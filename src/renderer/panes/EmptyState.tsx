import { CircleAlert, CircleStop, FileDown } from 'lucide-react'
import { openCapture, openSample } from '../actions/capture-actions.ts'
import { probe } from '../actions/probe-actions.ts'
import { type Analysis, openedName } from '../state/analysis.ts'
import { copy } from '../state/commands.ts'
import { fileName, plural } from '../state/format.ts'
import { cutShortText } from '../state/reading.ts'
import { useApp } from '../state/store.ts'
import { ActionButton } from '../widgets/ActionButton.tsx'
import { openingText } from '../widgets/Reading.tsx'
import './empty.css'

const CAPTURE_COMMAND = 'tcpdump -i any -s 0 -w handshake.pcap "tcp port 443"'

const COMMANDS: readonly (readonly [string, string])[] = [
  ['tlscope analyze handshake.pcapng', 'the same verdict in a terminal, over SSH'],
  ['tlscope analyze handshake.pcapng --json', 'the same as one JSON document'],
  ['tlscope probe HOST --pfx client.pfx', 'DNS, TCP, TLS, HTTP and a late refusal, each timed'],
  ['tlscope annotate handshake.pcapng --out notes.pcapng', 'the verdict as comments for Wireshark'],
  ['tlscope lab', 'the sample incident, each scenario with its verdict'],
]

/** Before anything is open: what can be opened, what will be seen, how to get a capture. */
export function EmptyState({ analysis }: { analysis: Analysis | null }) {
  const opening = useApp((state) => state.opening)
  const error = useApp((state) => state.openError)
  return (
    <main className="empty" data-pane="start" aria-label="Start">
      <div className="empty-card">
        <h1>Where did the handshake break?</h1>
        <p className="empty-lead">
          Open a packet capture of a mutual-TLS connection, or probe the server yourself. You get one sentence
          that says where it broke and who ended it, the packets that prove it, and the runbook article that
          fixes it.
        </p>
        {error !== null && (
          <p className="empty-error" role="alert">
            <CircleAlert aria-label="Failed" /> {error}
          </p>
        )}
        {analysis !== null && <NothingFound analysis={analysis} />}
        <div className="drop-zone" aria-busy={opening !== null}>
          <FileDown aria-hidden="true" />
          <p>
            {opening === null
              ? 'Drop a pcap or pcapng here, gzipped or not; certificates and saved az output, too'
              : openingText(opening.kind)}
          </p>
          <div className="empty-actions">
            <ActionButton action={openCapture} main />
            <ActionButton action={probe} />
            <ActionButton action={openSample} />
          </div>
          <p className="quiet">
            The sample incident runs servers on this machine's loopback that fail on purpose. No network, no
            privileges.
          </p>
        </div>
        <div className="empty-columns">
          <section>
            <h2>No capture yet?</h2>
            <p>
              On the jump box, start this, reproduce the failure once, then stop it with Ctrl C. Capture from
              the first packet: a handshake that began before cannot be judged.
            </p>
            <CopyLine text={CAPTURE_COMMAND} />
          </section>
          <section>
            <h2>In a terminal</h2>
            <dl className="command-list">
              {COMMANDS.map(([command, does]) => (
                <div key={command}>
                  <dt>
                    <code>{command}</code>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        </div>
      </div>
    </main>
  )
}

/** Why the last try has nothing to show: one sentence a file. */
function NothingFound({ analysis }: { analysis: Analysis }) {
  const cutShort = cutShortText(analysis)
  return (
    <section className="empty-files" aria-label="Files">
      {analysis.failed.map((failure) => (
        <p key={failure.path} className="empty-error" role="alert">
          <CircleAlert aria-label="Failed" /> <strong>{fileName(failure.path)}</strong> could not be read.{' '}
          {failure.message} {failure.hint}
        </p>
      ))}
      {analysis.sources.map((source) => (
        <p key={source.path} className="empty-error" role="alert">
          <CircleAlert aria-label="Nothing found" /> <strong>{fileName(source.path)}</strong>:{' '}
          {plural(source.packets, 'packet')}, and no TLS handshake among them. Was it captured on the right
          interface and port? {source.warnings.map((warning) => warning.message).join(' ')}
        </p>
      ))}
      {cutShort !== null && (
        <p className="empty-error">
          <CircleStop aria-hidden="true" /> <strong>{openedName(analysis.request)}</strong>: {cutShort},
          before a handshake was found.
        </p>
      )}
    </section>
  )
}

function CopyLine({ text }: { text: string }) {
  return (
    <div className="copy-line">
      <code>{text}</code>
      <button
        type="button"
        className="button small"
        aria-label="Copy command: capture"
        onClick={() => void copy(text, 'the capture command')}
      >
        Copy
      </button>
    </div>
  )
}
