import type { Socket } from 'node:net'
import { VERSION } from '../../../shared/tls/registry/index.ts'
import { play } from '../play.ts'
import { probingClient } from '../probing-client.ts'
import { broken, LAB_HOST, LAB_TOPOLOGY, type LabExpectation, type LabScenario } from '../scenario.ts'
import { HANDSHAKE } from '../scripted/handshake12.ts'
import { RecordStream } from '../scripted/record-stream.ts'
import { serverThatAlerts } from '../scripted/roles.ts'

/** Servers that answer the ClientHello with anything but a ServerHello. */

const INTERNAL_ERROR = 80

function atTheHello(
  id: string,
  title: string,
  story: string,
  server: (socket: Socket) => Promise<void> | void,
  expected: LabExpectation,
): LabScenario {
  return {
    id,
    title,
    story,
    leg: 'direct',
    version: 'TLS 1.2',
    options: { ...LAB_TOPOLOGY, host: LAB_HOST },
    expected,
    run: (context) =>
      play(context, {
        leg: 'direct',
        server,
        client: probingClient({ version: VERSION.tls12 }).client,
      }),
  }
}

export const AT_THE_HELLO: readonly LabScenario[] = [
  atTheHello(
    'closed-after-client-hello',
    'Closed right after the ClientHello',
    'The server reads the ClientHello and closes the connection without a word, as some do for a name they do not serve.',
    async (socket) => {
      await new RecordStream(socket).message(HANDSHAKE.clientHello)
      socket.end()
    },
    broken('client-hello', 'server', 'fin', 'reset-after-client-hello'),
  ),
  atTheHello(
    'hello-internal-error',
    'The ClientHello is answered with internal_error',
    'The server says internal_error (80): a fault of its own, or something in the hello that it could not cope with.',
    serverThatAlerts(INTERNAL_ERROR),
    broken('client-hello', 'server', 'alert', 'hello-rejected'),
  ),
  atTheHello(
    'ssh-on-tls-port',
    'SSH on the TLS port',
    'What listens there speaks another protocol: it greets with its own banner before the client has said a word.',
    (socket) => {
      socket.resume()
      socket.write('SSH-2.0-OpenSSH_9.6\r\n')
    },
    broken('client-hello', 'client', 'alert', 'not-tls'),
  ),
]
