import { describe, expect, it } from 'vitest'
import { NO_OPTIONS } from '../../../../../src/main/engine/options.ts'
import { analyseProbe, noExtras } from '../../../../../src/main/engine/probe/index.ts'
import { runProbe } from '../../../../../src/main/probe/run-probe.ts'
import { analysisSchema } from '../../../../../src/shared/contract/analysis.ts'
import { askedOf, loopback } from '../../probe/support/loopback.ts'

const lab = loopback()

describe('a probe in the river', () => {
  it('is a source of its own kind, judged by this machine’s clock, opened with its own secrets', async () => {
    const port = await lab.tlsServer()
    const run = await runProbe(askedOf({ port }))
    const extras = { ...noExtras(), host: 'apim.contoso.internal' }
    const { document, broken } = await analyseProbe(run, extras, NO_OPTIONS)
    expect(analysisSchema.parse(document)).toEqual(document)
    expect(document.sources).toMatchObject([
      {
        kind: 'probe',
        path: `127.0.0.1:${port}`,
        clock: 'local',
        decryptedHandshakes: 1,
        warnings: [],
        probe: { http: { status: 200, body: 'ok' }, negotiated: { version: 'TLS 1.3' } },
      },
    ])
    expect(document.handshakes).toHaveLength(1)
    expect(document.handshakes[0]).toMatchObject({
      outcome: 'completed',
      break: null,
      findings: [{ id: 'handshake-completed' }, { id: 'client-certificate-not-requested' }],
    })
    expect(broken).toBe(false)
  })
})
