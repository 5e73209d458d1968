import type { HttpMessage } from './events.ts'

/** Reason phrases of RFC 9110 15 (and 429, 431 of RFC 6585) that a diagnosis may have to name. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [200, 'OK'],
  [201, 'Created'],
  [202, 'Accepted'],
  [204, 'No Content'],
  [301, 'Moved Permanently'],
  [302, 'Found'],
  [303, 'See Other'],
  [304, 'Not Modified'],
  [307, 'Temporary Redirect'],
  [308, 'Permanent Redirect'],
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [406, 'Not Acceptable'],
  [408, 'Request Timeout'],
  [409, 'Conflict'],
  [411, 'Length Required'],
  [413, 'Content Too Large'],
  [414, 'URI Too Long'],
  [415, 'Unsupported Media Type'],
  [417, 'Expectation Failed'],
  [421, 'Misdirected Request'],
  [426, 'Upgrade Required'],
  [429, 'Too Many Requests'],
  [431, 'Request Header Fields Too Large'],
  [500, 'Internal Server Error'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
  [505, 'HTTP Version Not Supported'],
])

/** Empty where RFC 9110 has none. */
export function reasonPhrase(status: number): string {
  return REASONS.get(status) ?? ''
}

/** `403 Forbidden`; the number alone where there is no reason. */
export function statusText(status: number, reason: string): string {
  return reason === '' ? String(status) : `${status} ${reason}`
}

/** RFC 9113 7, by number. */
const ERRORS: readonly string[] = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
]

export const NO_ERROR = 0
export const CANCEL = 8
/** What a server says that wants a client certificate late, which HTTP/2 forbids (RFC 9113 9.2.1). */
export const HTTP_1_1_REQUIRED = 13

export function errorName(code: number): string {
  return ERRORS[code] ?? `error 0x${code.toString(16)}`
}

/** One line for people: `GET /orders HTTP/1.1`, `HTTP/1.1 403 Forbidden`, `RST_STREAM HTTP_1_1_REQUIRED`. */
export function messageLine(message: HttpMessage): string {
  switch (message.kind) {
    case 'request':
      return `${message.method} ${message.path} HTTP/${message.version}`
    case 'response':
      return `HTTP/${message.version} ${statusText(message.status, message.reason)}`
    case 'reset':
      return `${message.stream === null ? 'GOAWAY' : 'RST_STREAM'} ${message.name}`
  }
}
