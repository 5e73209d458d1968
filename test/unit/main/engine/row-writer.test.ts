import { describe, expect, it } from 'vitest'
import { synthesiseCapture } from '../../../../src/main/capture-file/synthesise.ts'
import { analyse, type JudgedConversation } from '../../../../src/main/engine/analysis.ts'
import { documentOf } from '../../../../src/main/engine/judge.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import { RowWriter } from '../../../../src/main/engine/row-writer.ts'
import { rowOf } from '../../../../src/shared/ipc/row-of.ts'
import { recordHandshake } from '../../../support/decrypt/loopback.ts'

async function judgedOf(input: Uint8Array): Promise<JudgedConversation[]> {
  const judged: JudgedConversation[] = []
  await analyse([{ path: 'a', input }], NO_OPTIONS, { judged: (one) => judged.push(one) })
  return judged
}

describe('rows that are written without a document', () => {
  it('are those of the document', async () => {
    const records = [await recordHandshake(), await recordHandshake({ server: { maxVersion: 'TLSv1.2' } })]
    const capture = synthesiseCapture(
      records.map(({ record }, at) => ({ ...record, client: { ...record.client, port: 50_000 + at } })),
    )
    const writer = new RowWriter()
    const judged = await judgedOf(capture)
    expect(judged).toHaveLength(2)
    // More than are written before what was written is let go of.
    for (let round = 0; round < 30; round++)
      for (const one of judged) expect(writer.row(one)).toEqual(rowOf(documentOf(one)))
  })

  it('bring their documents up to so much text, and none from there on', async () => {
    const [one] = await judgedOf(synthesiseCapture([(await recordHandshake()).record]))
    if (one === undefined) throw new Error('nothing was judged')
    const whole = rowOf(documentOf(one))
    const writer = new RowWriter(2 * (whole.json?.length ?? 0))
    expect([1, 2, 3, 4].map(() => writer.row(one))).toEqual([
      whole,
      whole,
      { ...whole, json: null },
      { ...whole, json: null },
    ])
  })

  it('are ASCII where what they tell is not', async () => {
    const [one] = await judgedOf(synthesiseCapture([(await recordHandshake()).record]))
    if (one === undefined) throw new Error('nothing was judged')
    const conversation = { ...one.conversation, client: { address: 'bücher→🙈', port: 1 } }
    const told = { ...one, facts: { ...one.facts, conversation } }
    const row = new RowWriter().row(told)
    expect(row.client?.address).toBe('bücher→🙈')
    expect(row).toEqual(rowOf(documentOf(told)))
    expect(row.json).toMatch(/^[\x20-\x7e]*$/)
  })
})
