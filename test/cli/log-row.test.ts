import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listTwoLegs, recordTwoLegs } from '../../src/main/lab/two-legs.ts'
import { analysisSchema } from '../../src/shared/contract/analysis.ts'
import { azureSchema } from '../../src/shared/contract/azure.ts'
import { sessionSchema } from '../../src/shared/contract/session.ts'
import { temporaryFolder } from './support/captures.ts'
import { tlscope, warmUp } from './support/run.ts'

/** A row of the gateway's access log beside a capture of both legs in which nothing can be read. */

const folder = temporaryFolder()
afterAll(() => folder.remove())

const TOLD = ['--gateway', '10.20.1.0/24', '--apim', '10.20.2.5']
let sealed = ''
let row = ''
let rowAsCsv = ''

beforeAll(async () => {
  const scenario = listTwoLegs().find(({ id }) => id === 'two-legs-backend-demands')
  if (scenario === undefined) throw new Error('no such scenario')
  sealed = folder.file('sealed.pcapng', await recordTwoLegs(scenario, true))
  await warmUp()
  const { stdout } = await tlscope(['analyze', sealed, ...TOLD, '--json'])
  const { handshakes } = analysisSchema.parse(JSON.parse(stdout))
  const [front, back] = handshakes
  const told = {
    Resource: 'AGW-EDGE',
    Category: 'ApplicationGatewayAccessLog',
    clientIP_s: front?.client?.address,
    clientPort_d: front?.client?.port,
    httpStatus_d: '502',
    error_info_s: 'ERRORINFO_UPSTREAM_CLOSED_CONNECTION',
    sslClientVerify_s: 'SUCCESS',
    serverRouted_s: `${back?.server?.address}:${back?.server?.port}`,
    upstreamSourcePort_s: String(back?.client?.port),
    transactionId_g: '592d1649-f75a-8d48-0a3c-4dc6a975309d',
  }
  row = folder.file('row.json', new Uint8Array())
  writeFileSync(row, JSON.stringify([{ TimeGenerated: front?.startedAt, ...told }]))
  rowAsCsv = folder.file('row.csv', new Uint8Array())
  const shown = new Date(front?.startedAt ?? '').toLocaleString('en-US', { timeZone: 'UTC' })
  const [names, values] = [Object.keys(told), Object.values(told)]
  writeFileSync(rowAsCsv, `"TimeGenerated [UTC]",${names.join(',')}\r\n"${shown}",${values.join(',')}\r\n`)
}, 240_000)

describe('a row of the gateway’s access log beside a capture', () => {
  it.each(['JSON', 'CSV'])('as %s joins both legs for tlscope azure, and says what broke', async (form) => {
    const given = form === 'CSV' ? rowAsCsv : row
    const { stdout } = await tlscope(['azure', given, '--with', sealed, ...TOLD, '--json'])
    const [capture] = azureSchema.parse(JSON.parse(stdout)).captures
    expect(capture?.paths).toMatchObject([
      { front: 'h0', back: ['h1'], state: 'joined', joinedBy: 'upstream-port', brokenLeg: 'gateway-apim' },
    ])
    const text = (await tlscope(['azure', given, '--with', sealed, ...TOLD, '--no-article'])).stdout
    expect(text.replace(/\s+/g, ' ')).toContain(capture?.paths[0]?.sentence.slice(0, 40) ?? '?')
  })

  it.each(['JSON', 'CSV'])(
    'as %s names its connections in the session, tells the way, and fills the query for the backend’s row',
    async (form) => {
      const given = form === 'CSV' ? rowAsCsv : row
      const { stdout } = await tlscope(['session', given, '--with', sealed, ...TOLD, '--json'])
      const { items, queries } = sessionSchema.parse(JSON.parse(stdout))
      const live = items.find(({ id }) => id === 'live-diagnostics')
      const texts = live?.facts.map(({ text }) => text) ?? []
      expect(texts).toContainEqual(
        expect.stringContaining('in the capture: h0 before the gateway, h1 behind it'),
      )
      expect(
        live?.facts.map(({ sources }) => sources.map((one) => ('id' in one ? one.id : one.kind))),
      ).toContainEqual(['h0', 'h1'])
      expect(queries.find(({ id }) => id === 'transaction-AGWAccessLogs')?.text).toContain(
        '592d1649f75a8d480a3c4dc6a975309d',
      )
    },
  )
})
