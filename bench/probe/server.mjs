import { readFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import { join } from 'node:path'

/**
 * What the probes are compared on: TLS 1.0 to 1.3, HTTP/2 and HTTP/1.1, a client certificate required, the issuer
 * of the clients not known to it (so that a leaf alone is refused). Counts its connections; asked over IPC.
 *   node bench/probe/server.mjs <folder with the certificates>
 */
const file = (name) => readFileSync(join(process.argv[2], name))
let connections = 0
const server = createSecureServer(
  {
    cert: file('server.pem'),
    key: file('server.key'),
    ca: file('client-root.pem'),
    requestCert: true,
    rejectUnauthorized: true,
    allowHTTP1: true,
    minVersion: 'TLSv1',
    // OpenSSL's own default forbids TLS 1.0 and 1.1.
    ciphers: 'DEFAULT@SECLEVEL=0',
  },
  (_request, response) => response.end('ok'),
)
server.on('connection', () => {
  connections++
})
server.on('tlsClientError', () => {})
server.on('sessionError', () => {})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => {
  process.send({ connections })
  connections = 0
})
process.on('disconnect', () => process.exit(0))
