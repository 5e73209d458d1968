import { CircleStop, FileWarning, FileX } from 'lucide-react'
import type { SourceDocument } from '../../../shared/contract/analysis.ts'
import { type Analysis, openedName } from '../../state/analysis.ts'
import { fileName, formatBytes, formatCount, plural } from '../../state/format.ts'
import { cutShortText } from '../../state/reading.ts'

/** Who may be the gateway is said, and asked, under the verdict. */
const SAID_ELSEWHERE = 'gateway-suggested'

/** What was read, one line a file; what could not be read stands first. */
export function FilesRead({ analysis }: { analysis: Analysis }) {
  return (
    // A region that may scroll must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="files" aria-label="Files" tabIndex={0}>
      {analysis.failed.map((failure) => (
        <div key={failure.path} className="file failed" role="alert" title={failure.path}>
          <FileX aria-label="Not read" /> <strong>{fileName(failure.path)}</strong> {failure.message}{' '}
          {failure.hint}
        </div>
      ))}
      <CutShort analysis={analysis} />
      {analysis.sources.map((source) => (
        <div key={source.path} className="file" title={source.path}>
          <div className="file-line">
            <span className="clip">{fileName(source.path)}</span>
            <span className="push quiet nowrap">
              {plural(source.packets, 'packet')} · {formatBytes(source.bytes)}
            </span>
          </div>
          {sourceText(source) !== '' && <div className="quiet">{sourceText(source)}</div>}
          {source.warnings
            .filter(({ code }) => code !== SAID_ELSEWHERE)
            .map((warning) => (
              <div key={`${warning.offset} ${warning.message}`} className="file-warning">
                <FileWarning aria-label="Warning" /> {warning.message}
              </div>
            ))}
        </div>
      ))}
    </section>
  )
}

/** The file that reading was cut short in: it has no facts of its own, but a name and how far it was read. */
function CutShort({ analysis }: { analysis: Analysis }) {
  const text = cutShortText(analysis)
  if (text === null) return null
  const { progress, request } = analysis
  return (
    <div className="file cut-short" title={progress?.path}>
      <CircleStop aria-hidden="true" />{' '}
      <strong>{progress === null ? openedName(request) : fileName(progress.path)}</strong> {text}
    </div>
  )
}

function sourceText(source: SourceDocument): string {
  const { quic, dtls } = source.notTcpTls
  return [
    source.decryptedHandshakes > 0 ? `${plural(source.decryptedHandshakes, 'handshake')} decrypted` : null,
    source.otherStreams > 0 ? `${plural(source.otherStreams, 'stream')} without TLS` : null,
    quic > 0 ? `${formatCount(quic)} QUIC (not looked into)` : null,
    dtls > 0 ? `${formatCount(dtls)} DTLS (not looked into)` : null,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}
