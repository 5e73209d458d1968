import { FolderOpen, LibraryBig, RotateCcw, Undo2, X } from 'lucide-react'
import { plural } from '../state/format.ts'
import {
  chooseRunbook,
  type FileProblems,
  leaveRunbook,
  problemsByFile,
  readRunbookAgain,
} from '../state/runbook.ts'
import { type OwnRunbook, setState, useApp } from '../state/store.ts'
import { Sheet } from './Sheet.tsx'
import './choice-sheet.css'

/** The team's own runbook folder: which it is, what came of it, what is wrong with it, and the way back. */
export function RunbookSheet() {
  const open = useApp((state) => state.overlay === 'runbook')
  return open ? <Chooser /> : null
}

function Chooser() {
  const own = useApp((state) => state.ownRunbook)
  const close = (): void => setState({ overlay: 'none' })
  return (
    <Sheet label="Runbook folder" onClose={close}>
      <div className="choice-sheet">
        <header>
          <h2>Runbook folder of your own</h2>
          <button type="button" className="button bare" aria-label="Close" onClick={close}>
            <X aria-hidden="true" />
          </button>
        </header>
        <p>
          Articles of your team join those that ship; one with the id of ours stands in its place. The
          folder’s
          <code> .md</code> files are read, and nothing is written or sent.
        </p>
        {own === null ? (
          <p className="quiet">No folder chosen: the runbook is the one that ships.</p>
        ) : (
          <Chosen own={own} />
        )}
        <div className="choice-add">
          <button type="button" className="button" onClick={() => void chooseRunbook()}>
            <FolderOpen aria-hidden="true" /> <span>{own === null ? 'Choose folder' : 'Choose another'}</span>
          </button>
          {own !== null && (
            <>
              <button type="button" className="button" onClick={() => void readRunbookAgain()}>
                <RotateCcw aria-hidden="true" /> <span>Read again</span>
              </button>
              <button type="button" className="button" onClick={() => void leaveRunbook()}>
                <Undo2 aria-hidden="true" /> <span>Back to the runbook that ships</span>
              </button>
            </>
          )}
        </div>
        <p className="quiet">
          The folder’s path is remembered on this machine; where <code>TLSCOPE_RUNBOOK</code> names one at the
          next start, that one is read. How articles are written: <code>docs/runbook-authoring.md</code>.
        </p>
      </div>
    </Sheet>
  )
}

function Chosen({ own }: { own: OwnRunbook }) {
  const library = useApp((state) => state.library)
  const articles = (library?.articles ?? []).filter(({ origin }) => origin === 'team')
  const replacing = articles.filter(({ replaces }) => replaces).length
  const problems = problemsByFile(own, new Set(articles.map(({ file }) => file)))
  return (
    <>
      <ul aria-label="Folder">
        <li>
          <LibraryBig aria-hidden="true" />
          <span className="choice-file mono" title={own.folder}>
            {own.folder}
          </span>
        </li>
      </ul>
      <p role="status">
        {plural(articles.length, 'article')} of yours {articles.length === 1 ? 'is' : 'are'} in use
        {replacing > 0 && `, ${replacing} in place of ours`}.{problems.length > 0 && ' Not all is well:'}
      </p>
      {problems.length > 0 && (
        // A scrolling region must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        <ul aria-label="Problems" className="choice-problems" tabIndex={0}>
          {problems.map((file) => (
            <Problem key={file.file} {...file} />
          ))}
        </ul>
      )}
    </>
  )
}

function Problem({ file, leftOut, sentences }: FileProblems) {
  return (
    <li className="choice-problem">
      <span>
        <strong className="mono">{file}</strong>
        {leftOut && ' is left out; all else is as it was'}
      </span>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </li>
  )
}
