/**
 * A TLS server or client of Node's own OpenSSL, in a process of its own because it lives in a network namespace:
 *   node endpoint.mjs server|client SETTINGS.json
 *   node endpoint.mjs knock ADDRESS
 * It ends with its standard input. The server says `listening`; the others end by themselves.
 */
import { readFileSync } from 'node:fs'
import { connect as tcpConnect } from 'node:net'
import tls from 'node:tls'

const [, , role, told] = process.argv
const settings = role === 'knock' ? {} : JSON.parse(readFileSync(told, 'utf8'))
process.stdin.on('end', () => process.exit(0)).resume()

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n'
const common = {
  minVersion: settings.version,
  maxVersion: settings.version,
  cert: settings.cert,
  key: settings.key,
  ca: settings.ca,
  // A post-quantum key share would make every ClientHello a large one.
  ecdhCurve: 'X25519',
}

if (role === 'server') serve()
else if (role === 'client') ask()
else knock(told)

/** A packet of another connection, by which a capture tells how long this one was silent. */
function knock(address) {
  const socket = tcpConnect({ host: address, port: 9 })
  socket.on('error', () => process.exit(0))
  setTimeout(() => process.exit(0), 300)
}

function serve() {
  const server = tls.createServer(
    { ...common, requestCert: settings.mutual, rejectUnauthorized: settings.mutual },
    (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(ANSWER))
    },
  )
  server.on('tlsClientError', () => {})
  server.listen(443, settings.address, () => console.log('listening'))
}

/** Gives up after a while, as people and programs do: it closes where it had a connection. */
function ask() {
  const raw = tcpConnect({ host: settings.address, port: 443 })
  raw.on('error', () => {})
  let patience = setTimeout(giveUp, settings.patienceMillis)
  raw.once('connect', () => {
    // A host whose IPv6 address is new waits for seconds before it answers: they are not the handshake's.
    clearTimeout(patience)
    patience = setTimeout(giveUp, settings.patienceMillis)
    const socket = tls.connect({
      ...common,
      socket: raw,
      servername: settings.host,
      ...(settings.alpn ? { ALPNProtocols: settings.alpn } : {}),
      rejectUnauthorized: true,
    })
    socket.on('error', () => {})
    socket.once('secureConnect', () => socket.write('GET / HTTP/1.1\r\nHost: lab\r\n\r\n'))
    socket.resume()
  })
  raw.once('close', () => process.exit(0))

  function giveUp() {
    if (raw.connecting) process.exit(0)
    raw.end()
    setTimeout(() => process.exit(0), settings.lingerMillis)
  }
}
