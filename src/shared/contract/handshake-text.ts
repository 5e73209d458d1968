import { utf8Bytes } from '../bytes/text.ts'
import type { Facts } from '../conversation/facts.ts'
import type { Leg } from '../conversation/vocabulary.ts'
import type { Diagnosis } from '../diagnosis/diagnose.ts'
import { FRAME_OF_ROW } from '../diagnosis/known/audited.ts'
import { lastFrame, type SharedOpinion } from '../diagnosis/known/shared-opinion.ts'
import { headOf, restAround } from './handshake-document.ts'
import type { JsonText } from './json-text.ts'
import { LadderText } from './ladder-text.ts'
import { ladderOf } from './message-document.ts'

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** The JSON of `handshakeDocument`, without making the document where it is like others. */
export function writeHandshake(text: JsonText, facts: Facts, diagnosis: Diagnosis, leg: Leg): void {
  const { out } = text
  const start = out.length
  text.members(headOf(facts.conversation, leg))
  out.replace(start, OPEN_BRACE)
  const ladder = new LadderText(ladderOf(facts))
  if (diagnosis.shared === undefined) {
    text.members(restAround(ladder, facts, diagnosis))
    out.byte(CLOSE_BRACE)
    return
  }
  const { beforeMessages, pieces } = textOf(diagnosis.shared, facts, diagnosis)
  out.copy(beforeMessages)
  ladder.writeTo(text)
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]
    if (piece === undefined) continue
    if (piece.frameOf !== null) text.value(lastFrame(facts, piece.frameOf))
    out.copy(piece.text)
  }
}

/** What the documents have in common on which an opinion is shared, from the head on. */
interface SharedText {
  readonly beforeMessages: Uint8Array
  /** What stands behind the messages, in pieces, each behind the frame of a row or behind nothing. */
  readonly pieces: readonly { readonly frameOf: number | null; readonly text: Uint8Array }[]
}

const TEXTS = new WeakMap<SharedOpinion, SharedText>()

function textOf(shared: SharedOpinion, facts: Facts, { verdict, summary }: Diagnosis): SharedText {
  let text = TEXTS.get(shared)
  if (text === undefined) {
    text = cut(JSON.stringify(restAround(null, facts, { verdict, summary, findings: shared.findings })))
    TEXTS.set(shared, text)
  }
  return text
}

const NO_MESSAGES = '"messages":null'
const FRAME_OF_A_ROW = /(?<="frame":)(\d{13})(?=,)/

/** @param rest the members without the messages, with `FRAME_OF_ROW` and a row's number in the place of its frame */
function cut(rest: string): SharedText {
  const [before = '', behind = ''] = rest.split(NO_MESSAGES)
  const pieces: { frameOf: number | null; text: Uint8Array }[] = []
  // The texts between the frames, and the frames between them.
  const parts = behind.split(FRAME_OF_A_ROW)
  for (let at = 0; at < parts.length; at += 2) {
    const frame = parts[at - 1]
    pieces.push({
      frameOf: frame === undefined ? null : Number(frame) - FRAME_OF_ROW,
      text: utf8Bytes(parts[at] ?? ''),
    })
  }
  // The head stands where the brace does.
  return { beforeMessages: utf8Bytes(`,${before.slice(1)}"messages":`), pieces }
}
