import { count, quoted } from '../../diagnosis/words.ts'
import { matchHealthLog } from '../health/match.ts'
import { backendHealthKind } from './backend-health.ts'
import { decodeText } from './decode-text.ts'
import { Entry } from './entry.ts'
import { type FoundJson, findJson } from './find-json.ts'
import { type DocumentKind, type DocumentKindId, NOWHERE } from './kind.ts'
import { kindOf } from './kinds.ts'
import { logHeader, otherTable, readLogTable } from './log-table.ts'
import { emptyParts, type ModelParts } from './model-parts.ts'
import { otherDocument } from './other-documents.ts'
import { refusalIn } from './refusal.ts'
import { tableRows } from './table-text.ts'
import { elementsOf } from './unwrap.ts'

/** One kind of thing that a file holds, and how many of it. */
export interface DocumentRead {
  readonly kind: DocumentKindId
  readonly title: string
  readonly command: string
  readonly items: number
}

/** What one file says. */
export interface FileRead {
  readonly file: string
  readonly documents: readonly DocumentRead[]
  readonly parts: ModelParts
  /** What keeps the file, or a part of it, from being read: one sentence that names the file. */
  readonly problems: readonly string[]
  /** Worth knowing, and no fault of the file. */
  readonly notes: readonly string[]
}

/** A gateway with a hundred listeners is a few megabytes; a day of access log has better tools. */
export const LARGEST_FILE = 32 * 1024 * 1024

/** In a sentence, for a file that is larger. */
export function largerThanRead(size: number): string {
  return `${size} bytes are more than this reads (${LARGEST_FILE}); save the output of one command at a time, or rows of less time`
}

const EXPECTED =
  'expected JSON that az printed (application-gateway show or show-backend-health, apim show, nsg rule list, …)'

/**
 * Reads saved `az` output, whatever stands around it, and however much of it one file holds, and rows of logs that the
 * portal exported. Never throws on bytes.
 * @param file what the user calls it
 */
export function readAzureFile(bytes: Uint8Array, file: string): FileRead {
  const result = new Result(file)
  if (bytes.length > LARGEST_FILE) {
    result.problem(largerThanRead(bytes.length))
    return result.done()
  }
  const text = decodeText(bytes)
  const header = logHeader(text.text)
  if (header !== null) {
    readLogTable(text.text, header, result)
    return result.done()
  }
  const found = findJson(text)
  if (found.values.length === 0 && found.broken === null) readWords(text.text, found, result)
  found.values.forEach((value, at) => {
    // A pointer alone would not tell which of several values it goes into.
    readValue(new Entry(value, found.values.length === 1 ? file : `${file}#${at + 1}`), found, result)
  })
  if (found.broken !== null) result.problem(brokenSentence(found))
  return result.done()
}

/** A file that is wrong a thousand times over is wrong once. */
const MOST_TOLD = 10

class Result {
  readonly file: string
  readonly #counts = new Map<DocumentKind, number>()
  readonly #problems: string[] = []
  readonly #notes: string[] = []
  readonly parts = emptyParts()

  constructor(file: string) {
    this.file = file
  }

  problem(sentence: string): void {
    if (this.#problems.length < MOST_TOLD) this.#problems.push(`${this.file}: ${sentence}`)
  }

  note(sentence: string): void {
    if (this.#notes.length < MOST_TOLD) this.#notes.push(`${this.file}: ${sentence}`)
  }

  count(kind: DocumentKind, items = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + items)
  }

  done(): FileRead {
    const documents = [...this.#counts].map(([{ id, title, command }, items]) => ({
      kind: id,
      title,
      command,
      items,
    }))
    return { file: this.file, documents, parts: this.parts, problems: this.#problems, notes: this.#notes }
  }
}

function readValue(entry: Entry, { around }: FoundJson, result: Result): void {
  const refusal = refusalIn(entry, around)
  if (refusal !== null) {
    result.parts.healthReports.push({
      at: entry.at,
      gateway: refusal.gateway,
      servers: 0,
      said: refusal.said,
    })
    result.note(`az was refused: ${quoted(refusal.said)}`)
    return
  }
  if (entry.value === null) {
    result.note(NOTHING_SET)
    return
  }
  const { elements, isMixed, within } = elementsOf(entry)
  if (elements.length === 0) {
    result.note('the list is empty: there is nothing of what was asked for, or your account may not see it')
    return
  }
  let unknown = 0
  for (const element of elements) {
    const kind = kindOf(element)
    if (kind === null) {
      unknown++
      continue
    }
    kind.read(element, result.parts, { ...NOWHERE, owner: within })
    result.count(kind)
  }
  if (unknown === elements.length)
    result.problem(`${otherDocument(entry, elements[0] ?? entry)}; ${EXPECTED}`)
  else if (unknown > 0) {
    result.note(
      `${count(unknown, isMixed ? 'resource of another kind' : 'element of another shape', isMixed ? 'resources of other kinds' : 'elements of another shape')} not looked at`,
    )
  }
}

const NOTHING_SET =
  'null: az prints that where nothing is set. For ssl-policy show it means the default policy (az network application-gateway show --query defaultPredefinedSslPolicy tells which)'

/** No JSON at all. */
function readWords(text: string, found: FoundJson, result: Result): void {
  const words = text.trim()
  if (words === '') {
    result.problem(
      'the file is empty. For ssl-policy show that means the default policy; else az failed, and its error went to the screen',
    )
    return
  }
  const refusal = refusalIn(null, found.around)
  if (refusal !== null) {
    result.parts.healthReports.push({
      at: { file: result.file, pointer: '' },
      gateway: refusal.gateway,
      servers: 0,
      said: refusal.said,
    })
    result.note(`az was refused: ${quoted(refusal.said)}`)
    return
  }
  const rows = tableRows(text)
  if (rows?.some((row) => kindOf(new Entry(row, '')) !== null) === true) {
    readValue(new Entry(rows, result.file), found, result)
    return
  }
  if (matchHealthLog(words, null).kind === 'known') {
    readMessage(words, result)
    return
  }
  // What stands in it is not repeated: it may be a secret that was taken for a document.
  result.problem(`no JSON in it, but ${wordsLookLike(words) ?? 'other text or data'}; ${EXPECTED}`)
}

/** A health message that was copied out of the portal. */
function readMessage(words: string, result: Result): void {
  result.parts.backendHealth.push({
    at: { file: result.file, pointer: '' },
    partial: true,
    gateway: null,
    backendPool: null,
    backendSetting: null,
    address: null,
    health: UNKNOWN.test(words) ? 'Unknown' : 'Unhealthy',
    log: words,
  })
  result.count(backendHealthKind)
}

/** What is said where the control plane itself cannot tell (facts 3.22). */
const UNKNOWN = /could not be retrieved/i

function wordsLookLike(words: string): string | null {
  if (/^-+(?:[ \t]+-+)*[ \t]*\r?$/m.test(words)) return 'a table (-o table): save it with -o json'
  if (/^-----BEGIN /m.test(words)) return 'PEM: certificates are read by tlscope cert inspect'
  if (/^[\w-]+:(?: |\r?$)/m.test(words) && /^(?: {2}|- )/m.test(words))
    return 'YAML (-o yaml): save it with -o json'
  if (/^<(?:!doctype|html|\?xml|policies)/i.test(words)) return 'XML or HTML'
  const error = /^(?:az : )?ERROR: .+$/m.exec(words)
  return error === null ? otherTable(words) : `an error of az: ${quoted(error[0].slice(0, 300))}`
}

function brokenSentence({ broken, values }: FoundJson): string {
  if (broken === null) return ''
  const { byte, fault, expected } = broken
  const kept = values.length === 0 ? '' : ' What stands before it was read.'
  if (fault === 'ended') {
    return `the JSON is cut off: it ends at byte ${byte} where ${expected} was expected. Save it again, whole.${kept}`
  }
  if (fault === 'too-deep')
    return `at byte ${byte} the JSON nests deeper than this reads; ${expected} were expected.${kept}`
  return `no JSON at byte ${byte}: ${expected} was expected.${kept}`
}
