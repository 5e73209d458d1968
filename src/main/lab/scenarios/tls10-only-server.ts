import { encodeServerHello } from '../../../shared/tls/encode/index.ts'
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import { play } from '../play.ts'
import { brokenByAlert, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { HANDSHAKE } from '../scripted/handshake12.ts'
import { RecordStream } from '../scripted/record-stream.ts'
import { stockClient } from '../stock.ts'

const ECDHE_RSA_AES_128_CBC_SHA = 0xc013

export const tls10OnlyServer: LabScenario = {
  id: 'tls10-only-server',
  title: 'A server that knows TLS 1.0 only',
  story:
    'The server answers in TLS 1.0; the client wants TLS 1.2 and refuses the ServerHello with protocol_version (70).',
  leg: 'gateway-apim',
  version: 'TLS 1.0',
  options: { ...LAB_TOPOLOGY, host: LAB_HOST },
  expected: brokenByAlert('server-hello', 'client', ['protocol-version-mismatch']),
  async run(context) {
    return play(context, {
      leg: 'gateway-apim',
      server: async (socket) => {
        const stream = new RecordStream(socket)
        await stream.message(HANDSHAKE.clientHello)
        const hello = { legacyVersion: VERSION.tls10, cipherSuite: ECDHE_RSA_AES_128_CBC_SHA }
        stream.write(CONTENT_TYPE.handshake, encodeServerHello(hello), VERSION.tls10)
        await stream.closed()
      },
      client: (port) => stockClient(port, { version: 'TLSv1.2', connected: (socket) => socket.end() }),
    })
  },
}
