import { describe, expect, it } from 'vitest'
import { runProbe } from '../../../../src/main/probe/run-probe.ts'
import { askedOf, loopback } from './support/loopback.ts'

const lab = loopback()

describe('a probe', () => {
  it('goes through every stage to the first answer', async () => {
    const port = await lab.tlsServer()
    const run = await runProbe(askedOf({ host: 'localhost', port }))
    expect(run.stages.map(({ stage, result }) => `${stage} ${result}`)).toEqual([
      'dns done',
      'tcp done',
      'tls done',
      'http done',
      'late-client-auth skipped',
    ])
    expect(run.http).toMatchObject({ version: '1.1', status: 200 })
  })
})
