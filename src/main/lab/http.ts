import type { TLSSocket } from 'node:tls'
import { LAB_HOST } from './scenario.ts'

/** As much HTTP as the lab's machines speak. */

/** APIM's own status path: answers without any API being there. */
const STATUS_PATH = '/status-0123456789abcdef'

export function request(path = STATUS_PATH, host = LAB_HOST): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: lab\r\nAccept: */*\r\n\r\n`
}

/** Asks once, and closes when the answer is complete, as curl does. */
export function askOnce(socket: TLSSocket): void {
  let heard = ''
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1')
    const headEnd = heard.indexOf('\r\n\r\n')
    const length = Number(/^content-length: *(\d+)/im.exec(heard)?.[1] ?? 0)
    if (headEnd >= 0 && heard.length >= headEnd + 4 + length) socket.end()
  })
  socket.write(request())
}

/** What an APIM that is content says on its status path. */
export const STATUS_OK: string = response('200 Service Operational', '')

/** An APIM that is content. */
export function serveStatus(socket: TLSSocket): void {
  socket.write(STATUS_OK)
}

/** The gateway's page when it asked for a client certificate and got none (facts 2.10), and the close behind it. */
export function answerNoCertificate(socket: TLSSocket): void {
  socket.end(errorPage('400 No required SSL certificate was sent', 'No required SSL certificate was sent'))
}

/** The gateway's page when it got a client certificate and did not accept it (facts 2.10). */
export function answerCertificateError(socket: TLSSocket): void {
  socket.end(errorPage('400 The SSL certificate error', 'The SSL certificate error'))
}

/** What an APIM policy says to a request without a client certificate. */
export function answerForbidden(socket: TLSSocket): void {
  socket.end(response('403 Invalid client certificate', ''))
}

function errorPage(title: string, reason: string): string {
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    '<center><h1>400 Bad Request</h1></center>',
    `<center>${reason}</center>`,
    '<hr><center>Microsoft-Azure-Application-Gateway/v2</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
  return response('400 Bad Request', body, { 'Content-Type': 'text/html', Connection: 'close' })
}

function response(status: string, body: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({ ...headers, 'Content-Length': String(body.length) })
  return `HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}
