import { describe, expect, it } from 'vitest'
import { NO_OPTIONS } from '../../../../../src/main/engine/options.ts'
import { analyseProbe } from '../../../../../src/main/engine/probe/index.ts'
import { analysisSchema } from '../../../../../src/shared/contract/analysis.ts'
import { loopback } from '../../probe/support/loopback.ts'
import { CASES } from './runs.ts'

const lab = loopback()

describe('a probe in the river', () => {
  it.each(CASES)('says what became of $name', async (one) => {
    const { run, extras } = await one.run(lab)
    const { document, broken } = await analyseProbe(run, extras, NO_OPTIONS)
    expect(analysisSchema.parse(document)).toEqual(document)
    expect(document.sources).toHaveLength(1)
    expect(document.sources[0]).toMatchObject({ kind: 'probe', clock: 'local', warnings: [] })
    expect(document.handshakes).toHaveLength(1)
    const [handshake] = document.handshakes
    const broke = handshake?.break ?? null
    expect(handshake?.outcome).toBe(one.outcome)
    expect(broke && `${broke.stage} ${broke.endedBy} ${broke.how}`).toBe(one.broke)
    const ids = handshake?.findings.map(({ id }) => id) ?? []
    expect(ids.slice(0, one.findings.length)).toEqual(one.findings)
    if (one.detail !== undefined) expect(broke?.detail).toContain(one.detail)
    if (one.summary !== undefined) expect(broke?.summary).toMatch(one.summary)
    if (one.broke !== null) expect(broken).toBe(true)
  })
})
