import { describe, expect, it } from 'vitest'
import { analyse } from '../../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../../src/main/engine/options.ts'
import {
  ACK,
  CLIENT_ISN,
  FIN_ACK,
  opening,
  pcap,
  RST,
  SERVER_ISN,
  tcpFrame,
} from '../../../robustness/support/flood.ts'

const own = { client: 0, sequence: CLIENT_ISN + 1, acknowledgement: SERVER_ISN + 1 }
const server = { client: 0, fromClient: false, sequence: SERVER_ISN + 1, acknowledgement: CLIENT_ISN + 1 }
const closing = [tcpFrame({ ...own, flags: FIN_ACK }), tcpFrame({ ...server, flags: FIN_ACK })]

/** Of one connection to port 443: whether it is listed, and among how many others it is counted. */
async function read(frames: readonly Uint8Array[]) {
  let listed = 0
  const result = await analyse([{ path: 'a.pcap', input: pcap([...opening(), ...frames]) }], NO_OPTIONS, {
    handshake: () => {
      listed++
    },
  })
  return { listed, broken: result.broken, others: result.sources[0]?.otherStreams }
}

describe('a connection to port 443 in which nobody said a thing', () => {
  it('is a mere look whether the port is open where its client closed or reset it', async () => {
    const look = { listed: 0, broken: false, others: 1 }
    expect(await read(closing)).toEqual(look)
    expect(await read([tcpFrame({ ...own, flags: RST })])).toEqual(look)
  })

  it('is listed as broken where the server hung up', async () => {
    expect(await read([tcpFrame({ ...server, flags: FIN_ACK })])).toMatchObject({ listed: 1, broken: true })
  })

  it('is listed as broken where something other than TLS was said', async () => {
    const greeting = Uint8Array.from(Buffer.from('EHLO contoso.com\r\n'))
    const said = tcpFrame({ ...own, flags: ACK, payload: greeting })
    const close = tcpFrame({ ...own, sequence: own.sequence + greeting.length, flags: FIN_ACK })
    expect(await read([said, close])).toMatchObject({ listed: 1, broken: true })
  })
})
