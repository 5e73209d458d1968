import { describe, expect, it } from 'vitest'
import {
  cellDetail,
  cellName,
  hexLines,
  shownFields,
  shownRows,
} from '../../../../../src/renderer/panes/compare/rows.ts'
import { type CompareDocument, compareSchema } from '../../../../../src/shared/contract/compare.ts'
import { compareDocument } from '../../../../../src/shared/contract/compare-document.ts'
import { handshakeDocument } from '../../../../../src/shared/contract/handshake-document.ts'
import { compareConversations } from '../../../../../src/shared/conversation/compare/compare.ts'
import { answered, asked, clientPki } from '../../../../support/conversation/client-authentication.ts'
import { diagnosisOf } from '../../../../support/conversation/diagnosis.ts'
import type { ConversationScript } from '../../../../support/conversation/script.ts'

const { leaf } = clientPki()

function document(left: ConversationScript, right: ConversationScript): CompareDocument {
  const side = (script: ConversationScript, path: string) => {
    const diagnosis = diagnosisOf(script)
    const choice = { how: 'only', reason: 'the only one in it', among: 1, others: [] } as const
    return {
      compared: { facts: diagnosis.facts, verdict: diagnosis.verdict },
      told: {
        path,
        role: null,
        document: handshakeDocument(diagnosis.facts, diagnosis, 'unknown'),
        choice: { ...choice, others: [] },
      },
    }
  }
  const [a, b] = [side(left, 'a.pcapng'), side(right, 'b.pcapng')]
  return compareSchema.parse(
    compareDocument(a.told, b.told, compareConversations(a.compared, b.compared), []),
  )
}

const differing = document(answered(asked({}), [leaf]), answered(asked({}), []))

describe('what of a comparison is on screen', () => {
  it('are the rows that differ, or all of them', () => {
    const few = shownRows(differing, true)
    expect(few.map(({ mark }) => mark)).not.toContain('same')
    expect(few.some(({ number }) => number === differing.firstDivergence?.row)).toBe(true)
    expect(shownRows(differing, false)).toHaveLength(differing.rows.length)
    expect(few.length).toBeLessThan(differing.rows.length)
  })

  it('are the differing fields of the chosen message, under its name', () => {
    const row = differing.firstDivergence?.row ?? null
    const fields = shownFields(differing, row, true)
    expect(fields.length).toBeGreaterThan(0)
    expect(new Set(fields.map(({ message }) => message))).toEqual(new Set([`${row} client Certificate`]))
    expect(fields.every(({ reason }) => reason === null)).toBe(true)
  })

  it('are what is new in every handshake too, with the reason, where all is wanted', () => {
    const same = document(asked({}).finishHandshake(), asked({}).finishHandshake())
    expect(shownFields(same, null, true)).toEqual([])
    const hello = document(asked({}).finishHandshake(), asked({ types: [1] }).finishHandshake())
    const all = shownFields(hello, null, false)
    const matters = shownFields(hello, null, true)
    expect(all.length).toBeGreaterThanOrEqual(matters.length)
    for (const { reason } of all.slice(matters.length)) expect(reason).not.toBe('')
  })

  it('name guesses and protection by brackets', () => {
    const cell = { message: 1, frame: 2, type: 'Finished', guessed: true, encrypted: true, length: 40 }
    expect(cellName(cell)).toBe('{Finished?}')
    expect(cellName({ ...cell, guessed: false })).toBe('{Finished}')
    expect(cellName({ ...cell, guessed: false, encrypted: false })).toBe('Finished')
    expect(cellDetail(cell)).toBe('40 bytes')
    expect(cellDetail({ ...cell, detail: 'of the client' })).toBe('of the client')
  })
})

describe('lines of differing bytes', () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, at) => at)

  it('are cut where what differs begins and ends', () => {
    expect(hexLines(bytes, [[6, 9]], 10)).toEqual([
      {
        offset: 0,
        runs: [
          { at: 0, hex: '00 01 02 03 04 05', differs: false },
          { at: 6, hex: '06 07', differs: true },
        ],
      },
      {
        offset: 8,
        runs: [
          { at: 8, hex: '08', differs: true },
          { at: 9, hex: '09 0a 0b 0c 0d 0e 0f', differs: false },
        ],
      },
      { offset: 16, runs: [{ at: 16, hex: '10 11', differs: false }] },
    ])
  })

  it('go on behind a range that is empty on this side', () => {
    const lines = hexLines(
      bytes,
      [
        [2, 2],
        [4, 5],
        [17, 18],
      ],
      10,
    )
    expect(lines.flatMap(({ runs }) => runs.filter(({ differs }) => differs).map(({ hex }) => hex))).toEqual([
      '04',
      '11',
    ])
    expect(
      lines
        .flatMap(({ runs }) => runs.map(({ hex }) => hex))
        .join(' ')
        .split(' '),
    ).toHaveLength(18)
  })

  it('end where enough are drawn, and are none of nothing', () => {
    expect(hexLines(bytes, [], 2)).toHaveLength(2)
    expect(hexLines(new Uint8Array(0), [[0, 0]], 2)).toEqual([])
  })
})
