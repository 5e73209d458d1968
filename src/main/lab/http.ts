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

/** The gateway's page when it asked for a client certificate and got none (facts 2.10). */
export const NO_CERTIFICATE: string = errorPage(
  '400 No required SSL certificate was sent',
  'No required SSL certificate was sent',
)

/** The gateway's page when it got a client certificate and did not accept it (facts 2.10). */
export const CERTIFICATE_ERROR: string = errorPage(
  '400 The SSL certificate error',
  'The SSL certificate error',
)

/** What an APIM policy says to a request without a client certificate, or with the wrong one. */
export const FORBIDDEN: string = response('403 Invalid client certificate', '')

/** The gateway, when its backend gave it no usable answer. */
export const BAD_GATEWAY: string = response(
  '502 Bad Gateway',
  page('502 Bad Gateway', '502 Bad Gateway', []),
  { Server: 'Microsoft-Azure-Application-Gateway/v2', 'Content-Type': 'text/html' },
)

/** The gateway, when its backend took longer than the backend setting allows. */
export const GATEWAY_TIMEOUT: string = response(
  '504 Gateway Time-out',
  page('504 Gateway Time-out', '504 Gateway Time-out', []),
  { Server: 'Microsoft-Azure-Application-Gateway/v2', 'Content-Type': 'text/html' },
)

/** API Management, where the API behind it gives no usable answer. */
export const BACKEND_FAILURE: string = response('502 Bad Gateway', '')

/** What a policy says that wants to know who asks. */
export const UNAUTHORIZED: string = response('401 Unauthorized', '')

/** A server that knows no status path. */
export const NOT_FOUND: string = response('404 Resource Not Found', '')

/** `NO_CERTIFICATE`, and the close behind it. */
export function answerNoCertificate(socket: TLSSocket): void {
  socket.end(NO_CERTIFICATE)
}

/** `CERTIFICATE_ERROR`, and the close behind it. */
export function answerCertificateError(socket: TLSSocket): void {
  socket.end(CERTIFICATE_ERROR)
}

export function answerForbidden(socket: TLSSocket): void {
  socket.end(FORBIDDEN)
}

function errorPage(title: string, reason: string): string {
  const body = page(title, '400 Bad Request', [`<center>${reason}</center>`])
  return response('400 Bad Request', body, { 'Content-Type': 'text/html', Connection: 'close' })
}

function page(title: string, heading: string, lines: readonly string[]): string {
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${heading}</h1></center>`,
    ...lines,
    '<hr><center>Microsoft-Azure-Application-Gateway/v2</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
}

function response(status: string, body: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({ ...headers, 'Content-Length': String(body.length) })
  return `HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}
